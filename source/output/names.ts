import type { AccountCase } from '../account/cases.ts';
import type { ProvenPolicy } from './result.ts';

/**
 * Makes names unique: the first thing keeps the name that it wants, the next ones get a number after it. Names that
 * differ only in letter case count as one, as on many file systems.
 *
 * @param maxLength how long a name may be, its number included
 */
export function uniqueNames(wanted: readonly string[], separator: string, maxLength: number): string[] {
  const taken = new Set<string>();
  return wanted.map((name) => {
    let unique = name.slice(0, maxLength);
    for (let i = 2; taken.has(unique.toLowerCase()); i++) {
      const number = `${separator}${i}`;
      unique = name.slice(0, maxLength - number.length) + number;
    }
    taken.add(unique.toLowerCase());
    return unique;
  });
}

const LONGEST_STEM = 100;

/** Names that Windows reserves for devices, whatever follows their dot. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** Makes a text fit for the start of a file name: letters, digits and what IAM allows in names, without folders. */
export function fileStem(text: string): string {
  const plain = text
    .replace(/[^A-Za-z0-9_.+=,@-]+/g, '-')
    .replace(/[-.]{2,}/g, (run) => (run.includes('-') ? '-' : '.'))
    .replace(/^[-.]|[-.]$/g, '');
  const stem = plain === '' ? 'policy' : plain;
  return DEVICES.test(stem) ? `_${stem}` : stem;
}

/**
 * File names for results, in their order: `MyRole.S3AndLambda.tf`, or `S3AndLambda.tf` where there is only one. With
 * several accounts, each name begins with its account.
 *
 * @param folders the folders of the files, from `foldersOf`: then the names need no account
 */
export function fileNames(
  results: readonly ProvenPolicy[],
  suffix: string,
  folders: readonly string[] = [],
): string[] {
  const cases = results.map(({ outcome }) => outcome.case);
  const isOfSeveral = new Set(cases.flatMap(({ account }) => account ?? [])).size > 1;
  const wanted = cases.map((policyCase, i) => {
    const { name, account } = policyCase;
    const folder = folders[i] ?? '';
    const parts = [
      isOfSeveral && folder === '' ? account : undefined,
      cases.length === 1 ? undefined : ownerOf(policyCase),
      name,
    ];
    return folder + fileStem(parts.filter((part) => part !== undefined).join('.'));
  });
  return uniqueNames(wanted, '-', LONGEST_STEM).map((stem) => stem + suffix);
}

/** Owner and name of a policy, `MyRole ▸ S3AndLambda`, with what tells it from others of that name. */
export function titleOf(policyCase: AccountCase, separator = ' ▸ '): string {
  const owner = ownerOf(policyCase);
  if (owner === undefined) return policyCase.name;
  const { principal, attachedTo } = policyCase;
  const shown = attachedTo.length === 1 ? (principal ?? owner) : owner;
  return `${shown}${separator}${policyCase.name}`;
}

/** The name of the only principal that has the policy; undefined where there are several, or none is known. */
export function ownerOf(policyCase: AccountCase): string | undefined {
  const [only, ...others] = policyCase.attachedTo;
  if (only !== undefined) return others.length === 0 ? only.name : undefined;
  const { principal } = policyCase;
  return principal?.startsWith('arn:') ? principal.slice(principal.lastIndexOf('/') + 1) : principal;
}
