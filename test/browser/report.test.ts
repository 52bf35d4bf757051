import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { visible } from '../../source/base/visible.ts';
import { renderHtml } from '../../source/output/report/html.ts';
import type { OutputContext, ProvenPolicy } from '../../source/output/result.ts';
import { catalogOfNames } from '../model/given.ts';
import { forAll } from '../model/runs.ts';
import { anyPolicy, hostileText } from '../output/support/hostile.ts';
import { context, POLICY, reviewed, USED, WHOLLY_UNUSED } from '../output/support/reviewed.ts';

/** Debian's Chromium; CHROMIUM names another one. */
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

// A browser on a busy machine takes its time, and the last test opens many pages.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), 'coppice-browser-'));
let browser: Browser;

beforeAll(async () => {
  if (!existsSync(executablePath)) throw new Error(`no Chromium at ${executablePath}; CHROMIUM may name one`);
  browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens a report in a window of its own, and sees to it that it stays within its file and says nothing. */
async function withReport(
  results: readonly ProvenPolicy[],
  look: (page: Page) => Promise<void>,
  options: { context?: Partial<OutputContext>; colorScheme?: 'light' | 'dark'; width?: number } = {},
): Promise<void> {
  const file = join(folder, 'report.html');
  writeFileSync(file, renderHtml(results, { ...context, ...options.context }).files[0]?.text ?? '');
  const address = pathToFileURL(file).href;
  const page = await browser.newPage({
    colorScheme: options.colorScheme ?? 'light',
    viewport: { width: options.width ?? 1000, height: 800 },
  });
  const heard: string[] = [];
  page.on('request', (request) => heard.push(`request ${request.url()}`));
  page.on('console', (message) => heard.push(`console ${message.text()}`));
  page.on('pageerror', (error) => heard.push(`error ${error.message}`));
  page.on('dialog', (dialog) => heard.push(`dialog ${dialog.message()}`));
  page.on('popup', () => heard.push('popup'));
  try {
    await page.goto(address, { waitUntil: 'networkidle' });
    await look(page);
    expect(heard).toEqual([`request ${address}`]);
  } finally {
    await page.close();
  }
}

const services = {
  svc: Array.from({ length: 60 }, (_, i) => `Get${String.fromCharCode(65 + (i % 26))}${i}`),
};
/** A policy with more removed actions than a report opens with. */
const LARGE = reviewed({
  policy: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'svc:*', Resource: '*' } },
  unused: services.svc.slice(0, 50).map((name) => `svc:${name}`),
  catalog: catalogOfNames(services),
});

const RESULTS = [POLICY, USED, WHOLLY_UNUSED].map((policy) => reviewed({ policy })).concat(LARGE);

/* What runs in the page is text here: the rest of the program knows no DOM. */

interface Row {
  readonly state: string;
  readonly shape: string;
  readonly colour: string;
  readonly apart: boolean;
}

const ROWS_OF_FIRST_PICTURE = `
  [...document.querySelector('#policy-1 svg').querySelectorAll('g')].map((group) => {
    const state = group.getAttribute('class');
    const [label, note] = [...group.querySelectorAll('text')].map((text) => text.getBoundingClientRect());
    const shape = group.querySelector('circle, path');
    const style = getComputedStyle(shape);
    return {
      state,
      shape: shape.tagName,
      colour: state === 'goes' ? style.stroke : style.fill,
      apart: label.right < note.left,
    };
  })`;

/** Attributes that act, or that lead out of the page. */
const ODD_ATTRIBUTES = `
  [...document.querySelectorAll('*')].flatMap((element) =>
    element
      .getAttributeNames()
      .filter((name) => name.startsWith('on') || (name === 'href' && !element.getAttribute(name).startsWith('#'))),
  )`;

