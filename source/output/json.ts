import { documentsOf } from './documents.ts';
import { fileNames, titleOf } from './names.ts';
import type { Rendered, ReviewedPolicy } from './result.ts';

/** The final policies as they stand, each laid out as its source; the parts of one over its quota are numbered. */
export function renderJson(results: readonly ReviewedPolicy[]): Rendered {
  const stems = fileNames(results, '.refined');
  const files = results.flatMap(({ final }, i) => {
    const documents = documentsOf(final);
    return documents.map(({ text }, part) => ({
      name: `${stems[i]}${documents.length === 1 ? '' : `-${part + 1}`}.json`,
      text,
    }));
  });
  return { files, notes: results.flatMap(detachNote) };
}

/** What to say of a policy of which nothing is left, since IAM has no empty policy. */
export function detachNote({ final }: ReviewedPolicy): string[] {
  return final.text === null
    ? [`${titleOf(final.subject)}: nothing of it is used, so it is to be detached; there is no document`]
    : [];
}
