import fc from 'fast-check';
import { lexer, type Token, type Tokens, walkTokens } from 'marked';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../source/base/json.ts';
import { visible } from '../../../source/base/visible.ts';
import type { Catalog } from '../../../source/catalog/catalog.ts';
import { renderMarkdown } from '../../../source/output/report/markdown.ts';
import { code, fenced, prose, table } from '../../../source/output/report/markdown-text.ts';
import { unifiedDiff } from '../../../source/output/unified-diff.ts';
import type { Decisions } from '../../../source/refine/decision.ts';
import { makeUnused } from '../../../source/usage/unused.ts';
import { catalogOfNames } from '../../model/given.ts';
import { forAll } from '../../model/runs.ts';
import { anyPolicy, hostileText } from '../support/hostile.ts';
import { context, POLICY, reviewed, USED, WHOLLY_UNUSED } from '../support/reviewed.ts';

const by = { by: 'Ada', at: '2026-11-20T10:00:00Z' };
const decisions: Decisions = [
  { ...by, kind: 'keep', actions: ['svc:GetBeta'], reason: 'for the audit', until: '2027-03-31' },
  { ...by, kind: 'accept', statement: 0, entry: 0, row: 'svc:GetAlpha' },
];

/** All tokens that a reader of GitHub's Markdown finds. */
function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  walkTokens(lexer(text), (token) => {
    tokens.push(token);
  });
  return tokens;
}

/** The text of a code span, however it is written. */
function spans(text: string): string[] {
  const tokens = tokensOf(text);
  const found: string[] = [];
  tokens.forEach((token, i) => {
    if (token.type === 'codespan') found.push((token as Tokens.Codespan).text);
    if (token.type === 'html' && token.raw === '<code>') {
      const inside = tokens.slice(
        i + 1,
        tokens.findIndex((each, j) => j > i && each.raw === '</code>'),
      );
      found.push(inside.map(({ raw }) => decoded(raw)).join(''));
    }
  });
  return found;
}

