import { describe, expect, test } from 'vitest';
import { renderHtml } from '../../../source/output/report/html.ts';
import { html } from '../../../source/output/report/html-text.ts';
import { triePicture } from '../../../source/output/report/trie-picture.ts';
import { catalogOfNames } from '../../model/given.ts';
import { context, POLICY, reviewed, USED, WHOLLY_UNUSED } from '../support/reviewed.ts';

describe('html', () => {
  test('a text is never markup', () => {
    const text = `<b title="x" id='y'>&amp;\u202e\n</b>`;
    expect(html`<i title="${text}">${[text, html`<br>`, 1]}</i>`.html).toBe(
      `<i title="&lt;b title=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;\\u{202e}␊&lt;/b&gt;">` +
        `&lt;b title=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;\\u{202e}␊&lt;/b&gt;<br>1</i>`,
    );
  });

  test('has all that the Markdown has, and a picture of each entry that changed', () => {
    const results = [POLICY, USED, WHOLLY_UNUSED].map((policy) => reviewed({ policy }));
    const { files, notes } = renderHtml(results, context);
    expect(notes).toEqual([]);
    expect(files.map(({ name }) => name)).toEqual(['report.html']);
    const text = files[0]?.text ?? '';
    expect(text).toContain('<title>3 policies, cut back to what is used</title>');
    expect(text).toContain('<td>replaced: <code>svc:GetAlpha</code></td>');
    expect(text.match(/<svg /g)).toHaveLength(3);
    expect(text).toContain('<span class="remove">-        &quot;svc:Get*&quot;,</span>');
  });

  test('the picture shows the tree of an entry, its states by shape', () => {
    const { outcome } = reviewed({ policy: POLICY });
    const [entry] = outcome.entries;
    const picture = entry === undefined ? '' : triePicture(entry, 'x').html;
    const rows = [
      ...picture.matchAll(/<g class="(\w+)"><(\w+) .*?<text x="(\d+)" .*?>(.*?)<\/text>.*?>(.*?)<\/text>/g),
    ];
    expect(rows.map((row) => row.slice(1))).toEqual([
      ['some', 'path', '26', 'svc:Get*', '2 go, 1 stays'],
      ['stays', 'circle', '44', 'GetAlpha', 'proposed'],
      ['goes', 'path', '44', 'GetBeta*', 'all 2 go'],
    ]);
    expect(picture).toContain('<title id="x">svc:Get*: 1 action stays, 2 go</title>');
  });

  test('the picture shows what the actions of a row share beyond its prefix', () => {
    const policy = {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 'iam:List*', Resource: '*' },
    };
    const catalog = catalogOfNames({ iam: ['ListMFADevices', 'ListMFADeviceTags', 'ListUsers'] });
    const { outcome } = reviewed({ policy, unused: ['iam:ListUsers'], catalog });
    const picture = outcome.entries.map((entry) => triePicture(entry, 'x').html).join('');
    expect(picture).toContain('>ListM*<tspan class="note"> FADevice…</tspan></text>');
  });

  test('the picture of a tree that is too large shows its upper levels and says what is missing', () => {
    const services = Object.fromEntries(
      Array.from({ length: 400 }, (_, i) => [`s${i}`, ['GetA', 'GetB', 'PutA', 'PutB', 'ListC']]),
    );
    const policy = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
    const unused = Object.keys(services).map((service) => `${service}:GetA`);
    const { outcome } = reviewed({ policy, unused, catalog: catalogOfNames(services) });
    const picture = outcome.entries.map((entry) => triePicture(entry, 'x').html).join('');
    expect(picture.match(/<g /g)).toHaveLength(152);
    expect(picture).toContain('… 250 more');
    expect(picture).toContain('>s0:*</text>');
  });
});
