import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBareTerminal } from '../../tools/terminal/bare-terminal.ts';
import type { BenchCase } from '../case.ts';
import { everythingLessSome, type Input, writeFirstServices } from '../inputs.ts';
import { builtProgram, inFolder, requireBuilt } from '../process.ts';
import { type Summary, summaryOf } from '../statistics.ts';

const SIZE = { cols: 120, rows: 40 };
/** Down, fold, accept, undo, unfold: so forty rows are gone through, the same ones in both trees. */
const KEYS = ['j', ' ', 'a', 'u', ' '];
/**
 * All that writes shown and accepted, some 5,000 decisions: a long review near its end. Down to the first service, since
 * with the statement folded there is no next row. No key that does nothing: no frame comes of it.
 */
const TO_THE_END = ['f', 'w', '\r', 'A', '\r', 'j', 'j', 'j'];
const KEYS_AT_THE_END = ['j', 'j', 'k', ' ', 'j'];
/** Taken back and accepted: each is saved before its frame. */
const SAVED_KEYS = ['x', 'a'];
const PRESSES = 200;
/** By turns, since a slow second of the machine is longer than many keys. */
const ROUNDS = 3;
/** Milliseconds without output. */
const SETTLED = 1_500;
/** The first services that have so many actions: their tree is a screen or three. */
const FEW = 45;

export const keys: BenchCase = {
  name: 'keys',
  what: 'from a key to its frame in the review: the tree of * with everything unfolded, and the same of a catalogue of few services',
  async run(effort) {
    requireBuilt();
    return inFolder(async (home) => {
      const all = everythingLessSome();
      const large = reviewArguments(home, 'all', all);
      // The very rows that the large tree begins with, so that only the size differs.
      const catalog = join(home, 'catalog');
      const few = everythingLessSome(writeFirstServices(catalog, FEW));
      const small = [...reviewArguments(home, 'few', few), '--catalog', catalog];
      const times = {
        large: [] as number[],
        small: [] as number[],
        decided: [] as number[],
        saved: [] as number[],
      };
      for (let round = 0; round < Math.max(1, Math.round(ROUNDS * effort)); round++) {
        times.large.push(...(await timeKeys(large, home)));
        times.small.push(...(await timeKeys(small, home)));
        times.decided.push(...(await timeKeys(large, home, TO_THE_END, KEYS_AT_THE_END)));
        times.saved.push(...(await timeKeys(large, home, TO_THE_END, SAVED_KEYS)));
      }
      const [ofLarge, ofSmall] = [summaryOf(times.large), summaryOf(times.small)];
      const [ofDecided, ofSaved] = [summaryOf(times.decided), summaryOf(times.saved)];
      return {
        measured: [
          { label: `* of ${all.granted.length} actions`, summary: ofLarge },
          { label: `* of ${few.granted.length} actions`, summary: ofSmall },
          { label: 'the first, 5,000 decided and a filter on', summary: ofDecided },
          { label: 'the same, with a decision that is saved', summary: ofSaved },
        ],
        goals: [
          {
            what: 'key to frame, 22,091 actions unfolded, median in milliseconds',
            value: ofLarge.median,
            limit: 8,
          },
          { what: 'key to frame, 95 % within, in milliseconds', value: ofLarge.p95, limit: 16 },
          {
            what: 'key to frame, 5,000 decided and a filter on, 95 % within',
            value: ofDecided.p95,
            limit: 16,
          },
          {
            what: 'the same with a decision and its save, 95 % within',
            value: ofSaved.p95,
            limit: 16,
          },
          { what: 'key to frame, median / that of a small tree', ...ratioOf(ofLarge, ofSmall), limit: 1.25 },
        ],
        notes: [`${PRESSES} keys a round: ${KEYS.map((key) => (key === ' ' ? 'space' : key)).join(', ')}`],
      };
    });
  },
};

/** The arguments of a review of an input, its files written into a folder. */
function reviewArguments(folder: string, name: string, { policy, gone }: Input): string[] {
  const byService = Map.groupBy(gone, (action) => action.slice(0, action.indexOf(':')));
  const finding = [...byService].map(([serviceNamespace, actions]) => ({
    serviceNamespace,
    actions: actions.map((action) => action.slice(serviceNamespace.length + 1)),
  }));
  const files = [`${name}-policy.json`, `${name}-finding.json`].map((file) => join(folder, file));
  writeFileSync(files[0] ?? '', policy.text);
  writeFileSync(files[1] ?? '', JSON.stringify(finding));
  return [builtProgram, 'review', ...files, '--fresh', '--by', 'bench'];
}

async function timeKeys(
  args: readonly string[],
  home: string,
  first: readonly string[] = [],
  pressed: readonly string[] = KEYS,
): Promise<number[]> {
  const terminal = openBareTerminal(args, home, SIZE);
  try {
    await terminal.firstFrameWith('help');
    // What else it needs is loaded while nobody presses a key.
    await terminal.quiet(SETTLED);
    await terminal.frameAfter('+');
    await terminal.quiet(SETTLED);
    for (const key of first) {
      await terminal.frameAfter(key);
      await terminal.quiet(SETTLED);
    }
    const times: number[] = [];
    for (let i = 0; i < PRESSES; i++)
      times.push(await terminal.frameAfter(pressed[i % pressed.length] ?? 'j'));
    return times;
  } finally {
    await terminal.close();
  }
}

function ratioOf(a: Summary, b: Summary): { readonly value: number } {
  return { value: a.median / b.median };
}
