import { expect, test } from 'vitest';
import { tableLines } from '../../source/commands/terminal/table-text.ts';

test('a table may have any number of rows', () => {
  const rows = Array.from({ length: 300_000 }, (_, i) => [`role-${i}`, 's3:Get*']);
  const lines = tableLines(['PRINCIPAL', 'ENTRY'], rows);
  expect(lines).toHaveLength(rows.length + 1);
  expect(lines[0]).toBe('PRINCIPAL    ENTRY');
  expect(lines.at(-1)).toBe('role-299999  s3:Get*');
});
