import { describe, expect, test } from 'vitest';
import { OUTPUT_FORMATS } from '../../source/output/format.ts';
import { loadRenderer } from '../../source/output/load-renderer.ts';
import { context, POLICY, reviewed, USED, WHOLLY_UNUSED } from './support/reviewed.ts';

const given = [POLICY, POLICY, USED, WHOLLY_UNUSED];

describe.each(OUTPUT_FORMATS)('$format', ({ format }) => {
  test('gives the same bytes for the same results, in files with names of their own', async () => {
    const render = await loadRenderer(format);
    const results = given.map((policy) => reviewed({ policy }));
    const rendered = render(results, context);
    expect(
      render(
        given.map((policy) => reviewed({ policy })),
        context,
      ),
    ).toEqual(rendered);
    const names = rendered.files.map(({ name }) => name);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(0);
    for (const { name, text } of rendered.files) {
      expect(name).toMatch(/^[\w.-]+$/);
      expect(text.endsWith('\n')).toBe(true);
    }
  });
});
