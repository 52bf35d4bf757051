import { frameAt } from '../../../source/screen/frame.ts';
import type { SessionOver, SessionRun } from '../../../source/screen/session-run.ts';
import { createSessionStore } from '../../../source/screen/session-store.ts';
import { plainTheme } from '../../../source/screen/theme.ts';
import { screenRows } from '../../../source/screen/views/screen-rows.ts';
import { pressAll } from '../../screen/session-presses.ts';

/** Keys, and the way out of whatever they led into, with the result written where that is possible. */
const WRITING = ['esc', 'esc', 'esc', 'esc', 'esc', 'w', 'enter', 'enter', 'enter', 'enter', 'enter'];

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A review by somebody who presses keys and at last writes: what stands in for the terminal, with all that is behind it. */
export async function runScripted(
  run: SessionRun,
  keys: readonly string[],
  onRow: (row: string) => void,
): Promise<SessionOver> {
  const size = { columns: 100, rows: 30 };
  const store = createSessionStore(run, size, () => undefined);
  const settled = async (): Promise<void> => {
    for (
      let { mode } = store.get().state;
      mode.kind === 'writing' && /^(?:planning|writing)$/.test(mode.writing.kind);
      { mode } = store.get().state
    )
      await turn();
  };
  try {
    for (const key of ['enter', ...keys, ...WRITING]) {
      if (store.get().state.ended !== undefined) break;
      pressAll(store, key);
      await settled();
      const frame = frameAt(store.run, store.get(), plainTheme());
      if (frame !== undefined) for (const row of screenRows(frame)) onRow(row);
    }
    while (store.get().state.ended === undefined) store.dispatch({ type: 'end' });
    return store.get().state;
  } finally {
    store.close();
  }
}
