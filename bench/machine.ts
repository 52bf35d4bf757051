import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';

/** What the measurements were made on: numbers of two machines are not to be compared. */
export interface Machine {
  readonly date: string;
  readonly processor: string;
  readonly cores: number;
  /** Gigabytes. */
  readonly memory: number;
  readonly system: string;
  readonly node: string;
  readonly coppice: string;
  readonly ink: string;
  /** How many processes wanted to run at the start, on the average of the last minute; above `cores` others wait. */
  readonly load: number;
}

export function machine(): Machine {
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memory: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()}`,
    node: process.versions.node,
    coppice: versionOf('package.json'),
    ink: versionOf('node_modules/ink/package.json'),
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}

function versionOf(file: string): string {
  const text = readFileSync(join(import.meta.dirname, '..', file), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
