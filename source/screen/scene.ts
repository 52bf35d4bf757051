import type { Catalog } from '../catalog/catalog.ts';
import type { Certificate } from '../proof/certificate.ts';
import type { ReviewContext } from '../review/state/context.ts';
import { type Current, currentEntry } from '../review/state/current.ts';
import { type RowRole, roleOf } from '../review/state/role.ts';
import type { ReviewState } from '../review/state/state.ts';
import { lineOf, type TypedLine } from './input/field.ts';
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
  /** What is typed in the field that is open. */
  readonly line: TypedLine | undefined;
}

/** Where the cursor was left in a field. */
export interface CursorPlace extends TypedLine {
  /** Which field it was. */
  readonly field: string;
}

export function sceneOf({
  place,
  ...parts
}: Omit<Scene, 'current' | 'role' | 'line'> & { readonly place: CursorPlace | undefined }): Scene {
  const { context, state } = parts;
  const current = currentEntry(context, state);
  const role = current && roleOf(current.review, current.decisions, current.view.cursor);
  return { ...parts, current, role, line: openLine(state, place) };
}

/** The field that is open, by a name, and what is in it; undefined where none is. */
export function openField({
  mode,
}: ReviewState): { readonly name: string; readonly value: string } | undefined {
  switch (mode.kind) {
    case 'field':
      return { name: `field ${mode.question.kind}`, value: mode.value };
    case 'search':
      return { name: 'search', value: mode.query };
    case 'overview':
      return mode.typing ? { name: 'filter', value: mode.filter } : undefined;
    default:
      return undefined;
  }
}

/** The cursor is where it was left, or behind a text that somebody else put there. */
function openLine(state: ReviewState, place: CursorPlace | undefined): TypedLine | undefined {
  const field = openField(state);
  if (field === undefined) return undefined;
  const isLeft = place !== undefined && place.field === field.name && place.value === field.value;
  return isLeft ? place : lineOf(field.value);
}
