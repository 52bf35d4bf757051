import fc from 'fast-check';
import { expect } from 'vitest';
import { widthOf } from '../../source/screen/picture/text.ts';
import { screenRows } from '../../source/screen/views/screen-rows.ts';
import { sheetPartsOf } from '../../source/screen/views/sheet-parts.ts';
import { mode, world } from '../model/arbitraries.ts';
import { forAll } from '../model/runs.ts';
import { frameOf, keys, pressAll, storeOf } from './session-presses.ts';

const size = fc.record({
  columns: fc.integer({ min: 60, max: 150 }),
  rows: fc.integer({ min: 15, max: 45 }),
});

forAll(
  'whatever is pressed, a screen has as many rows as the terminal and none is wider',
  fc.property(world, mode, size, keys, (given, generalize, of, pressed) => {
    const store = storeOf(given, generalize, of);
    for (const each of pressed) {
      pressAll(store, each);
      const frame = frameOf(store);
      if (store.get().state.ended !== undefined) break;
      const parts = sheetPartsOf(frame);
      if (parts !== undefined) {
        const { area, head, choices, limit, hasField, below } = parts;
        const lines = [...head, ...choices.slice(0, limit), ...below].flatMap((line) => line.split('\n'));
        expect(lines.length + (hasField ? 1 : 0)).toBeLessThanOrEqual(area.height);
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(area.width);
      }
      const rows = screenRows(frame);
      expect(rows).toHaveLength(of.rows);
      for (const row of rows) expect(widthOf(row)).toBeLessThanOrEqual(of.columns);
    }
    store.close();
  }),
  0.5,
);
