import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const examples = join(import.meta.dirname, '..', '..', '..', 'examples');

/** The files of the worked example, as text. */
export const WORKED = {
  'policy.json': readFileSync(join(examples, 'worked', 'policy.json'), 'utf8'),
  'finding.json': readFileSync(join(examples, 'worked', 'finding.json'), 'utf8'),
};

/** The same facts as AWS's article has them: the policy, the unused permissions in the short form, the result. */
export const ARTICLE = {
  'policy.json': readFileSync(join(examples, 'aws-article', 'policy.json'), 'utf8'),
  'unused.json': readFileSync(join(examples, 'aws-article', 'unused.json'), 'utf8'),
};

/** What the worked example becomes with a catalogue, letter for letter: AWS's own result with the one of its time. */
export function expectedPolicy(catalog: '2024-08-31' | '2026-09-26'): string {
  const path =
    catalog === '2024-08-31'
      ? join(examples, 'aws-article', 'result.json')
      : join(import.meta.dirname, '..', 'worked', `${catalog}.json`);
  return readFileSync(path, 'utf8');
}
