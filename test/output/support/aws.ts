/*
 * Stands in for the AWS CLI: an IAM of its own in a JSON file (STATE), the calls that the scripts make, their
 * arguments read as the AWS CLI reads them. Every call is recorded in the file. What is not expected is an error.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import jmespath from 'jmespath';

interface Version {
  readonly id: string;
  readonly date: string;
  isDefault: boolean;
  readonly document: string;
}

interface Principal {
  readonly inline: Record<string, string>;
  readonly attached: string[];
}

/** What the stand-in holds. Documents are texts; principals are called `role/MyRole`. */
export interface AwsState {
  readonly account: string;
  readonly policies: Record<string, Version[]>;
  readonly principals: Record<string, Principal>;
  readonly calls: [operation: string, options: Record<string, string>][];
  /** An operation that the credentials do not allow. */
  readonly denied?: string;
}

const file = process.env['STATE'] ?? '';
const state = JSON.parse(readFileSync(file, 'utf8')) as AwsState;
const [service = '', operation = '', ...rest] = process.argv.slice(2);

const TEXTS = [
  'policy-arn',
  'policy-name',
  'policy-document',
  'version-id',
  'role-name',
  'user-name',
  'group-name',
];
const known: Record<string, { type: 'string' | 'boolean' }> = { 'set-as-default': { type: 'boolean' } };
for (const name of [...TEXTS, 'query', 'output']) known[name] = { type: 'string' };
const { values, positionals } = parseArgs({ args: rest, allowPositionals: true, options: known });
const isDefault = values['set-as-default'] === true;

function fail(code: string, message: string): never {
  process.stderr.write(`\nAn error occurred (${code}) when calling ${service} ${operation}: ${message}\n`);
  process.exit(code === 'ParamValidation' ? 252 : 254);
}

/** An option's value. Any text may be given as the address of a file to read it from. */
function text(name: string): string {
  const value = values[name];
  if (typeof value !== 'string') fail('ParamValidation', `--${name} is required`);
  return value.startsWith('file://') ? readFileSync(value.slice('file://'.length), 'utf8') : value;
}

function document(): string {
  const json = text('policy-document');
  try {
    JSON.parse(json);
  } catch {
    fail('MalformedPolicyDocument', json);
  }
  return json;
}

function versions(): Version[] {
  const arn = text('policy-arn');
  return state.policies[arn] ?? fail('NoSuchEntity', `Policy ${arn} does not exist.`);
}

function principal(kind: string): Principal {
  const name = text(`${kind}-name`);
  return state.principals[`${kind}/${name}`] ?? fail('NoSuchEntity', `The ${kind} ${name} cannot be found.`);
}

const operations: Record<string, () => unknown> = {
  'get-caller-identity': () => ({ Account: state.account }),
  'list-policy-versions': () => ({
    Versions: versions().map((version) => ({
      VersionId: version.id,
      IsDefaultVersion: version.isDefault,
      CreateDate: version.date,
    })),
  }),
  'create-policy-version': () => {
    const all = versions();
    if (all.length >= 5) fail('LimitExceeded', 'A managed policy can have up to 5 versions.');
    const next = 1 + Math.max(...all.map(({ id }) => Number(id.slice(1))));
    if (isDefault) for (const version of all) version.isDefault = false;
    all.unshift({ id: `v${next}`, date: `2026-01-${10 + next}`, isDefault, document: document() });
    return { PolicyVersion: { VersionId: `v${next}`, IsDefaultVersion: isDefault } };
  },
  'delete-policy-version': () => {
    const all = versions();
    const at = all.findIndex(({ id }) => id === text('version-id'));
    if (at === -1) fail('NoSuchEntity', 'no such version');
    if (all[at]?.isDefault) fail('DeleteConflict', 'Cannot delete the default version of a policy.');
    all.splice(at, 1);
    return undefined;
  },
  'create-policy': () => {
    const arn = `arn:aws:iam::${state.account}:policy/${text('policy-name')}`;
    if (state.policies[arn] !== undefined) fail('EntityAlreadyExists', arn);
    state.policies[arn] = [{ id: 'v1', date: '2026-01-01', isDefault: true, document: document() }];
    return { Policy: { Arn: arn } };
  },
  'delete-policy': () => {
    const arn = text('policy-arn');
    versions();
    if (Object.values(state.principals).some(({ attached }) => attached.includes(arn)))
      fail('DeleteConflict', 'Cannot delete a policy attached to entities.');
    delete state.policies[arn];
    return undefined;
  },
};
for (const kind of ['role', 'user', 'group']) {
  operations[`put-${kind}-policy`] = () => {
    principal(kind).inline[text('policy-name')] = document();
    return undefined;
  };
  operations[`delete-${kind}-policy`] = () => {
    const { inline } = principal(kind);
    const name = text('policy-name');
    if (inline[name] === undefined) fail('NoSuchEntity', `no policy ${name}`);
    delete inline[name];
    return undefined;
  };
  operations[`attach-${kind}-policy`] = () => {
    const { attached } = principal(kind);
    const arn = text('policy-arn');
    if (!arn.startsWith('arn:aws:iam::aws:')) versions();
    if (!attached.includes(arn)) attached.push(arn);
    attached.sort();
    return undefined;
  };
  operations[`detach-${kind}-policy`] = () => {
    const { attached } = principal(kind);
    const at = attached.indexOf(text('policy-arn'));
    if (at === -1) fail('NoSuchEntity', `Policy ${text('policy-arn')} was not found.`);
    attached.splice(at, 1);
    return undefined;
  };
}

if (positionals.length > 0) fail('ParamValidation', `unknown options: ${positionals}`);
const options = Object.entries(values).filter(([name]) => TEXTS.includes(name));
state.calls.push([operation, Object.fromEntries(options.map(([name, value]) => [name, String(value)]))]);
const run = operations[operation];
if (run === undefined || service !== (operation === 'get-caller-identity' ? 'sts' : 'iam'))
  fail('ParamValidation', 'unknown operation');
if (state.denied === operation) fail('AccessDenied', 'not authorized');
const answer = run();
writeFileSync(file, JSON.stringify(state));
if (answer !== undefined) {
  const shown =
    typeof values['query'] === 'string' ? (jmespath.search(answer, values['query']) as unknown) : answer;
  const asText = Array.isArray(shown) ? shown.join('\t') : String(shown);
  process.stdout.write(`${values['output'] === 'text' ? asText : JSON.stringify(shown, null, 2)}\n`);
}
