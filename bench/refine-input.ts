import { policyCase } from '../source/refine/case.ts';
import { derive } from '../source/refine/derive.ts';
import type { Generalize } from '../source/refine/grants.ts';
import { makeUnused } from '../source/usage/unused.ts';
import type { Input } from './inputs.ts';

/**
 * Refines the input's policy, and gives the new entries of its one statement. As if the finding were met for the first
 * time: what was found out about one is remembered while it is asked about.
 */
export function refineInput(
  { policy, unused, catalog }: Input,
  generalize: Generalize = 'shortest',
): readonly string[] {
  const { services, actions, retained, serviceLastAccessed } = unused;
  const anew = makeUnused(services, actions, retained, serviceLastAccessed);
  const facts = { id: 'input', name: 'input', policy, unused: anew, protections: [], catalog, generalize };
  return derive(policyCase(facts), []).edits.get(0) ?? [];
}

export interface ListSize {
  readonly patterns: number;
  readonly characters: number;
}

/** How long a list of patterns is. */
export function sizeOf(patterns: readonly string[]): ListSize {
  return { patterns: patterns.length, characters: patterns.reduce((sum, { length }) => sum + length, 0) };
}

/** The same for people. */
export function describeSize({ patterns, characters }: ListSize): string {
  return `${patterns} patterns, ${characters} characters`;
}
