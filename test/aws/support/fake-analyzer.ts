import { ACCOUNT_ID, analyzerArn, type FakeAccount, type FakeFinding } from './account.ts';
import type { Reply } from './fake-iam.ts';

const DATE = '2024-05-29T07:25:34+00:00';

/** What a request for a list of findings has in its body. */
interface ListBody {
  readonly filter?: Readonly<Record<string, { readonly eq?: readonly string[] }>>;
  readonly nextToken?: string;
}

/** Access Analyzer, as far as coppice reads it: answers with the shapes of its API reference. */
export class FakeAnalyzer {
  readonly #account: FakeAccount;
  readonly #size: number;
  readonly #region: string;

  constructor(account: FakeAccount, size: number, region: string) {
    this.#account = account;
    this.#size = size;
    this.#region = region;
  }

  listAnalyzers(query: URLSearchParams): Reply {
    const here = this.#account.analyzers.filter(({ region = this.#region }) => region === this.#region);
    const all = here.map(({ name, type, status = 'ACTIVE', managedBy }) => ({
      arn: analyzerArn(name, this.#region),
      name,
      type,
      status,
      createdAt: DATE,
      managedBy,
    }));
    const { items, nextToken } = this.#page(all, query.get('nextToken'));
    return json(200, { analyzers: items, nextToken });
  }

  listFindings({ filter = {}, nextToken: token }: ListBody): Reply {
    const fits = (finding: object): boolean =>
      Object.entries(filter).every(([key, { eq }]) =>
        eq?.includes(String((finding as Record<string, unknown>)[key])),
      );
    const all = this.#account.findings.map((finding) => ({
      ...this.#head(finding),
      id: finding.id,
    }));
    const { items, nextToken } = this.#page(all.filter(fits), token ?? null);
    return json(200, { findings: items, nextToken });
  }

  getFinding(id: string, query: URLSearchParams): Reply {
    const finding = this.#account.findings.find((each) => each.id === id);
    if (finding === undefined) {
      return json(
        404,
        { message: 'Finding not found', resourceId: id, resourceType: 'finding' },
        'ResourceNotFoundException',
      );
    }
    const all = finding.services.map(({ service, actions }) => ({
      unusedPermissionDetails: {
        serviceNamespace: service,
        lastAccessed: actions === undefined ? undefined : DATE,
        actions: actions?.map((action) => ({ action })),
      },
    }));
    const { items, nextToken } = this.#page(all, query.get('nextToken'));
    return json(200, { ...this.#head(finding), findingDetails: items, nextToken });
  }

  #head({ id, resource, status = 'ACTIVE', findingType = 'UnusedPermission' }: FakeFinding): object {
    return {
      id,
      resource,
      resourceType: resource.includes(':role/') ? 'AWS::IAM::Role' : 'AWS::IAM::User',
      resourceOwnerAccount: resource.split(':')[4] ?? ACCOUNT_ID,
      status,
      findingType,
      createdAt: DATE,
      analyzedAt: DATE,
      updatedAt: DATE,
    };
  }

  #page<T>(all: readonly T[], token: string | null): { items: readonly T[]; nextToken: string | undefined } {
    const start = Number(token ?? 0);
    const end = start + this.#size;
    return { items: all.slice(start, end), nextToken: end < all.length ? String(end) : undefined };
  }
}

export function json(status: number, body: object, error?: string): Reply & { readonly error?: string } {
  return {
    status,
    body: JSON.stringify(body),
    type: 'application/json',
    ...(error === undefined ? {} : { error }),
  };
}
