import type { InputFile, InputOptions, Inputs, LoadedPolicy } from '../account/facts.ts';
import { principalFromName } from '../account/file-name.ts';
import { isObject, type ParsedJson, parseJsonDocuments, withoutMark } from '../base/json.ts';
import { invalid, items, type Located, locate } from '../base/located.ts';
import { looksLikeFinding, readFindingAt } from '../usage/read.ts';
import { settleFindings } from '../usage/settle.ts';
import { type Collection, emptyCollection } from './collect.ts';
import { isAccountDetails, readAccountDetails } from './details.ts';
import type { Source } from './document.ts';
import { recogniseElsewhere } from './elsewhere.ts';
import { addUnreadMembers } from './members.ts';
import {
  isBarePolicy,
  isInlinePolicy,
  isPolicyVersion,
  readBarePolicy,
  readInlinePolicy,
  readPolicyVersion,
} from './single.ts';

/**
 * Tells by their content what the files are, and reads them: policies of every shape in formats, account details in
 * any number of pages, findings of every shape. A file may hold one of them, a list, or several one after the other.
 *
 * @throws InputError naming the file and the place: for what is no JSON, has the wrong type somewhere, contradicts
 *   another file, or is nothing that coppice can use
 */
export function readInputs(files: readonly InputFile[], options: InputOptions = {}): Inputs {
  const collection = emptyCollection();
  const parts = files.flatMap((file) => splitFile(file));
  // Account details first: what comes by itself may belong to a principal that they describe.
  for (const part of parts)
    if (isAccountDetails(part.located)) readAccountDetails(part.located, part.source, collection);
  for (const part of parts) if (!isAccountDetails(part.located)) readPart(part, collection, options);
  addUnreadMembers(collection);
  return finish(collection, files, options);
}

/** One thing in a file: a policy, a page, a finding. */
interface Part {
  readonly located: Located;
  readonly source: Source;
  readonly file: InputFile;
  /** it is all that the file holds */
  readonly isWhole: boolean;
}

function splitFile(file: InputFile): Part[] {
  const documents = parseJsonDocuments(file.text, file.name);
  return documents.flatMap((json: ParsedJson, index): Part[] => {
    const isWhole = documents.length === 1;
    const located = locate(json.value, file.name, isWhole ? '' : `document ${index + 1}`);
    return splitList({ located, source: { text: file.text, json }, file, isWhole });
  });
}

/** The items of a list of pages, policies or findings. The short form of a finding is a list that belongs together. */
function splitList(part: Part): Part[] {
  const { located } = part;
  if (!Array.isArray(located.value) || looksLikeFinding(located)) return [part];
  return items(located).flatMap((item) => splitList({ ...part, located: item, isWhole: false }));
}

function readPart(
  { located, source, file, isWhole }: Part,
  collection: Collection,
  options: InputOptions,
): void {
  if (isBarePolicy(located))
    readBarePolicy(located, source, collection, isWhole ? withoutMark(file.text) : undefined);
  else if (isInlinePolicy(located)) readInlinePolicy(located, source, collection);
  else if (isPolicyVersion(located)) readPolicyVersion(located, source, collection);
  else if (recogniseElsewhere(located) === undefined && looksLikeFinding(located)) {
    const { findings, notes } = readFindingAt(located, options);
    collection.findings.push(...findings);
    collection.notes.push(...notes);
  } else refuse(located, file, collection);
}

function refuse(located: Located, file: InputFile, { notes }: Collection): void {
  const known = recogniseElsewhere(located);
  const says = known?.says ?? `this is neither a policy nor a finding${keysOf(located)}`;
  if (file.found !== true) {
    throw invalid(
      located,
      says,
      known?.hint ??
        'Give an IAM policy, the output of aws iam get-account-authorization-details, or that of aws accessanalyzer get-finding-v2.',
    );
  }
  notes.push(`${file.name}: ${says}; left out`);
}

const KEYS_SHOWN = 5;

function keysOf({ value }: Located): string {
  if (!isObject(value)) return '';
  const keys = Object.keys(value);
  if (keys.length === 0) return ' but an empty object';
  const shown = keys.slice(0, KEYS_SHOWN).map((key) => `"${key.slice(0, 40)}"`);
  return `; it has ${shown.join(', ')}${keys.length > KEYS_SHOWN ? ' and more' : ''}`;
}

function finish(collection: Collection, files: readonly InputFile[], options: InputOptions): Inputs {
  const { principals, notes } = collection;
  const names = principals.map(({ name }) => name);
  const named = collection.findings.map((finding) => {
    if (finding.source !== 'last-accessed' || finding.principal !== undefined) return finding;
    const principal = principalFromName(finding.file, names);
    if (principal === undefined) return finding;
    return {
      ...finding,
      principal,
      notes: [
        ...finding.notes,
        `taken to be about ${principal}, from the file's name; --principal says otherwise`,
      ],
    };
  });
  const settled = settleFindings(named, options);
  const { policies, boundaries, places } = separateBoundaries(collection);
  return {
    policies,
    boundaries,
    principals: principals.map((principal) => ({
      ...principal,
      inline: principal.inline.map((place) => places[place] ?? place),
    })),
    findings: settled.findings,
    notes: [...notes, ...settled.notes, ...notesOn(collection, boundaries)],
    files: files.map(({ name }) => name),
  };
}

/** Takes the permissions boundaries out of the policies. `places`: from old places to new ones. */
function separateBoundaries({ policies, principals }: Collection): {
  policies: LoadedPolicy[];
  boundaries: LoadedPolicy[];
  places: number[];
} {
  const arns = new Set(principals.flatMap(({ boundary }) => (boundary === undefined ? [] : [boundary])));
  const kept: LoadedPolicy[] = [];
  const boundaries: LoadedPolicy[] = [];
  const places = policies.map((policy) => {
    const isBoundary = policy.arn !== undefined && arns.has(policy.arn);
    return (isBoundary ? boundaries : kept).push(policy) - 1;
  });
  return { policies: kept, boundaries, places };
}

function notesOn(
  { principals, policies, trustPolicies, pages, lastPage }: Collection,
  boundaries: readonly LoadedPolicy[],
): string[] {
  const notes: string[] = [];
  if (trustPolicies > 0) notes.push(`trust policies are not refined: ${trustPolicies} left as they are`);
  for (const { arn, name } of boundaries) {
    const attached = principals.some((principal) => arn !== undefined && principal.attached.includes(arn));
    notes.push(
      `${name} is a permissions boundary and therefore not refined${attached ? ', although it is attached as well' : ''}`,
    );
  }
  if (pages > 0 && !lastPage) {
    notes.push(
      'the account details go on with a page that is missing; policies and principals may be missing',
    );
  }
  const known = new Set(policies.map(({ arn }) => arn));
  const missing = new Map<string, number>();
  for (const { attached } of principals) {
    for (const arn of attached) if (!known.has(arn)) missing.set(arn, (missing.get(arn) ?? 0) + 1);
  }
  for (const [arn, count] of missing) {
    notes.push(
      `${arn} is attached to ${count === 1 ? 'a principal' : `${count} principals`} but was not given`,
    );
  }
  return notes;
}
