import { isObject, JsonNumber, type JsonObject, type JsonValue } from '../base/json.ts';
import { visible } from '../base/visible.ts';
import type { ResultDocument } from './documents.ts';
import { foldersOf } from './folders.ts';
import { fitsHcl, type HclAttribute, hclAttributes, hclJson, hclList, hclString } from './hcl.ts';
import { headLine } from './head-line.ts';
import { titleOf, uniqueNames } from './names.ts';
import { notesOn } from './notes.ts';
import { setWorksOf } from './permission-set.ts';
import { refusalsOf } from './refusal.ts';
import type { OutputContext, ProvenPolicy, Rendered } from './result.ts';
import { comments, documentsToPut, stepsFor } from './steps.ts';
import { type TerraformDocument, terraformName, wireFor } from './terraform-wire.ts';

/**
 * Writes each policy as Terraform: a data source `aws_iam_policy_document` or, where that cannot express the policy, its
 * JSON in a local value, with the reason in a comment. Comments say what to create, attach and detach; with `wire` there
 * are also resources and `import` blocks (product: "Scripts that are safe to run").
 */
export function renderTerraform(results: readonly ProvenPolicy[], context: OutputContext): Rendered {
  const works = setWorksOf(results);
  const refusals = refusalsOf(results, works);
  const notes: string[] = [];
  const wanted: string[] = [];
  const texts = results.map((result, i) => {
    const { outcome } = result;
    const work = works.get(result);
    const title = titleOf(outcome.case);
    wanted.push(terraformName(outcome.case, 1));
    const written: TerraformDocument[] = [];
    const parts = documentsToPut(result, work).map((document, part) => {
      const id = terraformName(outcome.case, part + 1);
      const reason = whyNotDataSource(document.value);
      if (reason !== undefined)
        notes.push(`${title}: written as JSON in a local value, since in aws_iam_policy_document ${reason}`);
      written.push({
        id,
        json: reason === undefined ? `data.aws_iam_policy_document.${id}.json` : `local.${id}_json`,
      });
      return reason === undefined
        ? dataSource(id, document, context)
        : localJson(id, document, reason, context);
    });
    const refusal = refusals[i];
    const head = comments([
      title,
      headLine(result, context),
      ...(refusal === undefined ? [] : [`AWS would refuse it: ${refusal}.`]),
      ...stepsFor(result, work),
    ]);
    const wire = context.wire === true ? wireFor(outcome, written, work) : [];
    return [`${head.join('\n')}\n`, ...parts, ...wire].join('\n');
  });
  // Two accounts may have policies of the same name, so each has a folder; inside one account names are unique.
  const folders = foldersOf(results, works);
  const names = uniqueNames(
    wanted.map((name, i) => (folders[i] ?? '') + name),
    '-',
    LONGEST_NAME,
  );
  const files = texts.map((text, i) => ({ name: `${names[i] ?? 'policy'}.tf`, text }));
  const guards = context.wire === true ? [...new Set(folders)].flatMap(accountGuard) : [];
  return { files: [...files, ...guards], notes: [...notes, ...notesOn(results)] };
}

/**
 * A file for an account's folder: it stops a plan with the credentials of another account before anything is imported.
 */
function accountGuard(folder: string): Rendered['files'] {
  const account = folder.slice(0, -1);
  if (!/^\d{12}$/.test(account)) return [];
  const text = [
    'data "aws_caller_identity" "account" {',
    '  lifecycle {',
    '    postcondition {',
    ...hclAttributes(
      [
        ['condition', `self.account_id == ${hclString(account)}`],
        ['error_message', hclString(`This is about the account ${account}.`)],
      ],
      '      ',
    ),
    '    }',
    '  }',
    '}\n',
  ].join('\n');
  return [{ name: `${folder}account.tf`, text }];
}

const LONGEST_NAME = 200;

function dataSource(id: string, { value }: ResultDocument, { wire }: OutputContext): string {
  const version = value['Version'] ?? OLD_VERSION;
  const attributes: HclAttribute[] = [['version', hclString(String(version))]];
  if (typeof value['Id'] === 'string') attributes.push(['policy_id', hclString(value['Id'])]);
  const lines = [
    ...(wire === true ? [] : [`# Use it as: policy = data.aws_iam_policy_document.${id}.json`]),
    `data "aws_iam_policy_document" "${id}" {`,
    ...(value['Version'] === undefined
      ? ['  # The policy has no Version, which IAM reads as this one.']
      : []),
    ...hclAttributes(attributes, '  '),
  ];
  for (const statement of statementsOf(value)) {
    lines.push('');
    for (const line of statementBlock(statement, version === NEW_VERSION)) lines.push(line);
  }
  return `${lines.join('\n')}\n}\n`;
}

const OLD_VERSION = '2008-10-17';
const NEW_VERSION = '2012-10-17';

const LISTS = new Map([
  ['Action', 'actions'],
  ['NotAction', 'not_actions'],
  ['Resource', 'resources'],
  ['NotResource', 'not_resources'],
]);

function statementBlock(statement: JsonObject, hasVariables: boolean): string[] {
  const attributes = Object.entries(statement).flatMap(([key, value]): HclAttribute[] => {
    if (key === 'Sid' || key === 'Effect') return [[key.toLowerCase(), hclString(String(value))]];
    const name = LISTS.get(key);
    if (name === undefined) return [];
    const items = stringsOf(value);
    return [[name, hclList(key.endsWith('Resource') ? items.map(variables(hasVariables)) : items, '    ')]];
  });
  const conditions = conditionsOf(statement['Condition']).flatMap(({ test, variable, values }) => [
    '',
    '    condition {',
    ...hclAttributes(
      [
        ['test', hclString(test)],
        ['variable', hclString(variable)],
        ['values', hclList(values.map(variables(hasVariables)), '      ')],
      ],
      '      ',
    ),
    '    }',
  ]);
  return ['  statement {', ...hclAttributes(attributes, '    '), ...conditions, '  }'];
}

