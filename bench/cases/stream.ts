import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchCase } from '../case.ts';
import { workedExample } from '../inputs.ts';
import { type Answered, builtProgram, canPin, inFolder, requireBuilt, timeAnswers } from '../process.ts';
import { summaryOf } from '../statistics.ts';

const LINES = 100_000;

export const stream: BenchCase = {
  name: 'stream',
  what: 'coppice refine --stream, the worked example 100,000 times, and a program that parses and prints each line',
  async run(effort) {
    requireBuilt();
    return inFolder(async (home) => {
      const input = join(home, 'requests.jsonl');
      writeRequests(input, LINES);
      const refining: Answered[] = [];
      const echoing: Answered[] = [];
      for (let round = 0; round < Math.max(1, Math.round(effort)); round++) {
        refining.push(await timeAnswers([builtProgram, 'refine', '--stream'], home, input));
        echoing.push(await timeAnswers([join(import.meta.dirname, '..', 'echo.ts')], home, input));
      }
      // What V8 takes for young objects grows in steps for as long as any program runs; held at one size, only what
      // is kept of the lines could grow.
      const held = await timeAnswers(
        ['--min-semi-space-size=16', '--max-semi-space-size=16', builtProgram, 'refine', '--stream'],
        home,
        input,
      );
      const short = refining.find(({ lines }) => lines !== LINES);
      if (short !== undefined) throw new Error(`${LINES} lines went in and ${short.lines} came out`);
      const rate = summaryOf(refining.map(linesASecond));
      const peak = summaryOf(refining.map(({ memory }) => Math.max(...memory)));
      return {
        measured: [
          { label: 'coppice refine --stream', unit: 'lines/s', summary: rate },
          { label: 'parse and print', unit: 'lines/s', summary: summaryOf(echoing.map(linesASecond)) },
          { label: 'coppice refine --stream, peak memory', unit: 'MB', summary: peak },
        ],
        goals: [
          { what: '`--stream`, lines a second', value: rate.median, limit: 5_000, atLeast: true },
          { what: '`--stream`, megabytes at most', value: peak.most, limit: 200 },
          {
            what: 'memory in the last quarter to that in the second, young objects held at 16 MB',
            value: flatness(held.memory),
            limit: 1.1,
          },
        ],
        notes: [canPin ? 'on one core' : 'on all cores: there is no taskset here'],
      };
    });
  },
};

/** Writes that many requests about the worked example. */
export function writeRequests(path: string, lines: number): void {
  const { PolicyDocument: policy } = JSON.parse(readFileSync(workedExample('policy.json'), 'utf8')) as {
    PolicyDocument: unknown;
  };
  const { findingDetails } = JSON.parse(readFileSync(workedExample('finding.json'), 'utf8')) as {
    findingDetails: {
      unusedPermissionDetails: { serviceNamespace: string; actions?: { action: string }[] };
    }[];
  };
  const unused = findingDetails.flatMap(({ unusedPermissionDetails: { serviceNamespace, actions } }) =>
    (actions ?? [{ action: '*' }]).map(({ action }) => `${serviceNamespace}:${action}`),
  );
  const file = openSync(path, 'w');
  for (let id = 0; id < lines; id += 1_000) {
    const thousand = Array.from(
      { length: 1_000 },
      (_, i) => `${JSON.stringify({ id: id + i, policy, unused })}\n`,
    );
    writeSync(file, thousand.join(''));
  }
  closeSync(file);
}

function linesASecond({ lines, time }: Answered): number {
  return lines / (time / 1_000);
}

/** The memory of the last quarter of the time to that of the second. */
export function flatness(memory: readonly number[]): number {
  const quarter = Math.floor(memory.length / 4);
  const second = memory.slice(quarter, 2 * quarter);
  const last = memory.slice(3 * quarter);
  return summaryOf(last).median / summaryOf(second).median;
}
