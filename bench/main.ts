/**
 * Measures the speed of coppice, each thing beside another one that is measured in the same minutes.
 * `npm run bench -- [NAME...] [--json] [--effort N] [--list]`; what starts a program needs `npm run build` before.
 */
import { parseArgs } from 'node:util';
import { type BenchCase, type CaseResult, isReached } from './case.ts';
import { account } from './cases/account.ts';
import { calls } from './cases/calls.ts';
import { firstFrame } from './cases/first-frame.ts';
import { keys } from './cases/keys.ts';
import { refineAll } from './cases/refine-all.ts';
import { scale } from './cases/scale.ts';
import { start } from './cases/start.ts';
import { stream } from './cases/stream.ts';
import { verifyAll } from './cases/verify-all.ts';
import { machine } from './machine.ts';
import { textOf } from './text.ts';

const CASES: readonly BenchCase[] = [
  start,
  firstFrame,
  keys,
  refineAll,
  verifyAll,
  stream,
  calls,
  account,
  scale,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    effort: { type: 'string', default: '1' },
  },
});

const unknown = positionals.filter((name) => !CASES.some((each) => each.name === name));
if (values.list) for (const { name, what } of CASES) console.log(`${name.padEnd(14)}${what}`);
else if (unknown.length > 0) {
  console.error(`There is no case ${unknown.join(', ')}; --list names them.`);
  process.exitCode = 2;
} else
  await measure(
    CASES.filter(({ name, isLong }) =>
      positionals.length === 0 ? isLong !== true : positionals.includes(name),
    ),
  );

async function measure(cases: readonly BenchCase[]): Promise<void> {
  const effort = Math.max(0.1, Number(values.effort) || 1);
  const facts = machine();
  if (!values.json) console.log(textOf.machine(facts));
  const results: ({ readonly name: string; readonly what: string } & CaseResult)[] = [];
  for (const { name, what, run } of cases) {
    const result = await run(effort);
    results.push({ name, what, ...result });
    if (!values.json) console.log(textOf.result(name, what, result));
  }
  if (!values.json) console.log(textOf.table(results.flatMap(({ goals }) => goals)));
  else {
    const withVerdicts = results.map((result) => ({
      ...result,
      goals: result.goals.map((goal) => ({ ...goal, reached: isReached(goal) })),
    }));
    console.log(JSON.stringify({ machine: facts, cases: withVerdicts }, null, 2));
  }
}
