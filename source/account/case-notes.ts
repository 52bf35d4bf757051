import { counted } from '../base/words.ts';
import type { AccountCase } from './cases.ts';

type Noted = Pick<AccountCase, 'name' | 'principal' | 'heldBack' | 'spared'>;

/** Where there are more policies than this, one note covers all. */
const ONE_BY_ONE = 5;
const NAMES_SHOWN = 3;

/** Notes, in sentences, on what stays although some or all holders do not use it, and why. */
export function notesOnCases(cases: readonly Noted[]): string[] {
  return [...heldBackNotes(cases), ...sparedNotes(cases)];
}

function heldBackNotes(cases: readonly Noted[]): string[] {
  // Where nobody knows who has a policy, `attachments` says so.
  const held = cases.filter(({ principal, heldBack }) => principal !== undefined && heldBack.length > 0);
  if (held.length > ONE_BY_ONE) {
    const rows = held.reduce((sum, { heldBack }) => sum + heldBack.length, 0);
    return [
      `${counted(rows, 'unused action')} stay in ${counted(held.length, 'shared policy', 'shared policies')} because others who have the policies use them, or may use them; --json lists them`,
    ];
  }
  return held.map(({ name, principal, heldBack }) => {
    const by = [...new Set(heldBack.flatMap((each) => each.by))];
    return `${name}, shared by ${principal}: ${counted(heldBack.length, 'action')} that some do not use ${heldBack.length === 1 ? 'stays' : 'stay'} because of ${few(by)}`;
  });
}

function sparedNotes(cases: readonly Noted[]): string[] {
  const spared = cases.flatMap((policyCase) => policyCase.spared.map((each) => ({ policyCase, ...each })));
  const byRule = Map.groupBy(spared, ({ exception }) => exception);
  return [...byRule].map(([{ action, reason, until }, rows]) => {
    const actions = new Set(rows.map((row) => row.action));
    const policies = new Set(rows.map(({ policyCase }) => policyCase));
    const where = [...policies].map(({ name, principal }) =>
      principal === undefined ? name : `${principal}'s ${name}`,
    );
    const end = until === undefined ? '' : `, until ${until}`;
    return `the exception for ${action} (${reason}${end}) keeps ${few([...actions])} in ${few(where)}`;
  });
}

function few(names: readonly string[]): string {
  const more = names.length - NAMES_SHOWN;
  if (more > 0) return `${names.slice(0, NAMES_SHOWN).join(', ')} and ${more} more`;
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
