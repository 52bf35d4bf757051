import type { InputFile, InputOptions, Inputs, LoadedPolicy } from '../account/facts.ts';
import { InputError } from '../base/errors.ts';
import { isObject, type ParsedJson, parseJsonDocuments, withoutMark } from '../base/json.ts';
import { invalid, items, type Located, locate } from '../base/located.ts';
import { thousands } from '../base/words.ts';
import type { Finding, UnusedAction, UnusedService } from '../usage/finding.ts';
import { isFinding, readFindingAt } from '../usage/read.ts';
import { joinRecommendations, readRecommendation } from '../usage/recommendation.ts';
import { settleFindings } from '../usage/settle.ts';
import { type Collection, emptyCollection } from './collect.ts';
import { readAccountDetails, readDetail } from './details.ts';
import { type Source, sourceOf } from './document.ts';
import { addExistingPolicies } from './existing-policies.ts';
import { addUnreadMembers } from './members.ts';
import { gatherPermissionSets, readOfPermissionSet } from './permission-sets.ts';
import { RECOGNISED, RECOGNISED_TEXTS, type Reader, type Recognised } from './recognised.ts';
import { readBarePolicy, readInlinePolicy, readPolicyVersion } from './single.ts';
import { attributed } from './whose.ts';

/**
 * Recognises files by their content and reads them: policies, findings and recommendations of every shape, account
 * details in any number of pages, and permission sets. A file may hold one of them, a list, or several one after the
 * other.
 *
 * @throws InputError naming the file and the place: for what is not JSON, has the wrong type somewhere, contradicts
 *   another file, or is nothing that coppice can use
 */
export function readInputs(files: readonly InputFile[], options: InputOptions = {}): Inputs {
  const collection = emptyCollection();
  const waiting: ToldPart[] = [];
  // Each file is read to its end, so that nothing else of it is kept until all are read.
  for (const file of files)
    for (const part of splitFile(file, collection).map(told))
      if (isWaiting(part)) waiting.push(part);
      else readPart(part, collection, options);
  for (const part of waiting) readPart(part, collection, options);
  addUnreadMembers(collection);
  addExistingPolicies(collection);
  return finish(collection, files, options);
}

/** One thing in a file: a policy, a page, a finding. */
interface Part {
  readonly located: Located;
  readonly source: Source;
  readonly file: InputFile;
  /** whether it is all that the file holds */
  readonly isWhole: boolean;
}

function splitFile(file: InputFile, collection: Collection): Part[] {
  const documents = parseFile(file, collection);
  return documents.flatMap((json: ParsedJson, index): Part[] => {
    const isWhole = documents.length === 1;
    const located = locate(json.value, file.name, isWhole ? '' : `document ${index + 1}`);
    return splitList({ located, source: sourceOf(file.text, json), file, isWhole });
  });
}

/** Parses a file. @throws InputError for text that is not JSON; it says what the text is instead, if that is known */
function parseFile(file: InputFile, { notes }: Collection): ParsedJson[] {
  try {
    return parseJsonDocuments(file.text, file.name);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const text = withoutMark(file.text).trimStart();
    const known = RECOGNISED_TEXTS.find(({ is }) => is(text));
    if (known === undefined) throw error;
    if (file.found !== true) throw new InputError(known.says, { file: file.name, hint: known.hint });
    notes.push(`${file.name}: ${known.says}; left out`);
    return [];
  }
}

/** The items of a list of pages, policies or findings. The short form of a finding is a list that belongs together. */
function splitList(part: Part): Part[] {
  const { located } = part;
  if (!Array.isArray(located.value) || isFinding(located)) return [part];
  return items(located).flatMap((item) => splitList({ ...part, located: item, isWhole: false }));
}

/** A part, with what it was recognised as. */
type ToldPart = Part & { readonly as: Recognised | undefined };

function told(part: Part): ToldPart {
  return { ...part, as: RECOGNISED.find(({ is }) => is(part.located)) };
}

/** Parts that may belong to a principal in account details: they are read after those. */
const BY_THEMSELVES: readonly Reader[] = ['bare-policy', 'inline-policy', 'policy-version', 'permission-set'];

function isWaiting({ as }: ToldPart): boolean {
  return as?.handling.kind === 'read' && BY_THEMSELVES.includes(as.handling.as);
}

function readPart(part: ToldPart, collection: Collection, options: InputOptions): void {
  const { located, file, as } = part;
  switch (as?.handling.kind) {
    case 'read':
      READERS[as.handling.as](part, collection, options);
      return;
    case 'left-out':
      collection.notes.push(`${file.name}: ${as.handling.says}`);
      return;
    case 'refused': {
      const { says, hint, near } = as.handling;
      if (near === true || file.found !== true) throw invalid(located, says, hint(located));
      collection.notes.push(`${file.name}: ${says}; left out`);
      return;
    }
    case undefined: {
      const says = `this is neither a policy nor a finding${keysOf(located)}`;
      if (file.found !== true) throw invalid(located, says, WANTED);
      collection.notes.push(`${file.name}: ${says}; left out`);
    }
  }
}

const WANTED =
  'Give an IAM policy, the output of aws iam get-account-authorization-details, or that of aws accessanalyzer get-finding-v2.';

type ReadPart = (part: Part, collection: Collection, options: InputOptions) => void;

