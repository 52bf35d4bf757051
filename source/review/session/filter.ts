/** What the tree can be narrowed to; several at once show what all of them let through. */
export const TREE_FILTERS = [
  { filter: 'undecided', letter: 'u', label: 'undecided' },
  { filter: 'risks', letter: 'r', label: '▲ risks' },
  { filter: 'writes', letter: 'w', label: 'writes and permissions' },
  { filter: 'new', letter: 'n', label: 'came in since the older catalogue' },
  { filter: 'untracked', letter: 't', label: 'not tracked' },
  { filter: 'differs', letter: 'd', label: "differs from AWS's" },
  { filter: 'called', letter: 'c', label: 'called' },
  { filter: 'used', letter: 'k', label: 'without what is unused' },
] as const;

/** One of `TREE_FILTERS`. None at all is "everything". */
export type TreeFilter = (typeof TREE_FILTERS)[number]['filter'];

/** Whether a text names a filter. */
export function isTreeFilter(text: unknown): text is TreeFilter {
  return TREE_FILTERS.some(({ filter }) => filter === text);
}
