import { existsSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { documents, readDocument, root } from '../../tools/document.ts';

const all = documents();

const PATH = /^(?:source|test|tools|catalogs|docs|bench|examples|share)\/[\w./-]*$/;

for (const { name, links, anchors, codes } of all) {
  const paths = codes.filter((code) => PATH.test(code) && !/NAME|YYYY|\.tgz$/.test(code));
  const local = links.filter((link) => !/^[a-z]+:/.test(link));
  if (paths.length === 0 && local.length === 0) continue;

  test(`${name} names and links to what is there`, () => {
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const missing = local.filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? name : relative(root, join(root, dirname(name), path));
      if (!existsSync(join(root, target))) return true;
      if (anchor === undefined || !target.endsWith('.md')) return false;
      return !(path === '' ? anchors : readDocument(target).anchors).has(anchor);
    });
    expect(missing).toEqual([]);
  });
}

test('every document below docs/ is in the index of its folder, and every folder in that of docs/', () => {
  const missing = all
    .map(({ name }) => name)
    .filter((name) => name.startsWith('docs/') && name !== 'docs/README.md')
    .filter((name) => {
      const folder = dirname(basename(name) === 'README.md' ? dirname(name) : name);
      const links = readDocument(`${folder}/README.md`).links.map((link) =>
        join(folder, link.split('#')[0] ?? ''),
      );
      return !links.includes(name);
    });
  expect(missing).toEqual([]);
});
