import { command as apply } from '../apply.ts';
import { command as catalog } from '../catalog.ts';
import { command as check } from '../check.ts';
import { command as demo } from '../demo.ts';
import { command as drift } from '../drift.ts';
import { command as explain } from '../explain.ts';
import { command as pull } from '../pull.ts';
import { command as refine } from '../refine.ts';
import { command as replay } from '../replay.ts';
import { command as review } from '../review.ts';
import { command as verify } from '../verify.ts';
import type { CommandRow } from './command.ts';

/** All commands, in the order of the help. A new one is a file that exports `command`, and a row here. */
export const COMMANDS: readonly CommandRow[] = [
  {
    name: 'review',
    usage: '[INPUT...]',
    summary: 'go through the proposals on the screen, decide, and write the result',
    command: review,
  },
  {
    name: 'refine',
    usage: '[INPUT...]',
    summary: 'write the proposal as it stands, without questions',
    command: refine,
  },
  {
    name: 'apply',
    usage: 'INPUT...',
    summary: 'replay recorded decisions and write the same result again',
    command: apply,
  },
  {
    name: 'check',
    usage: 'INPUT...',
    summary: 'list what is unused and still granted; for CI',
    command: check,
  },
  {
    name: 'verify',
    usage: '--original A --refined B INPUT...',
    summary: 'prove or refute that one policy is a right refinement of another',
    command: verify,
  },
  {
    name: 'replay',
    usage: 'INPUT... --calls FILE...',
    summary: 'would any call in these logs be denied that was allowed before; for CI',
    command: replay,
  },
  {
    name: 'explain',
    usage: 'PATTERN [INPUT...]',
    summary: 'print the tree of one action pattern: what it matches, what of it is safe',
    command: explain,
  },
  {
    name: 'drift',
    usage: 'INPUT... --from DATE [--to DATE]',
    summary: 'list what wildcards have come to allow between two dates; for CI',
    command: drift,
  },
  {
    name: 'catalog',
    usage: 'list|update|import [PATH...]',
    summary: 'the action catalogues: show, fetch or import them',
    command: catalog,
  },
  {
    name: 'pull',
    usage: '--role NAME|--user NAME|--all',
    summary: 'read policies and findings from AWS into a folder',
    command: pull,
  },
  {
    name: 'demo',
    usage: '',
    summary: 'try it out on an example',
    command: demo,
  },
];
