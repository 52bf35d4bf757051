import type { EntryRef } from '../../refine/decision.ts';

/**
 * A row's address, the same in every state of the tree: empty for the policy, `2` for a statement, `2/0` for an entry,
 * `2/0 s3:Get*` for a row of its trie by its key.
 */
export function entryAddress({ statement, entry }: EntryRef): string {
  return `${statement}/${entry}`;
}

/** The address of a row of an entry's trie. */
export function nodeAddress(ref: EntryRef, key: string): string {
  return `${entryAddress(ref)} ${key}`;
}

/** An address taken apart. Undefined for a text that is none. */
export function partsOf(
  address: string,
): { readonly statement?: number; readonly entry?: number; readonly key?: string } | undefined {
  if (address === '') return {};
  const match = /^(\d+)(?:\/(\d+)(?: (.+))?)?$/s.exec(address);
  if (match === null) return undefined;
  const [, statement, entry, key] = match;
  return {
    statement: Number(statement),
    ...(entry === undefined ? {} : { entry: Number(entry) }),
    ...(key === undefined ? {} : { key }),
  };
}
