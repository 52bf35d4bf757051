import { goesInline } from '../../account/quota.ts';
import { counted, thousands } from '../../base/words.ts';
import type { LawVerdict } from '../../proof/types.ts';
import type { Counts, PolicyDeviation } from '../../refine/outcome.ts';
import { titleOf } from '../names.ts';
import { overQuota } from '../notes.ts';
import type { ProvenPolicy } from '../result.ts';
import type { ReportFacts } from './facts.ts';

// The words that both reports share.

export const OUTCOMES: Readonly<Record<ReportFacts['outcome'], string>> = {
  'not-refined': 'not refined',
  unchanged: 'unchanged: nothing goes',
  changed: 'cut back',
  split: 'cut back, and split into several since it is over its quota',
  detached: 'to be detached: nothing that it grants is used',
};

export const VERDICTS: Readonly<Record<LawVerdict['verdict'], string>> = {
  holds: '✔ holds',
  refuted: '✘ refuted',
  undecided: '? undecided',
  'not-applicable': '– does not apply',
};

/** The kind of a policy and, where it changes but cannot be edited, what happens instead. */
export function kindInWords({ result, outcome }: ReportFacts): string {
  const { case: policyCase } = result.outcome;
  switch (policyCase.kind) {
    case 'bare':
      return 'a policy document';
    case 'inline':
      return 'an inline policy';
    case 'customer-managed':
      return 'a customer-managed policy';
    case 'aws-managed': {
      const isReplaced = outcome === 'changed' || outcome === 'split';
      if (!isReplaced) return 'an AWS-managed policy';
      return goesInline(policyCase)
        ? "an AWS-managed policy, so what is left of it goes into the set's inline policy"
        : 'an AWS-managed policy, so a new policy takes its place';
    }
  }
}

/** The title of the report. */
export function reportTitle(results: readonly ProvenPolicy[]): string {
  const [only] = results;
  return only !== undefined && results.length === 1
    ? `${titleOf(only.outcome.case)}, cut back to what is used`
    : `${counted(results.length, 'policy', 'policies')}, cut back to what is used`;
}

/** What was reported unused, in words, without the findings and the services. */
export function askedInWords({ asked, counts }: ReportFacts): string {
  const named = asked.actions === 0 && asked.services.length > 0 ? '' : counted(asked.actions, 'action');
  const whole = asked.services.length === 0 ? '' : `all of ${counted(asked.services.length, 'service')}`;
  const reported = [named, whole].filter((part) => part !== '').join(' and ');
  return `Reported unused: ${reported}. The policy grants ${counted(counts.before, 'known action')}; ${thousands(asked.granted)} of them ${asked.granted === 1 ? 'is' : 'are'} among those.`;
}

/** Who has the policy, where that decides what may go: several holders, or one without a finding. */
export function holdersInWords({ result }: ReportFacts): string {
  const { holders = [], attachedTo } = result.outcome.case;
  const nameOf = ({ label, name }: (typeof holders)[number]): string => label ?? name;
  const unknown = holders.filter(({ analysed }) => !analysed).map(nameOf);
  if (holders.length < 2 && unknown.length === 0) return '';
  const isSet = attachedTo.some(({ kind }) => kind === 'permission-set');
  const all = `${isSet ? 'In use as' : 'Had by'} ${few(holders.map(nameOf))}.`;
  if (unknown.length === 0) return all;
  return `${all} No finding speaks of ${few(unknown)}: without one, everything counts as used.`;
}

const NAMES_SHOWN = 20;

function few(names: readonly string[]): string {
  const more = names.length - NAMES_SHOWN;
  return [...names.slice(0, NAMES_SHOWN), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

/** Sizes as IAM counts them, and their quota. */
export function sizeInWords({ result, quota }: ReportFacts): string {
  const { before, after } = result.certificate.size;
  const sizes = `${thousands(before)} characters before, ${thousands(after)} after, white space not counted`;
  const over = overQuota(result.outcome);
  return `${sizes}${quota === undefined ? '' : `; ${quota}`}${over === undefined ? '' : `. It has ${over}`}.`;
}

/** The words for deviations from what was reported. */
export const DEVIATIONS: Readonly<Record<PolicyDeviation['kind'], string>> = {
  kept: 'kept on purpose',
  removed: 'removed on purpose',
  open: 'open: stays until it is approved',
};

/** The columns with the numbers of known actions. */
export const COUNTS: readonly (readonly [head: string, of: keyof Counts])[] = [
  ['Allowed before', 'before'],
  ['Allowed now', 'now'],
  ['Gone as reported', 'gone'],
  ['Gone on purpose', 'goneOnPurpose'],
  ['Kept on purpose', 'keptOnPurpose'],
  ['Open', 'open'],
];

/** The state of the proof, in a line for the overview. */
export function lawsInWords({ certificate }: ProvenPolicy): string {
  if (certificate.ok) return 'all hold';
  const broken = certificate.laws.filter(({ verdict }) => verdict === 'refuted' || verdict === 'undecided');
  return `NOT PROVED: ${broken.map(({ law, verdict }) => `law ${law} ${verdict}`).join(', ')}`;
}

/** The heads of the tables of both reports; some columns are left out where no row has anything in them. */
export const HEADS = {
  entries: (hasAws: boolean): string[] => [
    'Statement',
    'Entry',
    'Actions',
    'Unused',
    'Now',
    'Approved',
    ...(hasAws ? ['AWS’s choice'] : []),
  ],
  open: ['Statement', 'Entry', 'Approved', 'Proposed', 'Unused, and stays meanwhile'],
  gone: (hasLevels: boolean): string[] => [
    'Action',
    'Statement',
    ...(hasLevels ? ['Access level'] : []),
    'Last accessed',
  ],
  deviations: ['What', 'Actions', 'Statement', 'By', 'On', 'Why', 'Until'],
} as const;
