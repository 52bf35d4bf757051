import type { Attachment } from '../../account/cases.ts';
import { KINDS } from '../../account/facts.ts';
import { counted } from '../../base/words.ts';
import type { PolicyDeviation } from '../../refine/outcome.ts';
import { fileNames, titleOf } from '../names.ts';
import type { OutputContext, ProvenPolicy, Rendered } from '../result.ts';
import { unifiedDiff } from '../unified-diff.ts';
import type { AwsChoice } from './aws-choice.ts';
import { CALLS_HEAD, callsIn } from './calls.ts';
import { dayOf, generalNotes, type ReportFacts, reportFactsOf } from './facts.ts';
import { type Html, type HtmlValue, html } from './html-text.ts';
import { STYLE } from './style.ts';
import { triePicture } from './trie-picture.ts';
import {
  askedInWords,
  COUNTS,
  DEVIATIONS,
  HEADS,
  holdersInWords,
  kindInWords,
  lawsInWords,
  OUTCOMES,
  reportTitle,
  sizeInWords,
  VERDICTS,
} from './words.ts';

/** A text in a table that is not broken into lines. */
const SHORT = 20;

/** More rows than this are folded on the screen; in print all are shown. */
const LONG = 40;

/** Writes the report as one HTML file for all policies. It loads nothing, runs no script, and can be printed. */
export function renderHtml(results: readonly ProvenPolicy[], context: OutputContext): Rendered {
  const [name] = results.length === 1 ? fileNames(results, '.report.html') : ['report.html'];
  return { files: [{ name: name ?? 'report.html', text: htmlReport(results, context).html }], notes: [] };
}

