import type { AccountCase } from '../account/cases.ts';
import { fitsOf } from '../account/fit.ts';
import { QUOTAS, quotaOf } from '../account/quota.ts';
import { counted } from '../base/words.ts';
import { placeOfEntry } from '../policy/policy.ts';
import { quotaSize } from '../policy/size.ts';
import { policyCase as caseOf } from '../refine/case.ts';
import { derive } from '../refine/derive.ts';
import type { Extent } from '../refine/extent.ts';
import type { Theme } from '../screen/theme.ts';
import { type CommandModule, examples } from './program/command.ts';
import { loadInputs } from './reading/load.ts';
import { tableLines } from './terminal/table-text.ts';
import { themeFor } from './terminal/theme.ts';
import { whichPolicy, whosePolicy } from './writing/case-value.ts';
import { deliverText, jsonPieces, wantsJson } from './writing/deliver.ts';
import { voiceOf } from './writing/report.ts';

/** An entry that still grants something unused. */
interface Leftover extends Extent {
  /** Such as `Statement[1].Action[3]`. */
  readonly at: string;
  readonly sid?: string;
  /** As written; a NotAction list is one entry, its strings joined by commas. */
  readonly entry: string;
}

interface CheckedPolicy {
  readonly policyCase: AccountCase;
  readonly entries: readonly Leftover[];
}

export const checkCommand: CommandModule = {
  declare: (command) =>
    command.argument('<input...>', 'policies and findings: files, folders, or -').addHelpText(
      'after',
      `${examples(
        ['coppice check policy.json finding.json', 'what this policy grants and nobody uses'],
        ['coppice check account/ --json', 'a whole account, for programs'],
      )}
Exits with 0 if nothing that is unused is still granted, with 1 if something is.
`,
    ),

  async run(args, options, io) {
    const json = wantsJson(options, 'check');
    const { guarded, cases, settings, warnings, notes } = await loadInputs(args, options, io);
    const voice = voiceOf(io, options);
    voice.warnings(warnings);
    voice.notes(notes);
    const checked = cases.map((policyCase) => ({ policyCase, entries: leftoversIn(policyCase) }));
    const isClean = checked.every(({ entries }) => entries.length === 0);
    const { date, digest } = settings.catalog;
    const text = json
      ? jsonPieces({
          catalog: { date, sha256: digest },
          clean: isClean,
          policies: checked.values().map(forPrograms),
          principals: principalsIn(cases),
          warnings,
          notes,
        })
      : textOf(checked, themeFor(io.stdout, options, io.env));
    await deliverText(text, options, io, guarded);
    return isClean ? 0 : 1;
  },
};

/** The entries that go or are replaced by the proposal. */
function leftoversIn(policyCase: AccountCase): Leftover[] {
  const { policy } = policyCase;
  // This derives from a copy of the case: what is remembered on the way is not needed again and goes with the copy.
  const { entries } = derive(caseOf(policyCase), []);
  return entries.flatMap((entry): Leftover[] => {
    const { ref, element, text, proposal } = entry;
    if (proposal === 'stays' || proposal === 'unknown') return [];
    const statement = policy.statements[ref.statement];
    if (statement === undefined) return [];
    const { sid, path } = statement;
    const at = element === 'Action' ? placeOfEntry(statement, ref.entry) : `${path}.${element}`;
    const { granted, unused } = entry.extent();
    return [{ at, ...(sid === undefined ? {} : { sid }), entry: text, granted, unused }];
  });
}

function forPrograms({ policyCase, entries }: CheckedPolicy): unknown {
  const { kind, policy, unused, notRefined } = policyCase;
  const granted = unusedIn(entries);
  const named = [...unused.actions.values()].filter(({ action }) => unused.has(action));
  return {
    ...whichPolicy(policyCase),
    unused: granted.size,
    /** reported unused, but not granted by this policy */
    notGranted: named.filter(({ action }) => !granted.has(action)).length,
    entries: entries.values(),
    /** characters as IAM counts them; an inline policy shares its quota with the others of its principal */
    size: quotaSize(policy.text),
    ...(kind === 'inline' ? {} : { quota: quotaOf(kind, undefined) }),
    ...whosePolicy(policyCase),
    ...(notRefined === undefined ? {} : { notRefined }),
  };
}

/** How much of their quotas the holders use, with all their policies together. */
function principalsIn(cases: readonly AccountCase[]): unknown {
  const placed = cases.map((policyCase) => {
    const size = quotaSize(policyCase.policy.text);
    return { policyCase, before: size, after: size, parts: 1, isChanged: false };
  });
  return fitsOf(placed).map(({ principal: { managed, ...who }, inline }) => ({
    ...who,
    ...(inline === undefined ? {} : { inline: { size: inline.before, quota: inline.limit } }),
    ...(managed === undefined ? {} : { managed: { attached: managed, quota: QUOTAS.attachments } }),
  }));
}

const ACTIONS_SHOWN = 3;

function* textOf(checked: readonly CheckedPolicy[], theme: Theme): Iterable<string> {
  const open = checked.filter(({ entries }) => entries.length > 0);
  if (open.length === 0) {
    yield `${theme.paint('good', theme.glyphs.holds)} nothing that is unused is still granted (${counted(checked.length, 'policy', 'policies')})\n`;
    return;
  }
  const rows = open.flatMap(({ policyCase, entries }) =>
    entries.map(({ at, entry, granted, unused }) => [
      policyCase.principal ?? '',
      policyCase.name,
      at,
      entry,
      `${unused.length} of ${granted}`,
      someOf(unused),
    ]),
  );
  let isHead = true;
  for (const line of tableLines(['PRINCIPAL', 'POLICY', 'WHERE', 'ENTRY', 'UNUSED', 'WHICH'], rows)) {
    yield `${isHead ? theme.paint('strong', line) : line}\n`;
    isHead = false;
  }
  const actions = open.reduce((sum, { entries }) => sum + unusedIn(entries).size, 0);
  const summary = `${counted(actions, 'unused action')} still granted, by ${counted(open.length, 'policy', 'policies')} of ${checked.length}`;
  yield `\n${summary}\n`;
}

/** The unused actions that some entry grants. Equal entries share one list. */
function unusedIn(entries: readonly Leftover[]): ReadonlySet<string> {
  const actions = new Set<string>();
  for (const list of new Set(entries.map(({ unused }) => unused)))
    for (const action of list) actions.add(action);
  return actions;
}

function someOf(actions: readonly string[]): string {
  const shown = actions.slice(0, ACTIONS_SHOWN).join(', ');
  const more = actions.length - ACTIONS_SHOWN;
  if (actions.length === 0) return 'the whole service, none of whose actions is known';
  return more > 0 ? `${shown} and ${more} more` : shown;
}
