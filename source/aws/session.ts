import { AccessAnalyzerClient } from '@aws-sdk/client-accessanalyzer';
import { IAMClient } from '@aws-sdk/client-iam';
import { loadSharedConfigFiles } from '@smithy/core/config';
import { InputError } from '../base/errors.ts';
import { ANSWER_LIMITS, type AnswerLimits, wholeAnswer } from './answer.ts';
import { explain } from './fault.ts';
import { actionOf } from './operations.ts';

/** Who asks, and where. */
export interface SessionOptions {
  /** A profile of the AWS configuration files; the environment's profile unless given. */
  readonly profile?: string | undefined;
  /** The region; that of the environment or the profile unless given. */
  readonly region?: string | undefined;
  /** Set where only IAM is asked, which is the same everywhere: then a region need not be set. */
  readonly anyRegion?: boolean;
  /** The version of coppice, which AWS's logs show. */
  readonly version: string;
  readonly signal?: AbortSignal | undefined;
  /** When an answer is given up. */
  readonly limits?: AnswerLimits;
}

/** The clients of one run. Everything else about endpoints and credentials is the SDK's own configuration. */
export interface AwsSession {
  readonly iam: IAMClient;
  readonly analyzer: AccessAnalyzerClient;
  readonly region: string;
  /** Whether the person named the region: then no other is asked. */
  readonly isRegionGiven: boolean;
  /** Goes with every request. */
  readonly http: { readonly abortSignal?: AbortSignal };
  /** A client of another service, made as those here are. */
  readonly open: <C extends Client>(make: (config: ClientConfig) => C) => C;
  /** The same in another region. */
  readonly inRegion: (region: string) => AwsSession;
}

/** What all clients are made with. */
interface ClientConfig {
  readonly region: string;
  readonly profile?: string;
  readonly maxAttempts?: number;
  readonly requestHandler: object;
  readonly customUserAgent: [string, string][];
}

/**
 * A client of the SDK. All have the same middleware stack, except for the types of its values, which do not matter
 * here.
 */
interface Client {
  readonly middlewareStack: object;
}

/** More than the SDK's three: an account with thousands of principals runs into limits again and again. */
const ATTEMPTS = 8;

/** Where IAM itself is. */
const IAM_REGION = 'us-east-1';

/**
 * Makes the clients. Nothing is sent yet, and only the operations in `operations.ts` can be sent.
 *
 * @throws InputError if no region is given or configured, or there is no such profile
 */
export async function openSession(options: SessionOptions): Promise<AwsSession> {
  const { profile } = options;
  if (profile !== undefined) await requireProfile(profile);
  // The SDK reads the endpoints of a profile (endpoint_url) only from the profile that the environment names.
  if (profile !== undefined) process.env['AWS_PROFILE'] = profile;
  return sessionIn(options.region ?? (await configuredRegion(options)), options);
}

function sessionIn(region: string, options: SessionOptions): AwsSession {
  const { profile, version, signal, limits = ANSWER_LIMITS } = options;
  const config: ClientConfig = {
    region,
    ...(profile === undefined ? {} : { profile }),
    ...(process.env['AWS_MAX_ATTEMPTS'] === undefined ? { maxAttempts: ATTEMPTS } : {}),
    // Without these limits, coppice would wait for ever for an endpoint that never answers.
    requestHandler: {
      connectionTimeout: 10_000,
      socketTimeout: 60_000,
      requestTimeout: limits.milliseconds,
      throwOnRequestTimeout: true,
    },
    customUserAgent: [['coppice', version.replace(/[^\w.-]/g, '-')]],
  };
  const open: AwsSession['open'] = (make) => {
    const client = make(config);
    watch(client, region, profile ?? process.env['AWS_PROFILE'], limits);
    return client;
  };
  return {
    iam: open((given) => new IAMClient(given)),
    analyzer: open((given) => new AccessAnalyzerClient(given)),
    region,
    isRegionGiven: options.region !== undefined,
    http: signal === undefined ? {} : { abortSignal: signal },
    open,
    inRegion: (other) => sessionIn(other, options),
  };
}

/** Checks that a profile exists. @throws InputError that names the existing profiles, if it does not */
async function requireProfile(profile: string): Promise<void> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  const there = [...new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)])]
    // Sections of other kinds, such as [sso-session NAME], have a dot in their names here.
    .filter((name) => !/^(?:sso-session|services)\./.test(name))
    .sort();
  if (there.includes(profile)) return;
  throw new InputError(`there is no profile ${profile} in the AWS configuration`, {
    hint:
      there.length === 0
        ? 'None is configured; aws configure sso or aws configure makes one.'
        : `Those there are: ${there.join(', ')}.`,
  });
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

/** Makes a client send only known operations, limits what it reads of an answer, and puts its errors into words. */
function watch(client: Client, region: string, profile: string | undefined, limits: AnswerLimits): void {
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
  stack.add(
    (next, context) => async (args) => {
      const made = await next(args);
      const response = made.response as { body?: unknown };
      response.body = await wholeAnswer(response.body, context.endpointV2?.url.host ?? 'AWS', limits);
      return made;
    },
    // This runs next to the network, so that every later step has the whole answer.
    { step: 'deserialize', name: 'coppice-answer', priority: 'low' },
  );
}