function htmlReport(results: readonly ProvenPolicy[], context: OutputContext): Html {
  const facts = results.map((result) => reportFactsOf(result, context));
  const title = reportTitle(results);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${{ html: STYLE }}</style>
</head>
<body>
<h1>${title}</h1>
<p class="soft">Written by coppice ${context.version}.</p>
${list(generalNotes(context))}${overview(facts)}${facts.map(policySection)}</body>
</html>
`;
}

function overview(facts: readonly ReportFacts[]): Html {
  return table(
    ['Policy', 'Result', ...COUNTS.map(([head]) => head), 'Size before', 'Size now', 'Laws'],
    facts.map(({ result, outcome, counts }, i) => [
      html`<a href="#policy-${i + 1}">${titleOf(result.outcome.case)}</a>`,
      OUTCOMES[outcome],
      ...COUNTS.map(([, of]) => counts[of]),
      result.certificate.size.before,
      result.certificate.size.after,
      html`<span class="${result.certificate.ok ? 'holds' : 'refuted'}">${lawsInWords(result)}</span>`,
    ]),
  );
}

function policySection(facts: ReportFacts, i: number): Html {
  const { result, outcome, asked, entries, untouched, removed } = facts;
  const { case: policyCase } = result.outcome;
  const number = i + 1;
  const holders = holdersInWords(facts);
  const pictured = entries.filter(
    ({ entry: { proposal, trie, isWritten } }) =>
      !isWritten && proposal !== 'stays' && proposal !== 'unknown' && trie.total(0) > 1,
  );
  return html`<section id="policy-${number}">
<h2>${titleOf(policyCase)}</h2>
<p>${sentence(OUTCOMES[outcome])} ${whatItIs(facts)}.</p>
${
  policyCase.notRefined === undefined
    ? ''
    : html`<p><strong>${sentence(policyCase.notRefined.message)}</strong></p>
`
}<h3>What was asked</h3>
<p>${askedInWords(facts)}</p>
${
  holders === ''
    ? ''
    : html`<p>${holders}</p>
`
}${
  asked.services.length === 0
    ? ''
    : html`<p>Services unused as a whole: ${codes(asked.services)}.</p>
`
}${list(
  asked.findings.map(
    ({ id, file, principal, analyzedAt }) =>
      html`finding ${id === undefined ? '' : html`${code(id)} `}in ${code(file)}${principal === undefined ? '' : html`, about ${code(principal)}`}${analyzedAt === undefined ? '' : html`, analysed ${dayOf(analyzedAt)}`}`,
  ),
)}<h3>What changed, and why</h3>
<p>${sentence(facts.deciders)}</p>
${entries.length === 0 ? '' : entryTable(facts)}${list(untouched)}${pictured.map(
  ({ entry, statement }, picture) => html`<figure>
<figcaption>${statement}, ${code(entry.text)}: <span aria-hidden="true"><b class="stays">●</b> stays, <b class="some">◆</b> some stay, <b class="goes">×</b> goes</span></figcaption>
${triePicture(entry, `trie-${number}-${picture + 1}`)}
</figure>
`,
)}${
  removed.length === 0
    ? ''
    : html`<h3>Actions removed</h3>
${removedTable(facts)}`
}${deviationsPart(result.certificate.deviations.filter(({ kind }) => kind !== 'open'))}${openPart(facts)}${heldBackPart(facts)}${exceptionsPart(facts)}${callsPart(facts)}${certificatePart(facts)}${part('Notes', list(result.notes ?? []))}${part('Difference', difference(result))}${part('Warnings', list(policyCase.policy.warnings))}</section>
`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** A part with its heading; nothing where it is empty. */
function part(heading: string, content: Html): Html {
  return content.html === ''
    ? content
    : html`<h3>${heading}</h3>
${content}`;
}

function whatItIs(facts: ReportFacts): Html {
  const { result, file: name } = facts;
  const { case: policyCase } = result.outcome;
  const [first = '', ...rest] = kindInWords(facts);
  const kind = first.toUpperCase() + rest.join('');
  const arn = policyCase.arn === undefined ? '' : html`, ${code(policyCase.arn)}`;
  const where = policyCase.attachedTo.map(attachment);
  const file = name === undefined ? '' : html`, read from ${code(name)}`;
  return html`${kind}${arn}${where.length === 0 ? '' : html` of ${commas(where)}`}${file}`;
}

function attachment({ kind, name }: Attachment): Html {
  return html`${KINDS[kind]} ${code(name)}`;
}

function entryTable({ entries }: ReportFacts): Html {
  const hasAws = entries.some(({ aws }) => aws !== undefined);
  const rows = entries.map(
    ({ statement, entry, outcome, grants, before, unused, decided, aws }): HtmlValue[] => {
      const isList = entry.element === 'NotAction';
      return [
        statement,
        html`${isList ? 'all but ' : ''}${code(entry.text)}`,
        before,
        unused,
        grants.length === 0 ? outcome : html`${outcome}: ${isList ? '+ ' : ''}${codes(grants)}`,
        decided,
        ...(hasAws ? [awsInWords(aws)] : []),
      ];
    },
  );
  const content = table(HEADS.entries(hasAws), rows);
  return folded(counted(rows.length, 'row'), content, rows.length > 4 * LONG);
}

function awsInWords(aws: AwsChoice | undefined): HtmlValue {
  if (aws === undefined) return '';
  const grants: HtmlValue = aws.grants.length === 0 ? 'nothing' : codes(aws.grants);
  return aws.differs === '' ? html`${grants} (the same)` : html`${grants}; ${aws.differs}`;
}

function openPart({ open }: ReportFacts): Html {
  if (open.length === 0) return html``;
  const rows = open.map(({ statement, entry, proposed, unused }): HtmlValue[] => [
    statement,
    html`${entry.element === 'NotAction' ? 'all but ' : ''}${code(entry.text)}`,
    `${entry.approved} of ${entry.total}`,
    proposed.length === 0 ? 'goes' : codes(proposed),
    codes(unused),
  ]);
  return part(
    'Open',
    html`<p>These stay as they were written until all of their changes are approved.</p>
${table(HEADS.open, rows)}`,
  );
}

function removedTable({ removed }: ReportFacts): Html {
  const hasLevels = removed.some(({ level }) => level !== undefined);
  const rows = removed.map(({ action, statements, level, lastAccessed }): HtmlValue[] => [
    code(action),
    statements,
    ...(hasLevels ? [level ?? ''] : []),
    lastAccessed,
  ]);
  const head = HEADS.gone(hasLevels);
  return folded(
    `${counted(rows.length, 'action')}, with the last access to each`,
    table(head, rows),
    rows.length > LONG,
  );
}

function deviationsPart(deviations: readonly PolicyDeviation[]): Html {
  if (deviations.length === 0) return html``;
  const rows = deviations.map(({ kind, action, actions, statement, by, at, reason, until }): HtmlValue[] => [
    DEVIATIONS[kind],
    html`${code(action)}${actions.length === 1 && actions[0] === action ? '' : html` (${codes(actions)})`}`,
    statement === undefined ? 'all' : statement + 1,
    by ?? '',
    at === undefined ? '' : dayOf(at),
    reason ?? '',
    until ?? '',
  ]);
  return part('Deviations', table(HEADS.deviations, rows));
}

function heldBackPart({ result }: ReportFacts): Html {
  const rows = result.outcome.case.heldBack.map(({ action, by }): HtmlValue[] => [code(action), codes(by)]);
  if (rows.length === 0) return html``;
  const content = folded(
    counted(rows.length, 'row'),
    table(['Action', 'Because of'], rows),
    rows.length > LONG,
  );
  return part(
    'Held back',
    html`<p>Some who share the policy do not use these, and others do, or may.</p>
${content}`,
  );
}

function exceptionsPart({ result }: ReportFacts): Html {
  const rows = result.outcome.case.spared.map(({ action, exception: { reason, until } }): HtmlValue[] => [
    code(action),
    reason,
    until ?? '',
  ]);
  return rows.length === 0 ? html`` : part('Exceptions', table(['Protected', 'Why', 'Until'], rows));
}

function callsPart({ result }: ReportFacts): Html {
  const found = callsIn(result);
  if (found === undefined) return html``;
  const rows = found.rows.map(([action, what, calls]): HtmlValue[] => [code(action), what, calls]);
  return part(
    'Calls',
    html`<p>${found.says}</p>
${rows.length === 0 ? html`` : table(CALLS_HEAD, rows)}`,
  );
}

function certificatePart(facts: ReportFacts): Html {
  const { certificate } = facts.result;
  const rows = certificate.laws.map(({ law, name, verdict, checked, counterexample }): HtmlValue[] => [
    law,
    name,
    html`<span class="${verdict}">${VERDICTS[verdict]}</span>`,
    counterexample === undefined ? checked : `${checked}; ${counterexample.message}`,
  ]);
  return part(
    'Certificate',
    html`${table(
      COUNTS.map(([head]) => head),
      [COUNTS.map(([, of]) => certificate.counts[of])],
    )}${table(['Law', 'Says', 'Verdict', 'Checked'], rows)}<p>Catalogue ${certificate.catalog.date} (SHA-256 ${code(certificate.catalog.sha256)}), checked by ${certificate.tool.name} ${certificate.tool.version}.</p>
<p>${sizeInWords(facts)}</p>
`,
  );
}

function difference({ outcome }: ProvenPolicy): Html {
  const lines = unifiedDiff(outcome).trimEnd().split('\n');
  if (lines.length < 2) return html``;
  const content = html`<pre>${lines.map(
    (line) => html`<span class="${lineClass(line)}">${line}</span>
`,
  )}</pre>
`;
  return folded('unified diff', content, lines.length > 4 * LONG);
}

function lineClass(line: string): string {
  if (line.startsWith('@@') || line.startsWith('---') || line.startsWith('+++')) return 'hunk';
  if (line.startsWith('+')) return 'add';
  return line.startsWith('-') ? 'remove' : 'same';
}

function code(text: string): Html {
  return html`<code>${text}</code>`;
}

function codes(texts: readonly string[]): Html {
  return commas(texts.map(code));
}

function commas(parts: readonly Html[]): Html {
  return html`${parts.map((each, i) => (i === 0 ? each : html`, ${each}`))}`;
}

function list(items: readonly HtmlValue[]): Html {
  return items.length === 0
    ? html``
    : html`<ul>
${items.map(
  (item) => html`<li>${item}</li>
`,
)}</ul>
`;
}

function table(head: readonly string[], rows: readonly (readonly HtmlValue[])[]): Html {
  const cell = (value: HtmlValue): Html => {
    if (typeof value === 'number') return html`<td class="number">${value}</td>`;
    return typeof value === 'string' && value.length <= SHORT
      ? html`<td class="short">${value}</td>`
      : html`<td>${value}</td>`;
  };
  return html`<div class="wide"><table>
<thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${rows.map(
  (row) => html`<tr>${row.map(cell)}</tr>
`,
)}</tbody>
</table></div>
`;
}

function folded(summary: string, content: Html, isLong: boolean): Html {
  return isLong
    ? html`<details><summary>${summary}</summary>
${content}</details>
`
    : content;
}
