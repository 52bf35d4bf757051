import { documentsOf } from './documents.ts';
import { fileNames } from './names.ts';
import { notesOn } from './notes.ts';
import type { ProvenPolicy, Rendered } from './result.ts';

/** Writes the resulting policies, each in the layout of its source; the parts of one over its quota are numbered. */
export function renderJson(results: readonly ProvenPolicy[]): Rendered {
  const stems = fileNames(results, '.refined');
  const files = results.flatMap(({ outcome }, i) => {
    const documents = documentsOf(outcome);
    return documents.map(({ text }, part) => ({
      name: `${stems[i]}${documents.length === 1 ? '' : `-${part + 1}`}.json`,
      text,
    }));
  });
  return { files, notes: notesOn(results) };
}