/**
 * Writes IAM's policy variables, `${aws:username}`, as `&{aws:username}` in resources and condition values; the provider
 * turns them back (documentation of aws_iam_policy_document, "Context Variable Interpolation"). Policies of the older
 * version have no variables, so there the text stays as it is.
 */
function variables(hasVariables: boolean): (text: string) => string {
  return (text) => (hasVariables ? text.replaceAll('${', '&{') : text);
}

interface Condition {
  readonly test: string;
  readonly variable: string;
  readonly values: readonly string[];
}

function conditionsOf(condition: JsonValue | undefined): Condition[] {
  return entriesOf(condition).flatMap(([test, keys]) =>
    entriesOf(keys).map(([variable, values]) => ({ test, variable, values: stringsOf(values) })),
  );
}

/** Why a policy cannot be a data source, as the end of a sentence; undefined where it can be one. */
function whyNotDataSource(policy: JsonObject): string | undefined {
  const unknown = Object.keys(policy).find((key) => !['Version', 'Id', 'Statement'].includes(key));
  if (unknown !== undefined) return `there is no place for the key ${unknown}`;
  const version = policy['Version'] ?? OLD_VERSION;
  if (version !== OLD_VERSION && version !== NEW_VERSION) return `Version cannot be ${String(version)}`;
  const id = policy['Id'];
  if (id !== undefined && (typeof id !== 'string' || id === '')) return 'Id is a text or not there';
  const statements = statementsOf(policy);
  if (statements.length === 0) return 'there is at least one statement';
  const sids = statements.map((statement) => statement['Sid']).filter((sid) => sid !== undefined);
  if (new Set(sids).size < sids.length) return 'no two statements have the same Sid';
  if (!everyText(policy, fitsHcl)) return 'texts are well-formed Unicode in normal form C';
  for (const statement of statements) {
    const reason = whyNotBlock(statement);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function whyNotBlock(statement: JsonObject): string | undefined {
  for (const [key, value] of Object.entries(statement)) {
    switch (key) {
      case 'Effect':
        break;
      case 'Sid':
        if (typeof value !== 'string' || !/^[A-Za-z0-9]+$/.test(value))
          return 'a Sid has letters and digits only';
        break;
      case 'Action':
      case 'NotAction':
        if (!isStrings(value)) return `${key} is a text or a list of texts`;
        break;
      case 'Resource':
      case 'NotResource':
        if (!isStrings(value)) return `${key} is a text or a list of texts`;
        if (stringsOf(value).some(hasAmpersand)) return '"&{" stands for "${"';
        break;
      case 'Condition':
        if (!isCondition(value)) return 'a Condition has operators, keys and lists of values';
        if (conditionsOf(value).some(({ values }) => values.some(hasAmpersand)))
          return '"&{" stands for "${"';
        break;
      default:
        return key === 'Principal' || key === 'NotPrincipal'
          ? `${key} would make it another kind of policy`
          : `a statement has no place for the key ${key}`;
    }
  }
  return undefined;
}

function hasAmpersand(text: string): boolean {
  return text.includes('&{');
}

function localJson(id: string, { text }: ResultDocument, reason: string, { wire }: OutputContext): string {
  return [
    `# JSON as it is: a data source cannot say it, since in aws_iam_policy_document ${visible(reason)}.`,
    ...(wire === true ? [] : [`# Use it as: policy = local.${id}_json`]),
    'locals {',
    `  ${id}_json = ${hclJson(text)}`,
    '}\n',
  ].join('\n');
}

function statementsOf(policy: JsonObject): JsonObject[] {
  const listed = policy['Statement'];
  return (Array.isArray(listed) ? listed : [listed]).filter(isObject);
}

function entriesOf(value: JsonValue | undefined): [string, JsonValue][] {
  return isObject(value) ? Object.entries(value) : [];
}

function isStrings(value: JsonValue): boolean {
  return Array.isArray(value)
    ? value.length > 0 && value.every((item) => typeof item === 'string')
    : typeof value === 'string';
}

function isCondition(value: JsonValue): boolean {
  const tests = entriesOf(value);
  return (
    tests.length > 0 &&
    tests.every(([, keys]) => {
      const rows = entriesOf(keys);
      return rows.length > 0 && rows.every(([, values]) => isValues(values));
    })
  );
}

/** Whether these are condition values: they may also be numbers and booleans, which IAM reads as texts. */
function isValues(value: JsonValue): boolean {
  const items = Array.isArray(value) ? value : [value];
  return (
    items.length > 0 &&
    items.every((item) => item instanceof JsonNumber || (item !== null && typeof item !== 'object'))
  );
}

function stringsOf(value: JsonValue | undefined): string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}

function everyText(value: JsonValue, holds: (text: string) => boolean): boolean {
  const open: JsonValue[] = [value];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if (typeof item === 'string' && !holds(item)) return false;
    if (Array.isArray(item)) for (const each of item) open.push(each);
    if (isObject(item)) for (const [key, each] of Object.entries(item)) open.push(key, each);
  }
  return true;
}
