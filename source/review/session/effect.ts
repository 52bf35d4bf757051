import type { WriteOrder } from './writing.ts';

/** What the reducer asks the outside world to do; the answer comes back as an action. */
export type SessionEffect =
  /** Keep the session. Answer: `saved` or `save-failed`. */
  | { readonly kind: 'save' }
  /** Keep the record somewhere else, since the session cannot be saved. Answer: `record-written` or `record-failed`. */
  | { readonly kind: 'write-record'; readonly path: string }
  /** Which files an order would write, and which of them are there. Answer: `files-planned` or `files-refused`. */
  | { readonly kind: 'plan-files'; readonly order: WriteOrder }
  /** Prove and write. Answer: `wrote` or `write-failed`. */
  | { readonly kind: 'write'; readonly order: WriteOrder }
  /** Complete a path as a shell does. Answer: `completed`. */
  | { readonly kind: 'complete-path'; readonly value: string }
  /** Put a text on the clipboard (OSC 52). No answer. */
  | { readonly kind: 'copy'; readonly text: string }
  /** Take the session over from whoever has it open. Answer: `taken-over`, with what is saved by then. */
  | { readonly kind: 'take-over' };