const READERS: Readonly<Record<Reader, ReadPart>> = {
  'account-details': ({ located, source }, collection) => readAccountDetails(located, source, collection),
  detail: ({ located, source }, collection) => readDetail(located, source, collection),
  'bare-policy': ({ located, source, file, isWhole }, collection) =>
    readBarePolicy(located, source, collection, isWhole ? withoutMark(file.text) : undefined),
  'inline-policy': ({ located, source }, collection) => readInlinePolicy(located, source, collection),
  'policy-version': ({ located, source }, collection) => readPolicyVersion(located, source, collection),
  'permission-set': ({ located, source }, collection) => readOfPermissionSet(located, source, collection),
  recommendation({ located }, { recommendations, warnings }) {
    const read = readRecommendation(located);
    if (read.recommendation !== undefined) recommendations.push(read.recommendation);
    for (const warning of read.warnings) warnings.push(warning);
  },
  finding({ located }, collection, options) {
    const { findings, notes } = readFindingAt(located, options);
    for (const finding of findings) collection.findings.push(sharing(finding, collection));
    for (const note of notes) collection.notes.push(note);
  },
};

/** Lets findings share their actions: those of an account name the same few thousand again and again. */
function sharing(finding: Finding, { unusedActions }: Collection): Finding {
  const shared = (each: UnusedAction): UnusedAction => {
    if (each.lastAccessed !== undefined) return each;
    const known = unusedActions.get(each.action) ?? each;
    unusedActions.set(each.action, known);
    return known;
  };
  const services = finding.services.map(
    (row): UnusedService => (row.actions === 'all' ? row : { ...row, actions: row.actions.map(shared) }),
  );
  return { ...finding, services };
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
  const { principals, trustPolicies, notes, warnings } = collection;
  const permissionSets = gatherPermissionSets(collection);
  const settled = settleFindings(attributed(collection), options);
  refuseServices(settled.findings);
  const joined = joinRecommendations(collection.recommendations);
  const { policies, boundaries, places } = separateBoundaries(collection);
  const pagesMissing = isPageMissing(collection);
  const placeOf = (place: number): number => places[place] ?? place;
  return {
    policies,
    boundaries,
    principals: principals.map((principal) => ({ ...principal, inline: principal.inline.map(placeOf) })),
    permissionSets: permissionSets.map((set) =>
      typeof set.inline === 'number' ? { ...set, inline: placeOf(set.inline) } : set,
    ),
    findings: settled.findings,
    recommendations: joined.recommendations,
    pagesMissing,
    warnings: [
      ...warnings,
      ...(settled.warnings ?? []),
      ...joined.warnings,
      ...(pagesMissing ? [PAGE_MISSING] : []),
      ...missingDocuments(collection),
    ],
    notes: [
      ...notes,
      ...settled.notes,
      ...(trustPolicies > 0 ? [`trust policies are not refined: ${trustPolicies} left as they are`] : []),
    ],
    files: files.map(({ name }) => name),
  };
}

/** AWS has some five hundred. Each takes room for its actions, which would run out before somebody is told why. */
const MOST_SERVICES = 10_000;

/** @throws InputError naming the finding with which there are more services than there can be */
function refuseServices(findings: readonly Finding[]): void {
  const services = new Set<string>();
  for (const { file, services: rows } of findings) {
    for (const { service } of rows) services.add(service);
    if (services.size <= MOST_SERVICES) continue;
    throw new InputError(`the findings name more than ${thousands(MOST_SERVICES)} services`, {
      file,
      hint: 'AWS has some five hundred; check how the file was made.',
    });
  }
}

const PAGE_MISSING =
  'the account details go on with a page that is missing, so that somebody may have a policy who is not known: what several can have stays as it is';

/** Whether a page is missing: each account needs a last page. A page that names no account may be of any account. */
function isPageMissing({ pages }: Collection): boolean {
  const accounts = Map.groupBy(pages, ({ account }) => account);
  const anybodys = accounts.get('') ?? [];
  accounts.delete('');
  const isOpen = (of: readonly { readonly goesOn: boolean }[]): boolean => of.every(({ goesOn }) => goesOn);
  const open = [...accounts.values()].filter(isOpen).length;
  const ends = anybodys.filter(({ goesOn }) => !goesOn).length;
  return accounts.size === 0 ? anybodys.length > 0 && isOpen(anybodys) : open > ends;
}

/** Takes the permissions boundaries out of the policies. `places`: from old places to new ones. */
function separateBoundaries({ policies, boundaries: arns }: Collection): {
  policies: LoadedPolicy[];
  boundaries: LoadedPolicy[];
  places: number[];
} {
  const kept: LoadedPolicy[] = [];
  const boundaries: LoadedPolicy[] = [];
  const places = policies.map((policy) => {
    const isBoundary = policy.arn !== undefined && arns.has(policy.arn);
    return (isBoundary ? boundaries : kept).push(policy) - 1;
  });
  return { policies: kept, boundaries, places };
}

/** Warnings about policies that a principal has and whose documents are missing. */
function missingDocuments({ principals, policies }: Collection): string[] {
  const known = new Set(policies.map(({ arn }) => arn));
  const missing = new Map<string, number>();
  for (const { attached, serviceLinked } of principals) {
    if (serviceLinked === true) continue;
    for (const arn of attached) if (!known.has(arn)) missing.set(arn, (missing.get(arn) ?? 0) + 1);
  }
  return [...missing].map(
    ([arn, count]) =>
      `${arn} is attached to ${count === 1 ? 'a principal' : `${count} principals`}, but its document is missing; aws iam get-account-authorization-details without --filter has it`,
  );
}