const decoded = (text: string): string =>
  text.replace(/&#(\d+);/g, (_, number: string) => String.fromCodePoint(Number(number)));

describe('markdown', () => {
  test('tells what was asked, what changed and why, what was removed, and what proves it', () => {
    const result = reviewed({
      policy: POLICY,
      decisions,
      facts: {
        kind: 'customer-managed',
        arn: 'arn:aws:iam::123456789012:policy/MyPolicy',
        attachedTo: [{ kind: 'role', name: 'MyRole' }],
        heldBack: [{ action: 'svc:ListAll', by: ['jane'] }],
        spared: [
          {
            action: 'other:Stop',
            exception: { action: 'other:S*', reason: 'yearly job', until: '2027-01-01' },
          },
        ],
      },
    });
    const findings = [
      {
        file: 'a.json',
        id: 'f-1',
        principal: 'arn:aws:iam::123456789012:role/MyRole',
        analyzedAt: '2026-11-01T00:00:00Z',
      },
      { file: 'b.json', principal: 'arn:aws:iam::123456789012:role/Other' },
    ];
    const { files } = renderMarkdown([{ ...result, notes: ['One note'] }], { ...context, findings });
    expect(files.map(({ name }) => name)).toEqual(['MyPolicy.report.md']);
    const text = files[0]?.text ?? '';
    for (const part of [
      '| `MyRole` ▸ `MyPolicy` | cut back | 6 | 4 | 2 | 0 | 1 | 0 |',
      'Cut back. A customer-managed policy, `arn:aws:iam::123456789012:policy/MyPolicy`, of role `MyRole`.',
      'Reported unused: 3 actions. The policy grants 6 known actions; 3 of them are among those.',
      '- finding `f-1` in `a.json`, about `arn:aws:iam::123456789012:role/MyRole`, analysed `2026-11-01`',
      '1 of 3 changes approved; decided by Ada on 2026-11-20; the others stand as coppice proposes them.',
      '| Statement 1 (Reading) | `svc:Get*` | 3 | 1 | replaced: `svc:GetAlpha`, `svc:GetBeta` | 1 approved, 1 not approved yet (Ada) |',
      '| Statement 1 (Reading) | `svc:List*` | 1 | 0 | stays: nothing of it is unused |  |',
      '| Statement 2 (Writing) | `svc:Put*` | 2 | 1 | replaced: `svc:PutAlpha` | 1 not approved yet |',
      '- Statement 3 denies; it is untouched',
      '| `svc:PutBeta` | 2 | never in the tracked period |',
      '| kept on purpose | `svc:GetBeta` | all | Ada | `2026-11-20` | for the audit | `2027-03-31` |',
      '| `svc:ListAll` | `jane` |',
      '| `other:Stop` | yearly job | `2027-01-01` |',
      '| 3 | nothing new, ever | ✔ holds |',
      'Catalogue `2026-01-01`',
      '- One note',
      '```diff\n--- a/MyRole.MyPolicy.json',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('b.json');
  });

  test('dates of last access: of the action, of its service, of neither', () => {
    const at = '2026-01-02T03:04:05Z';
    const unused = makeUnused(
      new Set(['other']),
      new Map([
        ['svc:getbeta', { action: 'svc:GetBeta', lastAccessed: at }],
        ['svc:putbeta', { action: 'svc:PutBeta' }],
      ]),
      new Set(),
      new Map([['other', '2025-05-05T00:00:00Z']]),
    );
    const policy = {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: ['svc:*', 'other:*'], Resource: '*' },
    };
    const gone: Decisions = [
      { ...by, kind: 'drop', statement: 0, entry: 0, row: 'svc:ListAll', actions: ['svc:ListAll'] },
    ];
    const text =
      renderMarkdown([reviewed({ policy, facts: { unused }, decisions: gone })], context).files[0]?.text ??
      '';
    expect(text).toContain('| `svc:GetBeta` | 1 | 2026-01-02 |');
    expect(text).toContain('| `svc:PutBeta` | 1 | never in the tracked period |');
    expect(text).toContain('| `other:Run` | 1 | its service 2025-05-05 |');
    expect(text).toContain('| `svc:ListAll` | 1 | not reported unused; removed on purpose |');
    expect(text).toContain('| removed on purpose | `svc:ListAll` |');
    expect(text).toContain('Reported unused: 2 actions and all of 1 service.');
    expect(text).toContain('Services unused as a whole: `other`.');
  });

  test("AWS's choice stands beside each entry, with what is different about it", () => {
    const value = (reading: string[]): JsonObject => ({
      Version: '2012-10-17',
      Statement: [
        { Sid: 'Reading', Effect: 'Allow', Action: reading, Resource: '*' },
        {
          Sid: 'Writing',
          Effect: 'Allow',
          Action: 'svc:PutA*',
          Resource: ['arn:aws:svc:::a', 'arn:aws:svc:::b'],
        },
      ],
    });
    const written = (recommended: JsonObject | null, then?: Catalog): string => {
      const given = {
        file: 'recommendation.json',
        resourceArn: 'arn:aws:iam::123456789012:role/MyRole',
        policyId: 'MyPolicy',
        completedAt: '2026-05-01T10:00:00Z',
        value: recommended,
      };
      const result = reviewed({ policy: POLICY, facts: { recommended: given } });
      const catalogOn = (day: string): Catalog | undefined => (day === '2026-05-01' ? then : undefined);
      return renderMarkdown([result], { ...context, catalogOn }).files[0]?.text ?? '';
    };
    const same = written(value(['svc:GetAlpha', 'svc:List*']));
    expect(same).toContain('| 1 not approved yet | `svc:GetAlpha` (the same) |');
    expect(same).toContain('| `svc:List*` (the same) |');
    expect(same).toContain('| `svc:PutA*`; another cut: both allow the same of what is known |');
    const other = written(value(['svc:GetBeta']));
    expect(other).toContain('| `svc:GetBeta`; lost: svc:GetAlpha; unused and left: svc:GetBeta |');
    expect(other).toContain('| nothing; lost: svc:ListAll |');
    const older = written(value(['svc:List*']), catalogOfNames({ svc: ['ListAll', 'PutAlpha'] }));
    expect(older).toContain('| nothing; another catalogue: AWS could not know of svc:GetAlpha |');
    expect(written(null)).toContain('| nothing; lost: svc:PutAlpha |');
    expect(reviewed({ policy: POLICY }).outcome.case.recommended).toBeUndefined();
  });

  test('entries with changes that are not approved stay as they are, and are listed as open', () => {
    const text =
      renderMarkdown(
        [reviewed({ policy: POLICY, decisions: decisions.slice(1), open: 'as-written' })],
        context,
      ).files[0]?.text ?? '';
    expect(text).toContain('1 of 2 changes approved; decided by Ada on 2026-11-20; the others are open.');
    expect(text).toContain('### Open\n');
    expect(text).toContain(
      '| Statement 2 (Writing) | `svc:Put*` | 0 of 1 | `svc:PutAlpha` | `svc:PutBeta` |',
    );
    expect(text).toContain('| 6 | 4 | 2 | 0 | 0 | 1 |');
  });

  test('why a policy is not refined stands first', () => {
    const message = 'somebody has it as a permissions boundary, so it is left as it is';
    const result = reviewed({
      policy: POLICY,
      unused: [],
      facts: { notRefined: { reason: 'boundary', message } },
    });
    const text = renderMarkdown([result], context).files[0]?.text ?? '';
    expect(text).toContain('| `MyPolicy` | not refined |');
    expect(text).toContain(
      'Not refined. A policy document.\n\nSomebody has it as a permissions boundary, so it is left as it is.',
    );
  });

  test('a permission set is in use in accounts, and the accounts hold back', () => {
    const holder = (account: string, analysed: boolean) => ({
      kind: 'role' as const,
      name: 'AWSReservedSSO_Audit_1',
      label: `Audit in ${account}`,
      analysed,
    });
    const result = reviewed({
      policy: POLICY,
      facts: {
        kind: 'inline',
        attachedTo: [{ kind: 'permission-set', name: 'Audit' }],
        holders: [holder('111122223333', true), holder('444455556666', false)],
        heldBack: [{ action: 'svc:ListAll', by: ['Audit in 444455556666'] }],
      },
    });
    const text = renderMarkdown([result], context).files[0]?.text ?? '';
    expect(text).toContain('An inline policy, of permission set `Audit`');
    expect(text).toContain('In use as Audit in 111122223333, Audit in 444455556666.');
    expect(text).toContain('No finding speaks of Audit in 444455556666');
    expect(text).toContain('| `svc:ListAll` | `Audit in 444455556666` |');
  });

  test('is one file for several policies, also for those that stay or go', () => {
    const results = [USED, WHOLLY_UNUSED].map((policy) => reviewed({ policy }));
    const { files } = renderMarkdown(results, { ...context, notes: ['A warning'] });
    expect(files.map(({ name }) => name)).toEqual(['report.md']);
    expect(files[0]?.text).toContain('| `MyPolicy` | unchanged: nothing goes | 2 | 2 |');
    expect(files[0]?.text).toContain(
      '| `MyPolicy` | to be detached: nothing that it grants is used | 2 | 0 |',
    );
    expect(files[0]?.text).toContain('\n- A warning\n');
  });

  test('a law that does not hold is plain to see', () => {
    const result = reviewed({ policy: POLICY });
    const certificate = {
      ...result.certificate,
      ok: false,
      laws: result.certificate.laws.map((law) =>
        law.law === 2
          ? {
              ...law,
              verdict: 'refuted' as const,
              counterexample: { message: 'svc:GetBeta is still allowed' },
            }
          : law,
      ),
    };
    const text = renderMarkdown([{ ...result, certificate }], context).files[0]?.text ?? '';
    expect(text).toContain('| NOT PROVED: law 2 refuted |');
    expect(text).toMatch(/\| 2 \| nothing unused left \| ✘ refuted \| .*; svc:GetBeta is still allowed \|/);
  });

  forAll(
    'a text is read back as it is shown, also in a table',
    fc.property(fc.array(hostileText, { minLength: 1, maxLength: 3 }), (texts) => {
      const shown = texts.map(visible);
      expect(spans(texts.map(code).join(' and '))).toEqual(shown);
      const read = lexer(
        table(
          texts.map(() => 'x'),
          [texts.map(code)],
        ),
      ) as Tokens.Table[];
      expect(read.map(({ type }) => type)).toEqual(['table']);
      expect(read[0]?.rows[0]?.map(({ text }) => spans(text).join())).toEqual(shown);
    }),
    5,
  );

  forAll(
    'a sentence from elsewhere is words or a code span',
    fc.property(fc.oneof(hostileText, fc.lorem(), fc.webUrl()), (text) => {
      const kinds = new Set(tokensOf(`- ${prose(text)}`).map(({ type }) => type));
      for (const kind of ['link', 'image', 'heading', 'hr', 'blockquote', 'em', 'strong', 'del', 'code'])
        expect(kinds).not.toContain(kind);
    }),
    5,
  );

  forAll(
    'a fence holds its lines',
    fc.property(
      fc.array(
        hostileText.map((text) => `x${text}x`),
        { minLength: 1 },
      ),
      (lines) => {
        const read = lexer(fenced('diff', lines.join('\n'))) as Tokens.Code[];
        expect(read.map(({ type }) => type)).toEqual(['code']);
        expect(read[0]?.text).toBe(lines.join('\n').split('\n').map(visible).join('\n'));
      },
    ),
  );

  const ALLOWED_HTML =
    /^<(?:\/?code|\/?details|\/?summary)>$|^<details><summary>[\w ,]+<\/summary>\n*$|^<\/details>\n*$/;

  forAll(
    'no text of a policy, a name or a reason is markup',
    fc.property(anyPolicy, hostileText, hostileText, hostileText, (policy, name, owner, reason) => {
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
      const text =
        renderMarkdown([{ ...result, notes: [reason] }], { ...context, findings, notes: [name] }).files[0]
          ?.text ?? '';
      const tokens = tokensOf(text);
      const kinds = new Set(tokens.map(({ type }) => type));
      for (const kind of [
        'link',
        'image',
        'blockquote',
        'em',
        'strong',
        'del',
        'hr',
        'def',
        'checkbox',
        'br',
      ])
        expect(kinds).not.toContain(kind);
      for (const token of tokens) if (token.type === 'html') expect(token.raw).toMatch(ALLOWED_HTML);
      const diff = tokens.filter(({ type }) => type === 'code') as Tokens.Code[];
      const expected = unifiedDiff(result.outcome).trimEnd().split('\n').map(visible).join('\n');
      expect(diff.map((each) => each.text)).toEqual(expected === '' ? [] : [expected]);
    }),
    2,
  );
});
