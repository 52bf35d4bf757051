import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const examples = join(import.meta.dirname, '..', '..', '..', 'examples', 'worked');

/** The files of the worked example, as text. */
export const WORKED = {
  'policy.json': readFileSync(join(examples, 'policy.json'), 'utf8'),
  'finding.json': readFileSync(join(examples, 'finding.json'), 'utf8'),
};

/** What the worked example becomes with a catalogue, letter for letter. */
export function expectedPolicy(catalog: '2024-08-31' | '2026-09-26'): string {
  return readFileSync(join(import.meta.dirname, '..', 'worked', `${catalog}.json`), 'utf8');
}
