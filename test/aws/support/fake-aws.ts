import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { ACCOUNT, ACCOUNT_ID, type FakeAccount } from './account.ts';
import { FakeAnalyzer } from './fake-analyzer.ts';
import { FakeIam, type Reply } from './fake-iam.ts';
import { FakeOthers } from './fake-others.ts';
import { queryError } from './xml.ts';

/** A request as AWS would log it. */
export interface Logged {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly region: string | undefined;
  readonly userAgent: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** What a test wants to be answered in place of the right thing; undefined: the right thing. `cut` breaks off, `drip` sends a byte now and then. */
export type Disturb = (request: Logged, number: number) => Disturbance | undefined;
type Disturbance = Reply | 'cut' | 'hang' | 'drip' | 'endless';

export interface FakeAws {
  readonly url: string;
  readonly log: readonly Logged[];
  readonly operations: () => string[];
  readonly close: () => Promise<void>;
}

export interface FakeAwsOptions {
  readonly account?: FakeAccount;
  /** the account's number, in place of the usual one */
  readonly id?: string;
  /** items a page */
  readonly size?: number;
  readonly disturb?: Disturb;
}

/** All services that coppice asks on one port of this machine. Answers what coppice may ask only: anything else is refused, and logged. */
export async function startFakeAws({
  account = ACCOUNT,
  id: own = ACCOUNT_ID,
  size = 1,
  disturb = () => undefined,
}: FakeAwsOptions = {}): Promise<FakeAws> {
  const log: Logged[] = [];
  const iam = new FakeIam(account, size);
  const others = new FakeOthers(account, size);
  const server = createServer((request, response) => {
    void answer(request, response);
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await text(request)).replaceAll(own, ACCOUNT_ID);
    const url = new URL((request.url ?? '/').replaceAll(own, ACCOUNT_ID), 'http://localhost');
    const credential = /Credential=[^/]*\/\d*\/([^/]*)\/([^/]*)\//.exec(request.headers.authorization ?? '');
    const analyzer = new FakeAnalyzer(account, size, credential?.[1] ?? '');
    const service = credential?.[2] ?? '';
    const isIam = service === 'iam';
    const target =
      String(request.headers['x-amz-target'] ?? '')
        .split('.')
        .at(-1) ?? '';
    const parameters = Object.fromEntries(isIam ? new URLSearchParams(body) : url.searchParams);
    const logged: Logged = {
      operation: isIam
        ? (parameters['Action'] ?? '')
        : target || operationOf(request.method ?? '', url.pathname),
      method: request.method ?? '',
      path: url.pathname,
      host: request.headers.host ?? '',
      region: credential?.[1],
      userAgent: request.headers['user-agent'] ?? '',
      parameters,
    };
    log.push(logged);
    const count = log.filter(({ operation }) => operation === logged.operation).length;
    const disturbed = disturb(logged, count);
    if (disturbed === 'hang') return;
    if (disturbed === 'drip' || disturbed === 'endless') {
      response.writeHead(200, { 'content-type': 'text/xml' });
      goOn(response, disturbed === 'drip' ? '<' : '<a/>'.repeat(10_000));
      return;
    }
    if (disturbed === 'cut') {
      const head = { 'content-type': 'text/xml', 'content-length': '1000' };
      response.writeHead(200, head).write('<GetRole', () => response.destroy());
      return;
    }
    const right = (): Reply => {
      if (isIam) return iam.answer(logged.operation, parameters);
      if (service === 'sso') return others.sso(target, body);
      if (service === 'cloudtrail') return others.lookupEvents(body, logged.region ?? '');
      if (url.pathname === '/findingsv2') return others.hubFindings(body);
      const [, id] = RECOMMENDATION.exec(url.pathname) ?? [];
      if (id === undefined) return rest(analyzer, url, body);
      return others.recommendation(logged.method, decodeURIComponent(id), url.searchParams, service);
    };
    const reply = disturbed ?? right();
    send(response, { ...reply, body: reply.body.replaceAll(ACCOUNT_ID, own) });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    log,
    operations: () => log.map(({ operation }) => operation),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Writes the same again and again until nobody listens any more. */
function goOn(response: ServerResponse, piece: string): void {
  const timer = setInterval(() => response.write(piece), 5);
  response.once('close', () => clearInterval(timer));
}

const RECOMMENDATION = /^\/(?:recommendation|recommendedPolicyV2)\/(.*)$/;

function operationOf(method: string, path: string): string {
  const what = method === 'POST' ? 'Generate' : 'Get';
  if (path.startsWith('/recommendation/')) return `${what}FindingRecommendation`;
  if (path.startsWith('/recommendedPolicyV2/')) return `${what}RecommendedPolicyV2`;
  if (path === '/findingsv2') return 'GetFindingsV2';
  if (method === 'GET' && path === '/analyzer') return 'ListAnalyzers';
  if (method === 'POST' && path === '/findingv2') return 'ListFindingsV2';
  return method === 'GET' && path.startsWith('/findingv2/') ? 'GetFindingV2' : `${method} ${path}`;
}

function rest(analyzer: FakeAnalyzer, url: URL, body: string): Reply {
  if (url.pathname === '/analyzer') return analyzer.listAnalyzers(url.searchParams);
  if (url.pathname === '/findingv2') return analyzer.listFindings(JSON.parse(body));
  if (url.pathname.startsWith('/findingv2/')) {
    return analyzer.getFinding(
      decodeURIComponent(url.pathname.slice('/findingv2/'.length)),
      url.searchParams,
    );
  }
  return { status: 403, body: '{"message":"not a read"}', type: 'application/json' };
}

function send(response: ServerResponse, reply: Reply & { readonly error?: string }): void {
  const error = reply.error === undefined ? {} : { 'x-amzn-errortype': reply.error };
  response.writeHead(reply.status, { 'content-type': reply.type, ...error }).end(reply.body);
}

/** What IAM says when it will not; for Access Analyzer `json` does. */
export function iamError(status: number, code: string, message = 'no'): Reply {
  return { status, body: queryError(code, message), type: 'text/xml' };
}
