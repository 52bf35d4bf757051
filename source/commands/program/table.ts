import type { CommandRow } from './command.ts';

/** All commands, in the order of the help. A new one is a file that exports `command`, and a row here. */
export const COMMANDS: readonly CommandRow[] = [
  {
    name: 'review',
    usage: '[INPUT...]',
    summary: 'go through the proposals on the screen, decide, and write the result',
    takesInputs: true,
    load: () => import('../review.ts'),
  },
  {
    name: 'refine',
    usage: '[INPUT...]',
    summary: 'write the proposal as it stands, without questions',
    takesInputs: true,
    load: () => import('../refine.ts'),
  },
  {
    name: 'apply',
    usage: 'INPUT...',
    summary: 'replay recorded decisions and write the same result again',
    load: () => import('../apply.ts'),
  },
  {
    name: 'check',
    usage: 'INPUT...',
    summary: 'list what is unused and still granted; for CI',
    takesInputs: true,
    load: () => import('../check.ts'),
  },
  {
    name: 'verify',
    usage: '--original A --refined B INPUT...',
    summary: 'prove or refute that one policy is a right refinement of another',
    load: () => import('../verify.ts'),
  },
  {
    name: 'explain',
    usage: 'PATTERN [INPUT...]',
    summary: 'print the tree of one action pattern: what it matches, what of it is safe',
    load: () => import('../explain.ts'),
  },
  {
    name: 'drift',
    usage: 'INPUT... --from DATE [--to DATE]',
    summary: 'list what wildcards have come to allow between two dates; for CI',
    load: () => import('../drift.ts'),
  },
  {
    name: 'catalog',
    usage: 'list|update|import [PATH...]',
    summary: 'the action catalogues: show, fetch or import them',
    load: () => import('../catalog.ts'),
  },
  {
    name: 'pull',
    usage: '--role NAME|--user NAME|--all',
    summary: 'read policies and findings from AWS into a folder',
    load: () => import('../pull.ts'),
  },
  {
    name: 'demo',
    usage: '',
    summary: 'try it out on an example',
    load: () => import('../demo.ts'),
  },
];
