import { visible } from '../base/visible.ts';
import type { OutputContext, ProvenPolicy } from './result.ts';

/** With what a file was made and what stands behind it, for a comment on one line. */
export function headLine({ certificate }: ProvenPolicy, { version }: OutputContext): string {
  const laws = certificate.ok ? 'all laws hold' : 'NOT ALL LAWS HOLD';
  return visible(`coppice ${version}, catalogue ${certificate.catalog.date}: ${laws}`);
}
