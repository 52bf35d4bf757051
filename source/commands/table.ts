import type { CommandRow } from './command.ts';

/** All commands, in the order of the help. A new one is a file that exports `command`, and a row here. */
export const COMMANDS: readonly CommandRow[] = [
  {
    name: 'review',
    usage: '[INPUT...]',
    summary: 'go through the proposals on the screen, decide, and write the result',
    load: () => import('./review.ts'),
  },
  {
    name: 'refine',
    usage: '[INPUT...]',
    summary: 'write the proposal as it stands, without questions',
    load: () => import('./refine.ts'),
  },
  {
    name: 'apply',
    usage: 'INPUT...',
    summary: 'replay recorded decisions and write the same result again',
    load: () => import('./apply.ts'),
  },
  {
    name: 'check',
    usage: 'INPUT...',
    summary: 'list what is unused and still granted; for CI',
    load: () => import('./check.ts'),
  },
  {
    name: 'verify',
    usage: '--original A --refined B INPUT...',
    summary: 'prove or refute that one policy is a right refinement of another',
    load: () => import('./verify.ts'),
  },
  {
    name: 'explain',
    usage: 'PATTERN [INPUT...]',
    summary: 'print the tree of one action pattern: what it matches, what of it is safe',
    load: () => import('./explain.ts'),
  },
  {
    name: 'demo',
    usage: '',
    summary: 'try it out on an example',
    load: () => import('./demo.ts'),
  },
];
