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
import { code, codes, fenced, folded, prose, table } from './markdown-text.ts';
import {
  askedInWords,
  COUNTS,
  DEVIATIONS,
  HEADS,
  holdersInWords,
  kindInWords,
  lawsInWords,
  OUTCOMES,
  sizeInWords,
  VERDICTS,
} from './words.ts';

/** More rows than this are folded. */
const LONG = 30;

/** Writes the report in GitHub's Markdown, for a pull request: one file for all policies. */
export function renderMarkdown(results: readonly ProvenPolicy[], context: OutputContext): Rendered {
  const [name] = results.length === 1 ? fileNames(results, '.report.md') : ['report.md'];
  return { files: [{ name: name ?? 'report.md', text: markdownReport(results, context) }], notes: [] };
}

function markdownReport(results: readonly ProvenPolicy[], context: OutputContext): string {
  const facts = results.map((result) => reportFactsOf(result, context));
  const parts = [
    '# IAM policies, cut back to what is used',
    `Written by coppice ${code(context.version)}.`,
    overview(facts),
    ...bullets(generalNotes(context)),
    ...facts.flatMap(policySection),
  ];
  return `${parts.join('\n\n')}\n`;
}

function overview(facts: readonly ReportFacts[]): string {
  return table(
    ['Policy', 'Result', ...COUNTS.map(([head]) => head), 'Size before', 'Size now', 'Laws'],
    facts.map(({ result, outcome, counts }) => [
      title(result),
      OUTCOMES[outcome],
      ...COUNTS.map(([, of]) => String(counts[of])),
      String(result.certificate.size.before),
      String(result.certificate.size.after),
      lawsInWords(result),
    ]),
  );
}

function policySection(facts: ReportFacts): string[] {
  const { result, outcome, entries, untouched, removed } = facts;
  const { case: policyCase } = result.outcome;
  const notes = result.notes ?? [];
  const holders = holdersInWords(facts);
  const changed = entries.length === 0 ? [] : [entryTable(facts)];
  const diff = unifiedDiff(result.outcome).trimEnd();
  return [
    `## ${title(result)}`,
    `${sentence(OUTCOMES[outcome])} ${sentence(whatItIs(facts))}`,
    ...(policyCase.notRefined === undefined ? [] : [prose(sentence(policyCase.notRefined.message))]),
    '### What was asked',
    askedInWords(facts),
    ...(holders === '' ? [] : [prose(holders)]),
    ...(facts.asked.services.length === 0
      ? []
      : [`Services unused as a whole: ${codes(facts.asked.services)}.`]),
    ...bulletList(
      facts.asked.findings.map(({ id, file, principal, analyzedAt }) =>
        [
          id === undefined ? `finding in ${code(file)}` : `finding ${code(id)} in ${code(file)}`,
          ...(principal === undefined ? [] : [`about ${code(principal)}`]),
          ...(analyzedAt === undefined ? [] : [`analysed ${code(dayOf(analyzedAt))}`]),
        ].join(', '),
      ),
    ),
    '### What changed, and why',
    prose(sentence(facts.deciders)),
    ...changed,
    ...bullets(untouched),
    ...(removed.length === 0 ? [] : ['### Actions removed', removedTable(facts)]),
    ...deviationsPart(result.certificate.deviations.filter(({ kind }) => kind !== 'open')),
    ...openPart(facts),
    ...heldBackPart(facts),
    ...exceptionsPart(facts),
    ...callsPart(facts),
    '### Certificate',
    ...certificatePart(facts),
    ...(notes.length === 0 ? [] : ['### Notes', ...bullets(notes)]),
    ...(diff === ''
      ? []
      : ['### Difference', folded('unified diff', fenced('diff', diff), diff.split('\n').length > 4 * LONG)]),
    ...(policyCase.policy.warnings.length === 0
      ? []
      : ['### Warnings', ...bullets(policyCase.policy.warnings)]),
  ];
}

function title({ outcome }: ProvenPolicy): string {
  return titleOf(outcome.case, '\n').split('\n').map(code).join(' ▸ ');
}

