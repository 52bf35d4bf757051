import type { Catalog } from '../catalog/catalog.ts';
import type { Certificate } from '../proof/certificate.ts';
import type { ReviewContext } from '../review/state/context.ts';
import { type Current, currentEntry } from '../review/state/current.ts';
import { type RowRole, roleOf } from '../review/state/role.ts';
import type { ReviewState } from '../review/state/state.ts';
import type { Layout } from './layout.ts';
import type { Theme } from './theme.ts';

/** What proving the policy under review has come to. */
export type Proof =
  | { readonly kind: 'working' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'done'; readonly certificate: Certificate };

/** All that a picture is made from. */
export interface Scene {
  readonly context: ReviewContext;
  readonly state: ReviewState;
  readonly layout: Layout;
  readonly theme: Theme;
  /** An older catalogue, to tell what came in since. */
  readonly older: Catalog | undefined;
  /** What the readers of the inputs warned of. */
  readonly notes: readonly string[];
  /** For the verification view. */
  readonly proof: Proof | undefined;
  /** How many policies are looked through so far. */
  readonly counted: number;
  /** The entry under review and the role of the cursor's row; undefined where a policy has none. */
  readonly current: Current | undefined;
  readonly role: RowRole | undefined;
}

export function sceneOf(parts: Omit<Scene, 'current' | 'role'>): Scene {
  const current = currentEntry(parts.context, parts.state);
  const role = current && roleOf(current.review, current.decisions, current.view.cursor);
  return { ...parts, current, role };
}
