import { type CaseResult, type Goal, isReached, type Measured } from './case.ts';
import type { Machine } from './machine.ts';

/** Results for people. */
export const textOf = {
  machine({ date, processor, cores, memory, system, node, coppice, ink, load }: Machine): string {
    return [
      `${date}: ${processor}, ${cores} cores, ${memory} GB, ${system}, load ${load}`,
      `Node.js ${node}, coppice ${coppice}, Ink ${ink}`,
      'median [half of all between] 95 % below',
      '',
    ].join('\n');
  },

  result(name: string, what: string, { measured, goals, notes = [] }: CaseResult): string {
    const width = Math.max(...measured.map(({ label }) => label.length));
    const indented = [
      ...measured.map((each) => `${each.label.padEnd(width)}  ${timesOf(each)}`),
      ...notes,
      ...goals.map(goalText),
    ];
    return `${name}: ${what}\n${indented.map((line) => `  ${line}\n`).join('')}`;
  },

  /** All goals as a table in Markdown, as docs/performance.md has it. */
  table(goals: readonly Goal[]): string {
    const rows = goals.map((goal) => `| ${goal.what} | ${figureOf(goal)} | ${limitOf(goal)} |`);
    return ['| what | figure | goal |', '| --- | --- | --- |', ...rows].join('\n');
  },
};

function timesOf({ summary, unit = 'ms' }: Measured): string {
  const { median, low, high, p95, runs } = summary;
  const range = runs === 1 ? '' : ` [${number(low)}–${number(high)}] ${number(p95)}`;
  return `${number(median)} ${unit}${range}, ${runs} ${runs === 1 ? 'run' : 'runs'}`;
}

function goalText(goal: Goal): string {
  return `${isReached(goal) ? '✔' : '✘'} ${goal.what}: ${figureOf(goal)}, goal ${limitOf(goal)}`;
}

function figureOf({ value, low, high }: Goal): string {
  const range = low === undefined || high === undefined ? '' : ` [${number(low)}–${number(high)}]`;
  return number(value) + range;
}

function limitOf({ limit, atLeast }: Goal): string {
  return `${atLeast === true ? '≥' : '≤'} ${number(limit)}`;
}

/** Three digits that count. */
function number(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}
