/** What a confirmed menu item or field will do, once a reason is there where one is asked. */
export type Intent =
  | { readonly kind: 'list'; readonly row: string }
  | { readonly kind: 'drop'; readonly row: string; readonly actions: readonly string[] }
  | { readonly kind: 'narrow'; readonly row: string }
  | { readonly kind: 'widen'; readonly row: string }
  | { readonly kind: 'edit'; readonly row: string; readonly pattern: string }
  | { readonly kind: 'keep'; readonly row: string; readonly actions: readonly string[] }
  | { readonly kind: 'original' }
  /** Takes the decision on a row back. */
  | { readonly kind: 'withdraw'; readonly row: string };

/** A result to be written: what `write` is asked for. */
export interface WriteOrder {
  readonly format: string;
  readonly path: string;
  readonly overwrite: boolean;
}

/** What choosing a menu item leads to. */
export type Step =
  | { readonly kind: 'intent'; readonly intent: Intent }
  | { readonly kind: 'edit-pattern'; readonly row: string; readonly pattern: string }
  | { readonly kind: 'accept-left' }
  | { readonly kind: 'choose-format' }
  | { readonly kind: 'choose-path'; readonly format: string; readonly path: string }
  | { readonly kind: 'confirm-source'; readonly order: WriteOrder }
  | { readonly kind: 'write'; readonly order: WriteOrder }
  | { readonly kind: 'end' }
  | { readonly kind: 'close' };

export interface MenuItem {
  readonly label: string;
  /** What it is, where there is room to say so. */
  readonly hint?: string;
  readonly step: Step;
}

/** A menu: a title, what to know before choosing, and the choices. */
export interface Menu {
  readonly title: string;
  readonly about: readonly string[];
  readonly items: readonly MenuItem[];
  /** The item it stands on at first. */
  readonly initial: number;
}

/** What a text field asks for. */
export type Question =
  /** `back`: the unused actions that the intent brings back. */
  | {
      readonly kind: 'reason';
      readonly intent: Intent;
      readonly required: boolean;
      readonly back: readonly string[];
    }
  | { readonly kind: 'until'; readonly intent: Intent; readonly reason: string }
  | { readonly kind: 'pattern'; readonly row: string }
  | { readonly kind: 'path'; readonly format: string };

/** Views over the whole screen that are read and scrolled. */
export type ReadingView = 'diff' | 'verify' | 'help';

/** How the overview is ordered. */
export type OverviewSort = 'given' | 'name' | 'undecided' | 'unused';

/** What the keys are for at the moment. */
export type Mode =
  | { readonly kind: 'tree' }
  | { readonly kind: 'menu'; readonly menu: Menu }
  | {
      readonly kind: 'field';
      readonly question: Question;
      readonly value: string;
      /** Why the last try was refused. */
      readonly refusal: string | undefined;
    }
  | { readonly kind: 'search'; readonly query: string; readonly selected: number }
  | { readonly kind: 'reading'; readonly view: ReadingView; readonly top: number }
  | {
      readonly kind: 'overview';
      readonly cursor: number;
      readonly top: number;
      readonly filter: string;
      /** Whether keys go into the filter. */
      readonly typing: boolean;
      readonly sort: OverviewSort;
    }
  /** The order is being carried out; the screen answers with `wrote` or `say`. */
  | { readonly kind: 'writing'; readonly order: WriteOrder };
