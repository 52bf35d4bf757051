import { isObject } from '../base/json.ts';
import { counted } from '../base/words.ts';
import { canonical, firstDifference, without } from './canonical.ts';
import type { Case } from './case.ts';
import type { ReadPolicy, ReadStatement } from './statements.ts';
import type { Counterexample, LawVerdict } from './types.ts';

/**
 * Law 4: everything but the lists of the Allow statements that remain is deeply equal; the order of the statements is
 * kept, only Allow statements go, and a list that was an array stays one.
 */
export function structureKept(input: Case): LawVerdict {
  const { original, refined, alignment } = input;
  const counterexample = refined === null ? detached(original) : changed(input, refined);
  const fixed = original.statements.filter(({ list }) => list === undefined).length;
  const removed = alignment.pairs.filter(({ after }) => after === undefined).length;
  const statements = original.statements.length;
  const rest =
    refined === null
      ? 'nothing left, to be detached'
      : `${counted(removed, 'statement')} gone, ${counted(fixed, 'statement')} not to be touched`;
  return {
    law: 4,
    name: 'structure kept',
    verdict: counterexample === undefined ? 'holds' : 'refuted',
    checked: `${counted(statements, 'statement')} compared but for Action and NotAction: ${rest}`,
    numbers: { statements, removed, fixed },
    ...(counterexample === undefined ? {} : { counterexample }),
  };
}

function detached({ statements }: ReadPolicy): Counterexample | undefined {
  const fixed = statements.find(({ list }) => list === undefined);
  if (fixed === undefined) return undefined;
  return {
    statement: fixed.index,
    path: fixed.path,
    message: `the policy is to be detached, but ${fixed.path} of the original must stay`,
  };
}

function changed({ original, alignment }: Case, refined: ReadPolicy): Counterexample | undefined {
  const around = firstDifference(without(original.value, 'Statement'), without(refined.value, 'Statement'));
  if (around !== undefined) {
    const path = around.slice(1);
    return { path, message: `${path} is not the same in the original and the refined policy` };
  }
  if (original.shape !== refined.shape || original.shape === 'other') return changedShape(original, refined);
  if (refined.statements.length === 0 && original.statements.length > 0) {
    return { path: 'Statement', message: 'the refined policy has no statements; it should be detached' };
  }
  if (alignment.kind === 'broken') return broken(original, refined);
  for (const { before, after } of alignment.pairs) {
    if (after?.list === undefined || before.list === undefined) continue;
    const path = `${after.path}.${after.list.element}`;
    const place = { statement: before.index, path };
    if (before.shape === 'array' && after.shape === 'string') {
      return { ...place, message: `${path} of the refined policy is a string and was an array` };
    }
    if (after.list.entries.length === 0 && before.list.entries.length > 0) {
      return { ...place, message: `${path} of the refined policy is empty; the statement should be gone` };
    }
  }
  return undefined;
}

function changedShape(original: ReadPolicy, refined: ReadPolicy): Counterexample | undefined {
  const path = 'Statement';
  if (original.shape !== refined.shape) {
    return {
      path,
      message: `Statement is an ${original.shape} in the original and not in the refined policy`,
    };
  }
  return canonical(original.value) === canonical(refined.value)
    ? undefined
    : { path, message: 'Statement is neither an object nor an array, and not the same in both policies' };
}

/** Names what does not fit: the first refined statement without a like one in order, or the statement that is gone. */
function broken(original: ReadPolicy, refined: ReadPolicy): Counterexample {
  let next = 0;
  for (const after of refined.statements) {
    const found = original.statements.findIndex(({ rest }, i) => i >= next && rest === after.rest);
    if (found === -1) return noLike(after, original, next);
    const skipped = original.statements.slice(next, found).find(({ list }) => list === undefined);
    if (skipped !== undefined) return gone(skipped, after, original, next);
    next = found + 1;
  }
  const skipped = original.statements.slice(next).find(({ list }) => list === undefined);
  if (skipped !== undefined) return gone(skipped, undefined, original, next);
  return { path: 'Statement', message: 'the statements are not those of the original in order' };
}

function gone(
  fixed: ReadStatement,
  after: ReadStatement | undefined,
  original: ReadPolicy,
  next: number,
): Counterexample {
  if (after !== undefined && original.statements[next] === fixed) {
    const path = fixed.path;
    const message = `${path} of the original, which must not change, is gone or has moved behind ${after.path} of the refined policy`;
    return { statement: fixed.index, path, message };
  }
  const message = `${fixed.path} of the original, which must not change, is gone`;
  return { statement: fixed.index, path: fixed.path, message };
}

function noLike(after: ReadStatement, original: ReadPolicy, next: number): Counterexample {
  const moved = original.statements.findIndex(({ rest }) => rest === after.rest);
  if (moved !== -1) {
    const message = `${after.path} of the refined policy is in another place than ${original.statements[moved]?.path} of the original, or there twice`;
    return { statement: moved, path: after.path, message };
  }
  const before = likeliest(after, original, next);
  if (before === undefined) {
    const message = `${after.path} of the refined policy is not a statement of the original`;
    return { statement: after.index, path: after.path, message };
  }
  const strip = ({ value, list }: ReadStatement) =>
    isObject(value) && list !== undefined ? without(value, list.element) : value;
  const sameKind = before.list?.element === after.list?.element;
  const inside = firstDifference(
    sameKind ? strip(before) : before.value,
    sameKind ? strip(after) : after.value,
  );
  const path = `${after.path}${inside ?? ''}`;
  const message = `${path} of the refined policy is not as in ${before.path} of the original`;
  return { statement: before.index, path, message };
}

/** The original statement that a changed one most likely was: the one with its Sid, or the one in its place. */
function likeliest(after: ReadStatement, original: ReadPolicy, next: number): ReadStatement | undefined {
  const sid = sidOf(after);
  const same =
    sid === undefined ? undefined : original.statements.find((statement) => sidOf(statement) === sid);
  return same ?? original.statements[next];
}

function sidOf({ value }: ReadStatement): string | undefined {
  if (!isObject(value)) return undefined;
  return Object.hasOwn(value, 'Sid') && typeof value['Sid'] === 'string' ? value['Sid'] : undefined;
}
