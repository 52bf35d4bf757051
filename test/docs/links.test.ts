import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { documents, readDocument, root } from './support/document.ts';

const all = documents();

const PATH = /^(?:source|test|scripts|catalogs|docs|bench|examples|share)\/[\w./-]*$/;

describe.each(all.map((document) => [document.name, document] as const))(
  '%s',
  (name, { links, anchors, codes }) => {
    const paths = codes.filter((code) => PATH.test(code) && !/NAME|YYYY/.test(code));

    test.runIf(paths.length > 0)('names paths that are there', () => {
      expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    });
    const local = links.filter((link) => !/^[a-z]+:/.test(link));

    test.runIf(local.length > 0)('links to what is there', () => {
      const missing = local.filter((link) => {
        const [path = '', anchor] = link.split('#');
        const target = path === '' ? name : relative(root, join(root, dirname(name), path));
        if (!existsSync(join(root, target))) return true;
        if (anchor === undefined || !target.endsWith('.md')) return false;
        return !(path === '' ? anchors : readDocument(target).anchors).has(anchor);
      });
      expect(missing).toEqual([]);
    });
  },
);

test('every document in docs/ is in the index', () => {
  const index = readDocument('docs/README.md').links.map((link) => `docs/${link.split('#')[0]}`);
  const missing = all
    .map(({ name }) => name)
    .filter((name) => name.startsWith('docs/') && name !== 'docs/README.md' && !index.includes(name));
  expect(missing).toEqual([]);
});
