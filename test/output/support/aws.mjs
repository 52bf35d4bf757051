/*
 * Stands in for the AWS CLI: an IAM of its own in a JSON file (STATE), the calls that the scripts make, their
 * arguments read as the AWS CLI reads them. Every call is recorded in the file. What is not expected is an error.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import jmespath from 'jmespath';

const file = process.env.STATE;
const state = JSON.parse(readFileSync(file, 'utf8'));
const [service, operation, ...rest] = process.argv.slice(2);

const STRINGS = [
  'policy-arn',
  'policy-name',
  'policy-document',
  'version-id',
  'role-name',
  'user-name',
  'group-name',
];
const { values, positionals } = parseArgs({
  args: rest,
  allowPositionals: true,
  options: {
    ...Object.fromEntries([...STRINGS, 'query', 'output'].map((name) => [name, { type: 'string' }])),
    'set-as-default': { type: 'boolean' },
  },
});
if (positionals.length > 0) fail('ParamValidation', `unknown options: ${positionals}`);

/** Any text may be given as the address of a file to read it from. */
function text(name) {
  const value = values[name];
  if (value === undefined) fail('ParamValidation', `--${name} is required`);
  return value.startsWith('file://') ? readFileSync(value.slice('file://'.length), 'utf8') : value;
}

function fail(code, message) {
  process.stderr.write(`\nAn error occurred (${code}) when calling ${service} ${operation}: ${message}\n`);
  process.exit(code === 'ParamValidation' ? 252 : 254);
}

function document() {
  const json = text('policy-document');
  try {
    JSON.parse(json);
  } catch {
    fail('MalformedPolicyDocument', json);
  }
  return json;
}

function policy() {
  const arn = text('policy-arn');
  return state.policies[arn] ?? fail('NoSuchEntity', `Policy ${arn} does not exist.`);
}

function principal(kind) {
  const name = text(`${kind}-name`);
  return state.principals[`${kind}/${name}`] ?? fail('NoSuchEntity', `The ${kind} ${name} cannot be found.`);
}

const operations = {
  'get-caller-identity': () => ({
    Account: state.account,
    Arn: `arn:aws:sts::${state.account}:assumed-role/Me/me`,
  }),
  'list-policy-versions': () => ({
    Versions: policy().map(({ id, date, isDefault }) => ({
      VersionId: id,
      IsDefaultVersion: isDefault,
      CreateDate: date,
    })),
  }),
  'create-policy-version': () => {
    const versions = policy();
    if (versions.length >= 5) fail('LimitExceeded', 'A managed policy can have up to 5 versions.');
    const next = 1 + Math.max(...versions.map(({ id }) => Number(id.slice(1))));
    if (values['set-as-default']) for (const version of versions) version.isDefault = false;
    const made = {
      id: `v${next}`,
      date: `2026-01-${10 + next}`,
      isDefault: values['set-as-default'],
      document: document(),
    };
    versions.unshift(made);
    return { PolicyVersion: { VersionId: made.id, IsDefaultVersion: made.isDefault } };
  },
  'delete-policy-version': () => {
    const versions = policy();
    const at = versions.findIndex(({ id }) => id === text('version-id'));
    if (at === -1) fail('NoSuchEntity', 'no such version');
    if (versions[at].isDefault) fail('DeleteConflict', 'Cannot delete the default version of a policy.');
    versions.splice(at, 1);
  },
  'create-policy': () => {
    const arn = `arn:aws:iam::${state.account}:policy/${text('policy-name')}`;
    if (state.policies[arn] !== undefined) fail('EntityAlreadyExists', arn);
    state.policies[arn] = [{ id: 'v1', date: '2026-01-01', isDefault: true, document: document() }];
    return { Policy: { Arn: arn } };
  },
  'delete-policy': () => {
    const arn = text('policy-arn');
    policy();
    if (Object.values(state.principals).some(({ attached }) => attached.includes(arn)))
      fail('DeleteConflict', 'Cannot delete a policy attached to entities.');
    delete state.policies[arn];
  },
};
for (const kind of ['role', 'user', 'group']) {
  operations[`put-${kind}-policy`] = () => {
    principal(kind).inline[text('policy-name')] = document();
  };
  operations[`delete-${kind}-policy`] = () => {
    const { inline } = principal(kind);
    const name = text('policy-name');
    if (inline[name] === undefined) fail('NoSuchEntity', `no policy ${name}`);
    delete inline[name];
  };
  operations[`attach-${kind}-policy`] = () => {
    const { attached } = principal(kind);
    const arn = text('policy-arn');
    if (!arn.startsWith('arn:aws:iam::aws:')) policy();
    if (!attached.includes(arn)) attached.push(arn);
    attached.sort();
  };
  operations[`detach-${kind}-policy`] = () => {
    const { attached } = principal(kind);
    const at = attached.indexOf(text('policy-arn'));
    if (at === -1) fail('NoSuchEntity', `Policy ${text('policy-arn')} was not found.`);
    attached.splice(at, 1);
  };
}

state.calls.push([
  operation,
  Object.fromEntries(Object.entries(values).filter(([name]) => STRINGS.includes(name))),
]);
if (service !== (operation === 'get-caller-identity' ? 'sts' : 'iam') || operations[operation] === undefined)
  fail('ParamValidation', 'unknown operation');
if (state.denied === operation) fail('AccessDenied', 'not authorized');
const answer = operations[operation]();
writeFileSync(file, JSON.stringify(state));
if (answer !== undefined) {
  const shown = values.query === undefined ? answer : jmespath.search(answer, values.query);
  const isText = values.output === 'text';
  process.stdout.write(
    `${isText ? (Array.isArray(shown) ? shown.join('\t') : String(shown)) : JSON.stringify(shown, null, 2)}\n`,
  );
}
