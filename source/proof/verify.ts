import type { Counts } from '../refine/outcome.ts';
import { type Case, caseOf } from './case.ts';
import { nothingLost } from './law1-nothing-lost.ts';
import { nothingUnused } from './law2-nothing-unused.ts';
import { nothingNew } from './law3-nothing-new.ts';
import { structureKept } from './law4-structure.ts';
import { idempotent } from './law5-idempotent.ts';
import { orderFree } from './law6-order-free.ts';
import { monotone } from './law7-monotone.ts';
import type { ReadPolicy } from './statements.ts';
import { trialOf } from './trial.ts';
import type { Verification, VerifyInput } from './types.ts';

/**
 * Decides the seven laws of refinement for a policy and its refinement, no matter who made it. It uses nothing of the
 * engine: it reads the policy values, patterns and sets itself.
 *
 * C is the given actions and those that the finding names. Law 3 is decided over all strings with a colon. Allow
 * statements with a Principal belong to other kinds of policies; like Deny statements, they must not be touched. `ok`
 * is false if a law is refuted or could not be decided.
 *
 * Messages quote texts from the policies as JSON strings; the caller makes the rest visible before it shows them.
 */
export function decideLaws(input: VerifyInput): Verification {
  const made = caseOf(input);
  const left = nothingUnused(made);
  const trial = input.again === undefined ? undefined : trialOf(made, input.again);
  const laws = [
    nothingLost(made),
    left,
    nothingNew(made),
    structureKept(made),
    idempotent(made, trial, left),
    orderFree(made, trial),
    monotone(made, trial),
  ];
  return {
    laws,
    ok: laws.every(({ verdict }) => verdict === 'holds' || verdict === 'not-applicable'),
    counts: countsOf(made),
  };
}

/** Counts the known actions by what became of them, each once where some statement allows it. */
function countsOf(input: Case): Counts {
  const { original, refined, alignment, known, unused, kept, open, removed } = input;
  const size = known.names.length;
  const before = union(input, original);
  const now = refined === null ? new Uint8Array(size) : union(input, refined);
  const taken = new Uint8Array(size);
  const stays = new Uint8Array(size);
  const undecided = new Uint8Array(size);
  for (const { before: old, after } of alignment.pairs) {
    if (old.list === undefined) continue;
    const onPurpose = removed.named(old.index);
    for (const i of input.lost(old.list, after?.list))
      taken[i] = (taken[i] as number) | (onPurpose[i] as number);
    if (after?.list === undefined) continue;
    addCommon(stays, input.allowed(after.list), kept.named(old.index));
    addCommon(undecided, input.allowed(after.list), open.named(old.index));
  }
  const counts = { before: 0, now: 0, gone: 0, goneOnPurpose: 0, keptOnPurpose: 0, open: 0 };
  for (let i = 0; i < size; i++) {
    if (before[i] === 1) counts.before++;
    if (now[i] === 1) {
      counts.now++;
      if (unused.reported[i] === 0) continue;
      if (stays[i] === 1) counts.keptOnPurpose++;
      else if (undecided[i] === 1) counts.open++;
    } else if (before[i] === 1) {
      if (taken[i] === 1) counts.goneOnPurpose++;
      else if (unused.has[i] === 1) counts.gone++;
    }
  }
  return counts;
}

/** What some statement of a policy allows. */
function union({ allowed, known }: Case, { statements }: ReadPolicy): Uint8Array {
  const bytes = new Uint8Array(known.names.length);
  const lists = new Set(statements.flatMap(({ list }) => list ?? []));
  for (const list of lists) addCommon(bytes, allowed(list));
  return bytes;
}

/** Sets the bytes that are set in both. */
function addCommon(bytes: Uint8Array, one: Uint8Array, other = one): void {
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = (bytes[i] as number) | ((one[i] as number) & (other[i] as number));
}