function sentence(text: string): string {
  return text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** What kind of policy it is, and who has it. */
function whatItIs(facts: ReportFacts): string {
  const { result, file: name } = facts;
  const { case: policyCase } = result.outcome;
  const arn = policyCase.arn === undefined ? [] : [code(policyCase.arn)];
  const where = policyCase.attachedTo.map(attachment);
  const file = name === undefined ? [] : [`read from ${code(name)}`];
  return [
    kindInWords(facts),
    ...arn,
    ...(where.length === 0 ? [] : [`of ${where.join(', ')}`]),
    ...file,
  ].join(', ');
}

function attachment({ kind, name }: Attachment): string {
  return `${KINDS[kind]} ${code(name)}`;
}

function entryTable({ entries }: ReportFacts): string {
  const hasAws = entries.some(({ aws }) => aws !== undefined);
  const rows = entries.map(({ statement, entry, outcome, grants, before, unused, decided, aws }) => [
    prose(statement),
    entry.element === 'NotAction' ? `all but ${code(entry.text)}` : code(entry.text),
    String(before),
    String(unused),
    grants.length === 0
      ? outcome
      : `${outcome}: ${entry.element === 'NotAction' ? '+ ' : ''}${codes(grants)}`,
    prose(decided),
    ...(hasAws ? [awsInWords(aws)] : []),
  ]);
  const content = table(HEADS.entries(hasAws), rows);
  return folded(counted(rows.length, 'row'), content, rows.length > 4 * LONG);
}

function awsInWords(aws: AwsChoice | undefined): string {
  if (aws === undefined) return '';
  const grants = aws.grants.length === 0 ? 'nothing' : codes(aws.grants);
  return aws.differs === '' ? `${grants} (the same)` : `${grants}; ${prose(aws.differs)}`;
}

function openPart({ open }: ReportFacts): string[] {
  if (open.length === 0) return [];
  const rows = open.map(({ statement, entry, proposed, unused }) => [
    prose(statement),
    entry.element === 'NotAction' ? `all but ${code(entry.text)}` : code(entry.text),
    `${entry.approved} of ${entry.total}`,
    proposed.length === 0 ? 'goes' : codes(proposed),
    codes(unused),
  ]);
  return [
    '### Open',
    'These stay as they were written until all of their changes are approved.',
    table(HEADS.open, rows),
  ];
}

function removedTable({ removed }: ReportFacts): string {
  const hasLevels = removed.some(({ level }) => level !== undefined);
  const rows = removed.map(({ action, statements, level, lastAccessed }) => [
    code(action),
    statements,
    ...(hasLevels ? [level ?? ''] : []),
    /^[\d-]+$/.test(lastAccessed) ? lastAccessed : prose(lastAccessed),
  ]);
  const head = HEADS.gone(hasLevels);
  return folded(
    `${counted(rows.length, 'action')}, with the last access to each`,
    table(head, rows),
    rows.length > LONG,
  );
}

function deviationsPart(deviations: readonly PolicyDeviation[]): string[] {
  if (deviations.length === 0) return [];
  const rows = deviations.map(({ kind, action, actions, statement, by, at, reason, until }) => [
    DEVIATIONS[kind],
    code(action) + (actions.length === 1 && actions[0] === action ? '' : ` (${codes(actions)})`),
    statement === undefined ? 'all' : String(statement + 1),
    prose(by ?? ''),
    code(at === undefined ? '' : dayOf(at)),
    prose(reason ?? ''),
    code(until ?? ''),
  ]);
  return ['### Deviations', table(HEADS.deviations, rows)];
}

function heldBackPart({ result }: ReportFacts): string[] {
  const rows = result.outcome.case.heldBack.map(({ action, by }) => [code(action), codes(by)]);
  if (rows.length === 0) return [];
  const content = table(['Action', 'Because of'], rows);
  return [
    '### Held back',
    'Some who share the policy do not use these, and others do, or may.',
    folded(counted(rows.length, 'row'), content, rows.length > LONG),
  ];
}

function exceptionsPart({ result }: ReportFacts): string[] {
  const rows = result.outcome.case.spared.map(({ action, exception: { reason, until } }) => [
    code(action),
    prose(reason),
    code(until ?? ''),
  ]);
  return rows.length === 0 ? [] : ['### Exceptions', table(['Protected', 'Why', 'Until'], rows)];
}

function callsPart({ result }: ReportFacts): string[] {
  const found = callsIn(result);
  if (found === undefined) return [];
  const rows = found.rows.map(([action, what, calls]) => [code(action), what, calls]);
  return ['### Calls', found.says, ...(rows.length === 0 ? [] : [table(CALLS_HEAD, rows)])];
}

function certificatePart(facts: ReportFacts): string[] {
  const { certificate } = facts.result;
  const rows = certificate.laws.map(({ law, name, verdict, checked, counterexample }) => [
    String(law),
    prose(name),
    VERDICTS[verdict],
    [checked, ...(counterexample === undefined ? [] : [counterexample.message])].map(prose).join('; '),
  ]);
  return [
    table(
      COUNTS.map(([head]) => head),
      [COUNTS.map(([, of]) => String(certificate.counts[of]))],
    ),
    table(['Law', 'Says', 'Verdict', 'Checked'], rows),
    `Catalogue ${code(certificate.catalog.date)} (SHA-256 ${code(certificate.catalog.sha256)}), checked by ${code(certificate.tool.name)} ${code(certificate.tool.version)}.`,
    sizeInWords(facts),
  ];
}

function bullets(texts: readonly string[]): string[] {
  return bulletList(texts.map(prose));
}

/** Makes a bullet list of lines that are Markdown already. */
function bulletList(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [lines.map((line) => `- ${line}`).join('\n')];
}
