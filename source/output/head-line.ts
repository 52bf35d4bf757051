import { visible } from '../base/visible.ts';
import type { OutputContext, ProvenPolicy } from './result.ts';

/** One line for a comment: the version, the catalogue and the state of the proof that a file was made with. */
export function headLine({ certificate }: ProvenPolicy, { version }: OutputContext): string {
  const laws = certificate.ok ? 'all laws hold' : 'NOT ALL LAWS HOLD';
  return visible(`coppice ${version}, catalogue ${certificate.catalog.date}: ${laws}`);
}
