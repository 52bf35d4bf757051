import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quotaSize } from '../../source/policy/size.ts';

test('all characters count but white space', () => {
  const text = fc.array(
    fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(' ', '\t\r\n', '\u00a0', '\u2028')),
  );
  fc.assert(
    fc.property(text, (parts) => {
      expect(quotaSize(parts.join(''))).toBe(parts.join('').replace(/\s+/g, '').length);
    }),
  );
});
