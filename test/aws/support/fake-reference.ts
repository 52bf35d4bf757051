import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** What to answer in place of the file; `cut` breaks off in the middle, `hang` never answers. */
type Trouble =
  | { readonly status: number; readonly body?: string; readonly location?: string }
  | 'cut'
  | 'hang';

export interface FakeReference {
  readonly url: string;
  /** `GET /path`, in the order that they came */
  readonly requests: readonly string[];
  /** how many were open at one time at most */
  readonly most: () => number;
}

export interface FakeReferenceOptions {
  /** by path, without the leading slash; '' is the list of services */
  readonly files: Readonly<Record<string, unknown>>;
  readonly trouble?: (path: string, number: number) => Trouble | undefined;
}

/** A copy of AWS's service reference on this machine, which is there until the test ends. */
export async function startFakeReference({
  files,
  trouble = () => undefined,
}: FakeReferenceOptions): Promise<FakeReference> {
  const requests: string[] = [];
  let open = 0;
  let most = 0;
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').slice(1);
    requests.push(`${request.method} /${path}`);
    open++;
    most = Math.max(most, open);
    response.once('close', () => open--);
    const number = requests.filter((each) => each.endsWith(` /${path}`)).length;
    setImmediate(() => answer(response, trouble(path, number) ?? found(files[path])));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, requests, most: () => most };
}

function found(file: unknown): Trouble {
  return file === undefined ? { status: 404 } : { status: 200, body: JSON.stringify(file) };
}

function answer(response: ServerResponse, reply: Trouble): void {
  if (reply === 'hang') return;
  if (reply === 'cut') {
    const start = '{"Name": "s3", "Act';
    response.writeHead(200, { 'content-length': '5000' }).write(start, () => response.destroy());
    return;
  }
  const location = reply.location === undefined ? {} : { location: reply.location };
  response.writeHead(reply.status, { 'content-type': 'application/json', ...location }).end(reply.body);
}

/** An action as the service reference has it. */
export function action(name: string, flags: readonly string[] = [], tracked?: boolean): object {
  const properties = ['IsList', 'IsPermissionManagement', 'IsTaggingOnly', 'IsWrite'].map((flag) => [
    flag,
    flags.includes(flag),
  ]);
  return {
    Name: name,
    ActionConditionKeys: [],
    Annotations: { Properties: Object.fromEntries(properties) },
    Resources: [{ Name: 'bucket' }],
    ...(tracked === undefined
      ? {}
      : {
          SupportedBy: { 'IAM Access Analyzer Policy Generation': true, 'IAM Action Last Accessed': tracked },
        }),
  };
}

/** One service's file. */
export function service(name: string, actions: readonly object[]): object {
  return { Name: name, Actions: actions, ConditionKeys: [], Resources: [], Version: 'v1.2' };
}

/** The list of services, with AWS's own addresses. */
export function index(...services: readonly string[]): object[] {
  return services.map((name) => ({
    service: name,
    url: `https://servicereference.us-east-1.amazonaws.com/v1/${name}/${name}.json`,
  }));
}
