import { applyCommand } from '../apply.ts';
import { catalogCommand } from '../catalog.ts';
import { checkCommand } from '../check.ts';
import { demoCommand } from '../demo.ts';
import { driftCommand } from '../drift.ts';
import { explainCommand } from '../explain.ts';
import { pullCommand } from '../pull.ts';
import { refineCommand } from '../refine.ts';
import { replayCommand } from '../replay.ts';
import { reviewCommand } from '../review.ts';
import { verifyCommand } from '../verify.ts';
import type { CommandRow } from './command.ts';

/** All commands, in the order of the help. A new one is a file that exports `nameCommand`, and a row here. */
export const COMMANDS: readonly CommandRow[] = [
  {
    name: 'review',
    usage: '[INPUT...]',
    summary: 'go through the proposals on the screen, decide, and write the result',
    command: reviewCommand,
  },
  {
    name: 'refine',
    usage: '[INPUT...]',
    summary: 'write the proposal as it stands, without questions',
    command: refineCommand,
  },
  {
    name: 'apply',
    usage: 'INPUT...',
    summary: 'replay recorded decisions and write the same result again',
    command: applyCommand,
  },
  {
    name: 'check',
    usage: 'INPUT...',
    summary: 'list what is unused and still granted; for CI',
    command: checkCommand,
  },
  {
    name: 'verify',
    usage: '--original A --refined B INPUT...',
    summary: 'prove or refute that one policy is a right refinement of another',
    command: verifyCommand,
  },
  {
    name: 'replay',
    usage: 'INPUT... --calls FILE...',
    summary: 'would any call in these logs be denied that was allowed before; for CI',
    command: replayCommand,
  },
  {
    name: 'explain',
    usage: 'PATTERN [INPUT...]',
    summary: 'print the tree of one action pattern: what it matches, what of it is safe',
    command: explainCommand,
  },
  {
    name: 'drift',
    usage: 'INPUT... --from DATE [--to DATE]',
    summary: 'list what wildcards have come to allow between two dates; for CI',
    command: driftCommand,
  },
  {
    name: 'catalog',
    usage: 'list|update|import [PATH...]',
    summary: 'the action catalogues: show, fetch or import them',
    command: catalogCommand,
  },
  {
    name: 'pull',
    usage: '--role NAME|--user NAME|--all',
    summary: 'read policies and findings from AWS into a folder',
    command: pullCommand,
  },
  {
    name: 'demo',
    usage: '',
    summary: 'try it out on an example',
    command: demoCommand,
  },
];
