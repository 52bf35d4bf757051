import { policyCase } from '../source/refine/case.ts';
import { derive } from '../source/refine/derive.ts';
import { makeUnused } from '../source/usage/unused.ts';
import type { Input } from './inputs.ts';

/**
 * Refines the input's policy, and gives the new entries of its one statement. As if the finding were met for the first
 * time: what was found out about one is remembered while it is asked about.
 */
export function refineInput({ policy, unused, catalog }: Input): readonly string[] {
  const { services, actions, retained, serviceLastAccessed } = unused;
  const anew = makeUnused(services, actions, retained, serviceLastAccessed);
  const facts = { id: 'input', name: 'input', policy, unused: anew, protections: [], catalog };
  return derive(policyCase({ ...facts, generalize: 'shortest' }), []).edits.get(0) ?? [];
}
