import type { ServiceIndex } from '../catalog/service-index.ts';
import type { Pattern } from '../pattern/pattern.ts';

/**
 * `safe`: no unused action starts with the node's prefix. `unused`: every action below is unused. `mixed`: neither.
 * A node with nothing unused below is also `mixed` if its prefix begins an unused action elsewhere (`iam:ListRole…`
 * beside an unused `iam:ListRoles`).
 */
export type NodeState = 'safe' | 'mixed' | 'unused';

/** The actions of one service that a trie's pattern matches. */
export interface TriePart {
  readonly index: ServiceIndex;
  /** Whether the action at a place of the word order is matched. */
  has(place: number): boolean;
}

/** A stretch of the word order of a part. */
interface TrieSpan {
  readonly part: TriePart;
  readonly first: number;
  readonly last: number;
}

/**
 * The namespace trie of one pattern: the catalogue's actions that it matches, cut in words below its literal prefix.
 * Nodes are numbers in preorder; 0 is the root, the pattern itself. Nodes that hold the same actions and begin the same
 * ones are one node here, with the shortest of their prefixes.
 */
export interface Trie {
  readonly pattern: Pattern;
  readonly size: number;
  /** The parent's number; -1 for the root. */
  parent(node: number): number;
  /** 0 for the root. */
  depth(node: number): number;
  /** The first node behind the subtree. */
  skip(node: number): number;
  /** The prefix that the node stands for, in the catalogue's casing; for a leaf the whole action. */
  prefix(node: number): string;
  /**
   * What all actions below share beyond the prefix, ignoring letter case: `FADevice` where `iam:ListM` stands for
   * `ListMFADevices` and `ListMFADeviceTags`. Empty for a leaf.
   */
  shared(node: number): string;
  /** The prefix followed by `*`. */
  wildcard(node: number): string;
  /** A leaf is one action. */
  isLeaf(node: number): boolean;
  state(node: number): NodeState;
  /** How many actions stand below (1 for a leaf), and how many of them are unused. */
  total(node: number): number;
  unused(node: number): number;
  /** The actions below, `service:Name`, in the order of the tree. */
  actions(node: number): string[];
  /**
   * The shortest prefix of a leaf that no other action of the pattern has; the whole action where names are cut in
   * words.
   */
  leafPrefix(node: number): string;
  /** The matches, service by service. */
  readonly parts: readonly TriePart[];
  /** The stretch of one part that holds the actions below a node. Undefined for the root, which has all actions. */
  span(node: number): TrieSpan | undefined;
  /** The highest safe nodes: what the proposal keeps. Empty where the root is safe. */
  readonly proposed: readonly number[];
  /**
   * The grants of the proposed nodes, where a node of several actions is granted by its prefix and `*`: in the order of
   * the tree, without those whose prefix begins with the prefix of another one.
   */
  grants(): string[];
}
