import { AccessAnalyzerClient } from '@aws-sdk/client-accessanalyzer';
import { IAMClient } from '@aws-sdk/client-iam';
import { InputError } from '../base/errors.ts';
import { explain } from './fault.ts';
import { actionOf } from './operations.ts';

/** Who asks, and where. */
export interface SessionOptions {
  /** A profile of the AWS configuration files; the one of the environment unless given. */
  readonly profile?: string | undefined;
  /** That of the environment or the profile unless given. */
  readonly region?: string | undefined;
  /** Only IAM is asked, which is the same everywhere: a region need not be set. */
  readonly anyRegion?: boolean;
  /** coppice's own, which AWS's logs then show. */
  readonly version: string;
  readonly signal?: AbortSignal | undefined;
}

/** The clients of one run; all else about the endpoints and credentials is the SDK's own configuration. */
export interface Session {
  readonly iam: IAMClient;
  readonly analyzer: AccessAnalyzerClient;
  readonly region: string;
  /** To be given with every request. */
  readonly http: { readonly abortSignal?: AbortSignal };
}

/** More than the SDK's three: an account of thousands of principals runs into limits again and again. */
const ATTEMPTS = 8;

/** Where IAM itself is. */
const IAM_REGION = 'us-east-1';

/**
 * Makes the clients. Nothing is sent yet, and nothing but the reads in `operations.ts` can be.
 *
 * @throws InputError if no region is given or configured
 */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { profile, version, signal } = options;
  // The SDK looks for the endpoints of a profile (endpoint_url) only in the one that the environment names.
  if (profile !== undefined) process.env['AWS_PROFILE'] = profile;
  const region = options.region ?? (await configuredRegion(options));
  const config = {
    region,
    ...(profile === undefined ? {} : { profile }),
    ...(process.env['AWS_MAX_ATTEMPTS'] === undefined ? { maxAttempts: ATTEMPTS } : {}),
    // An endpoint that takes the question and never answers would otherwise be waited for without end.
    requestHandler: { connectionTimeout: 10_000, socketTimeout: 60_000 },
    customUserAgent: [['coppice', version.replace(/[^\w.-]/g, '-')]] as [string, string][],
  };
  const iam = new IAMClient(config);
  const analyzer = new AccessAnalyzerClient(config);
  for (const client of [iam, analyzer]) watch(client, region, profile ?? process.env['AWS_PROFILE']);
  return { iam, analyzer, region, http: signal === undefined ? {} : { abortSignal: signal } };
}

/** The region that the environment or the profile names. */
async function configuredRegion({ profile, anyRegion }: SessionOptions): Promise<string> {
  const client = new IAMClient(profile === undefined ? {} : { profile });
  try {
    return await client.config.region();
  } catch {
    if (anyRegion === true) return IAM_REGION;
    throw new InputError('no region is set, and analyzers belong to one', {
      hint: 'Name the one that your analyzer is in with --region, or set AWS_REGION.',
    });
  } finally {
    client.destroy();
  }
}

/** Lets only known reads through, and puts what goes wrong into words. */
function watch(client: IAMClient | AccessAnalyzerClient, region: string, profile: string | undefined): void {
  // The two clients have the same stack but for the types of what goes through it, which is not looked at here.
  const stack = client.middlewareStack as IAMClient['middlewareStack'];
  stack.add(
    (next, context) => async (args) => {
      const action = actionOf(context.commandName);
      if (action === undefined) throw new Error(`${context.commandName} is none of coppice's operations`);
      try {
        return await next(args);
      } catch (error) {
        throw explain(error, { action, host: context.endpointV2?.url.host, region, profile });
      }
    },
    { step: 'initialize', name: 'coppice', priority: 'high' },
  );
}