describe('the HTML report in a browser', () => {
  test.each(['light', 'dark'] as const)('loads nothing and is quiet, %s', async (colorScheme) => {
    await withReport(
      RESULTS,
      async (page) => {
        expect(await page.title()).toBe('4 policies, cut back to what is used');
        expect(await page.locator('h2').count()).toBe(4);
        const [ground = 0, ink = 0] = await page.evaluate<number[]>(
          `['backgroundColor', 'color'].map((key) => Number(/\\d+/.exec(getComputedStyle(document.body)[key])[0]))`,
        );
        if (colorScheme === 'light') expect(ground).toBeGreaterThan(ink);
        else expect(ground).toBeLessThan(ink);
      },
      { colorScheme },
    );
  });

  test('links lead to the policies of the same page', async () => {
    await withReport(RESULTS, async (page) => {
      const links = page.locator('a');
      expect(await links.count()).toBe(4);
      await links.nth(3).click();
      expect(new URL(page.url()).hash).toBe('#policy-4');
      expect(await page.locator('#policy-4 h2').isVisible()).toBe(true);
    });
  });

  test('the pictures are drawn, the states in shapes and colours of their own', async () => {
    await withReport(RESULTS, async (page) => {
      const rows = await page.evaluate<Row[]>(ROWS_OF_FIRST_PICTURE);
      expect(rows.map(({ state, shape }) => `${state} ${shape}`)).toEqual([
        'some path',
        'stays circle',
        'goes path',
      ]);
      expect(rows.every(({ apart }) => apart)).toBe(true);
      expect(new Set(rows.map(({ colour }) => colour)).size).toBe(3);
    });
  });

  test('what is folded is there in print', async () => {
    await withReport(RESULTS, async (page) => {
      const row = page.locator('#policy-4 details td').first();
      expect(await row.textContent()).toBe('svc:GetA0');
      expect(await row.isVisible()).toBe(false);
      await page.emulateMedia({ media: 'print' });
      expect(await row.isVisible()).toBe(true);
      expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
    });
  });

  test.each([360, 1000, 1600])('fits a window %i wide', async (width) => {
    await withReport(
      RESULTS,
      async (page) => {
        const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
        expect(wide).toBeLessThanOrEqual(width);
      },
      { width },
    );
  });

  forAll(
    'whatever the policies, names and reasons are, they are text',
    fc.asyncProperty(
      anyPolicy,
      hostileText,
      hostileText,
      fc.oneof(
        hostileText,
        fc.constantFrom(
          '<img src=x onerror=alert(1)>',
          '"><script>alert(1)</script>',
          '</title><script>alert(1)</script>',
          '<style>@import "http://example.org/x.css"</style>',
          '<svg onload=alert(1)>',
          '<meta http-equiv="refresh" content="0;url=http://example.org">',
          '<link rel="prefetch" href="http://example.org">',
          '<base href="http://example.org/">',
        ),
      ),
      async (policy, name, owner, reason) => {
        const result = reviewed({
          policy,
          facts: {
            name,
            file: owner,
            arn: name,
            kind: 'inline',
            attachedTo: [{ kind: 'user', name: owner }],
            heldBack: [{ action: name, by: [owner] }],
            spared: [{ action: name, exception: { action: name, reason } }],
          },
          decisions: [{ by: owner, at: reason, reason, kind: 'keep', actions: ['svc:GetBeta'], until: name }],
        });
        const findings = [{ file: name, id: reason, principal: owner, analyzedAt: reason }];
        await withReport(
          [{ ...result, notes: [reason] }],
          async (page) => {
            expect(await page.locator('script, img, iframe, link, base, object, embed, form').count()).toBe(
              0,
            );
            expect(await page.locator('style').count()).toBe(1);
            expect(await page.locator('h2').textContent()).toBe(`${visible(owner)} ▸ ${visible(name)}`);
            expect(
              await page.locator('li', { hasText: 'finding' }).first().locator('code').allTextContents(),
            ).toEqual([reason, name, owner].map(visible));
            const odd = await page.evaluate<string[]>(ODD_ATTRIBUTES);
            expect(odd).toEqual([]);
          },
          { context: { findings, notes: [name] } },
        );
      },
    ),
    0.15,
  );
});
