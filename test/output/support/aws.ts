/*
 * Stands in for the AWS CLI: an IAM of its own in the memory of the test, arguments read as the AWS CLI reads them and
 * documents printed as it prints them. What is not expected is an error.
 */
import { chmodSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { parseArgs } from 'node:util';
import jmespath from 'jmespath';

interface Version {
  readonly id: string;
  isDefault: boolean;
  readonly document: string;
}

export interface AwsPolicy {
  readonly versions: Version[];
  readonly description?: string;
  readonly boundaries?: number;
}

interface Principal {
  readonly inline: Record<string, string>;
  readonly attached: string[];
}

/** What the stand-in holds. Documents are texts; principals are called `role/MyRole`. */
export interface AwsState {
  readonly account: string;
  readonly policies: Record<string, AwsPolicy>;
  readonly principals: Record<string, Principal>;
  readonly calls: [operation: string, options: Record<string, string>][];
  /** An operation that the credentials do not allow. */
  readonly denied?: string;
  /** The script is killed at this writing call, before or after it is done. */
  dies?: { at: number; readonly when: 'before' | 'after' };
}

/** What one call came to. */
interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

class Fault extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

function fail(code: string, message: string): never {
  throw new Fault(code, message);
}

const TEXTS = [
  'policy-arn',
  'policy-name',
  'policy-document',
  'version-id',
  'role-name',
  'user-name',
  'group-name',
  'description',
  'path',
  'scope',
  'policy-usage-filter',
];
const known: Record<string, { type: 'string' | 'boolean' }> = { 'set-as-default': { type: 'boolean' } };
for (const name of [...TEXTS, 'query', 'output']) known[name] = { type: 'string' };

/** Whether an operation changes something. */
export function isWriting(operation: string): boolean {
  return !/^(?:get|list)-/.test(operation);
}

/** Runs one command line of the AWS CLI. */
function call(state: AwsState, words: readonly string[], stdin: string, kill: () => void): Answer {
  const [service = '', operation = '', ...rest] = words;
  try {
    const { values, positionals } = parseArgs({ args: rest, allowPositionals: true, options: known });
    if (positionals.length > 0) fail('ParamValidation', `unknown options: ${positionals}`);
    const options = Object.entries(values).filter(([name]) => TEXTS.includes(name));
    state.calls.push([operation, Object.fromEntries(options.map(([name, value]) => [name, String(value)]))]);
    const run = operationsOf(state, values, stdin)[operation];
    if (run === undefined || service !== (operation === 'get-caller-identity' ? 'sts' : 'iam'))
      fail('ParamValidation', 'unknown operation');
    if (state.denied === operation) fail('AccessDenied', 'not authorized');
    const { dies } = state;
    const isLast = dies !== undefined && isWriting(operation) && --dies.at === 0;
    if (isLast) kill();
    if (isLast && dies.when === 'before') return { code: 1, stdout: '', stderr: '' };
    const answer = run();
    return { code: 0, stdout: answer === undefined ? '' : shown(answer, values), stderr: '' };
  } catch (error) {
    const code = error instanceof Fault ? error.code : 'ParamValidation';
    const message = error instanceof Error ? error.message : String(error);
    const stderr = `\nAn error occurred (${code}) when calling ${service} ${operation}: ${message}\n`;
    return { code: code === 'ParamValidation' ? 252 : 254, stdout: '', stderr };
  }
}

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

function operationsOf(state: AwsState, values: Values, stdin: string): Record<string, () => unknown> {
  const isDefault = values['set-as-default'] === true;

  /** An option's value. Any text may be given as the address of a file to read it from. */
  function text(name: string): string {
    const value = values[name];
    if (typeof value !== 'string') fail('ParamValidation', `--${name} is required`);
    if (value === 'file:///dev/stdin') return stdin;
    return value.startsWith('file://') ? fail('ParamValidation', value) : value;
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

  function policy(): AwsPolicy {
    const arn = text('policy-arn');
    return state.policies[arn] ?? fail('NoSuchEntity', `Policy ${arn} does not exist.`);
  }

  function version(): Version {
    const id = text('version-id');
    return policy().versions.find((each) => each.id === id) ?? fail('NoSuchEntity', `no version ${id}`);
  }

  function principal(kind: string): Principal {
    const name = text(`${kind}-name`);
    return (
      state.principals[`${kind}/${name}`] ?? fail('NoSuchEntity', `The ${kind} ${name} cannot be found.`)
    );
  }

  function holders(kind: string): string[] {
    const arn = text('policy-arn');
    return Object.entries(state.principals).flatMap(([name, { attached }]) =>
      name.startsWith(`${kind}/`) && attached.includes(arn) ? [name.slice(kind.length + 1)] : [],
    );
  }

  const operations: Record<string, () => unknown> = {
    'get-caller-identity': () => ({
      Account: state.account,
      Arn: `arn:aws:sts::${state.account}:assumed-role/Admin/me`,
    }),
    'get-account-summary': () => ({
      SummaryMap: {
        AttachedPoliciesPerRoleQuota: 3,
        AttachedPoliciesPerUserQuota: 3,
        AttachedPoliciesPerGroupQuota: 3,
      },
    }),
    'get-policy': () => {
      const { versions, description, boundaries = 0 } = policy();
      return {
        Policy: {
          DefaultVersionId: versions.find((each) => each.isDefault)?.id,
          PermissionsBoundaryUsageCount: boundaries,
          ...(description === undefined ? {} : { Description: description }),
        },
      };
    },
    'get-policy-version': () => ({ PolicyVersion: { Document: decoded(version().document) } }),
    'list-policies': () => ({
      Policies: Object.keys(state.policies).map((arn) => ({
        Arn: arn,
        PolicyName: arn.slice(arn.lastIndexOf('/') + 1),
      })),
    }),
    'list-policy-versions': () => ({
      Versions: policy().versions.map(({ id, isDefault: current }) => ({
        VersionId: id,
        IsDefaultVersion: current,
      })),
    }),
    'list-entities-for-policy': () => ({
      PolicyRoles: holders('role').map((RoleName) => ({ RoleName })),
      PolicyUsers: holders('user').map((UserName) => ({ UserName })),
      PolicyGroups: holders('group').map((GroupName) => ({ GroupName })),
    }),
    'create-policy-version': () => {
      const { versions } = policy();
      if (versions.length >= 5) fail('LimitExceeded', 'A managed policy can have up to 5 versions.');
      const next = 1 + Math.max(...versions.map(({ id }) => Number(id.slice(1))));
      if (isDefault) for (const each of versions) each.isDefault = false;
      versions.unshift({ id: `v${next}`, isDefault, document: document() });
      return { PolicyVersion: { VersionId: `v${next}`, IsDefaultVersion: isDefault } };
    },
    'set-default-policy-version': () => {
      const chosen = version();
      for (const each of policy().versions) each.isDefault = each === chosen;
      return undefined;
    },
    'delete-policy-version': () => {
      const { versions } = policy();
      const chosen = version();
      if (chosen.isDefault) fail('DeleteConflict', 'Cannot delete the default version of a policy.');
      versions.splice(versions.indexOf(chosen), 1);
      return undefined;
    },
    'create-policy': () => {
      const name = text('policy-name');
      const arn = `arn:aws:iam::${state.account}:policy${text('path')}${name}`;
      const isTaken = Object.keys(state.policies).some(
        (other) => other.slice(other.lastIndexOf('/') + 1).toLowerCase() === name.toLowerCase(),
      );
      if (isTaken) fail('EntityAlreadyExists', arn);
      state.policies[arn] = {
        versions: [{ id: 'v1', isDefault: true, document: document() }],
        description: text('description'),
      };
      return { Policy: { Arn: arn } };
    },
    'delete-policy': () => {
      const arn = text('policy-arn');
      if (policy().versions.length > 1) fail('DeleteConflict', 'It has more than one version.');
      if (Object.values(state.principals).some(({ attached }) => attached.includes(arn)))
        fail('DeleteConflict', 'Cannot delete a policy attached to entities.');
      delete state.policies[arn];
      return undefined;
    },
  };
  for (const kind of ['role', 'user', 'group']) {
    operations[`get-${kind}`] = () => principal(kind);
    operations[`get-${kind}-policy`] = () => {
      const { inline } = principal(kind);
      const found = inline[text('policy-name')] ?? fail('NoSuchEntity', 'no such policy');
      return { PolicyDocument: decoded(found) };
    };
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
    operations[`list-attached-${kind}-policies`] = () => ({
      AttachedPolicies: principal(kind).attached.map((PolicyArn) => ({ PolicyArn })),
    });
    operations[`attach-${kind}-policy`] = () => {
      const { attached } = principal(kind);
      policy();
      const arn = text('policy-arn');
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

  return operations;
}

/** A document whose numbers are printed as they were written: Python's are not those of JavaScript. */
function decoded(text: string): unknown {
  const json = JSON as typeof JSON & { rawJSON(text: string): unknown };
  const keep = (_key: string, value: unknown, { source }: { source?: string } = {}): unknown =>
    typeof value === 'number' && source !== undefined ? json.rawJSON(source) : value;
  return json.parse(text, keep);
}

/** As the AWS CLI prints it: columns for lists of lists, one line for a list, JSON with an indentation of four. */
function shown(answer: unknown, { query, output }: Values): string {
  const found: unknown = typeof query === 'string' ? jmespath.search(answer, query) : answer;
  if (output !== 'text') return `${JSON.stringify(found, null, 4)}\n`;
  if (!Array.isArray(found)) return `${found === null ? 'None' : String(found)}\n`;
  const rows = found.some(Array.isArray) ? (found as unknown[][]) : [found];
  return rows
    .map((row) => `${row.map((each) => (each === null ? 'None' : String(each))).join('\t')}\n`)
    .join('');
}

/** A command `aws` that asks the test's own process, which is much faster than a program of its own. */
export interface FakeCli {
  readonly port: number;
  close(): void;
}

const COMMAND = `#!/usr/bin/env bash
set -f
stdin=''
for word in "$@"; do
  if [[ $word == file:///dev/stdin ]]; then IFS= read -r -d '' stdin || true; fi
done
exec 3<>"/dev/tcp/127.0.0.1/$AWS_PORT"
printf '%s\\0' "$AWS_WORLD" "$PPID" "$stdin" "$#" "$@" >&3
IFS= read -r -d '' code <&3
IFS= read -r -d '' out <&3
IFS= read -r -d '' err <&3
printf %s "$err" >&2
printf %s "$out"
exit "$code"
`;

/**
 * Puts `aws` at a path. It needs AWS_PORT and AWS_WORLD in its environment.
 *
 * @param worlds by their names, which AWS_WORLD has
 */
export async function startFakeCli(path: string, worlds: ReadonlyMap<string, AwsState>): Promise<FakeCli> {
  writeFileSync(path, COMMAND);
  chmodSync(path, 0o755);
  const server: Server = createServer((socket) => {
    let received = '';
    socket.setEncoding('utf8');
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: string) => {
      received += chunk;
      const [world = '', pid, stdin = '', count, ...words] = received.split('\0');
      if (count === undefined || words.length <= Number(count)) return;
      received = '';
      const state = worlds.get(world);
      if (state === undefined) return;
      const kill = (): void => void process.kill(Number(pid), 'SIGKILL');
      const { code, stdout, stderr } = call(state, words.slice(0, Number(count)), stdin, kill);
      socket.end(`${code}\0${stdout}\0${stderr}\0`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}
