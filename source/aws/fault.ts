import { InputError } from '../base/errors.ts';

/** Where an error happened. */
export interface Attempt {
  /** The IAM action that was needed. */
  readonly action: string;
  /** The host that was asked; undefined if no host was. */
  readonly host: string | undefined;
  readonly region: string;
  /** The chosen profile; undefined where none was chosen. */
  readonly profile: string | undefined;
}

/** The parts of an error of the SDK that matter here. */
interface Shown {
  /** AWS's code for it, such as `NoSuchEntity`; that of the system, such as `ENOTFOUND`; or the error's name. */
  readonly code: string;
  readonly message: string;
  /** HTTP status of the answer; undefined where there was none. */
  readonly status: number | undefined;
}

interface Known {
  readonly is: (error: Shown, attempt: Attempt) => boolean;
  readonly says: (error: Shown, attempt: Attempt) => string;
  readonly hint: (error: Shown, attempt: Attempt) => string;
}

const PERMISSIONS = 'docs/permissions.md has the policy that coppice needs';

const signIn = ({ profile }: Attempt): string =>
  `aws sso login${profile === undefined ? '' : ` --profile ${profile}`}`;

/** All known errors; the first that fits counts. */
const KNOWN: readonly Known[] = [
  {
    is: ({ code, message }) =>
      /^(ExpiredToken|TokenRefreshRequired)/.test(code) ||
      (/^(Credentials|Token)Provider/.test(code) && /expired|sso login|refresh/i.test(message)),
    says: () => 'the credentials have expired',
    hint: (_, attempt) => `Sign in again (${signIn(attempt)}) or get new ones.`,
  },
  {
    is: ({ code }, { profile }) => /^(Credentials|Token)Provider/.test(code) && profile !== undefined,
    says: (_, { profile }) => `the profile ${profile} is not configured, or has no usable credentials`,
    hint: () => 'aws configure list-profiles shows those there are; choose with --profile or AWS_PROFILE.',
  },
  {
    is: ({ code }) => /^(Credentials|Token)Provider/.test(code),
    says: () => 'there are no AWS credentials',
    hint: (_, attempt) =>
      `Sign in (${signIn(attempt)}), name a profile with --profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
  },
  {
    is: ({ code }) => /^(AccessDenied|UnauthorizedOperation|NotAuthorized|AuthorizationError)/.test(code),
    says: ({ message }, { action }) =>
      `these credentials may not ${deniedAction(message) ?? action}: ${message}`,
    hint: () => `Have it allowed (${PERMISSIONS}), or use others with --profile.`,
  },
  {
    is: ({ code }) =>
      /^(InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId|OptInRequired)/.test(code),
    says: (_, { region }) => `AWS does not know these credentials in ${region}`,
    hint: (_, attempt) =>
      `Check them with aws sts get-caller-identity, or sign in (${signIn(attempt)}); a region that the account has not enabled answers so, too.`,
  },
  {
    is: ({ code }) => /^(RequestExpired|RequestTimeTooSkewed)/.test(code),
    says: () => 'the clock of this machine is wrong, and AWS refuses what it signs',
    hint: () => 'Set the clock, and try again.',
  },
  {
    is: ({ code }) => /Signature|^AuthFailure/.test(code),
    says: () => 'AWS refuses the signature of these credentials',
    hint: () => 'Check the secret key and the clock of this machine.',
  },
  {
    is: ({ code, status }) => /Throttl|TooManyRequests|RequestLimitExceeded/.test(code) || status === 429,
    says: (_, { action }) => `AWS takes no more requests for now (${action})`,
    hint: () => 'Go on a little later with --resume.',
  },
  {
    is: ({ code }) => code.startsWith('InvalidNextToken'),
    says: (_, { action }) => `AWS no longer knows where it was with ${action}`,
    hint: () => 'Too much time has passed for --resume: delete the .partial folder, and start anew.',
  },
  {
    // Stand-ins of AWS, such as moto, serve IAM and not all of the rest.
    is: ({ code, status, message }, attempt) =>
      insteadOf(attempt.action) !== undefined &&
      !/\.amazonaws\.com(?:\.cn)?$/.test(attempt.host ?? '') &&
      ((status ?? 0) >= 500 ||
        (status === 404 && !/^(ResourceNotFound|NoSuch)/.test(code)) ||
        /Unknown(Operation|Action)|not (?:yet )?implemented/i.test(`${code} ${message}`)),
    says: (_, { host, action }) => `${host ?? 'the endpoint'} does not serve ${action}`,
    hint: (_, { action }) => insteadOf(action) ?? '',
  },
  {
    is: ({ code, status }) => /^NoSuchEntity|^^ResourceNotFound/.test(code) || status === 404,
    says: ({ message }, { region }) => `AWS does not find it in ${region}: ${message}`,
    hint: () => 'Check the name, the account (--profile) and the region (--region).',
  },
  {
    is: ({ message }) => /region not accepted|not a valid hostname/i.test(message),
    says: (_, { region }) => `"${region}" is not a region`,
    hint: () => 'Check --region (or AWS_REGION); one is eu-west-1.',
  },
  {
    is: ({ code }) => code === 'ERR_INVALID_URL',
    says: () => 'the endpoint that is set for AWS is not a web address',
    hint: () => 'Check AWS_ENDPOINT_URL and endpoint_url in the AWS configuration.',
  },
  {
    is: ({ code }) => /^(ENOTFOUND|EAI_AGAIN)$/.test(code),
    says: (_, { host, region }) => `there is no ${host ?? 'such host'}; is "${region}" a region?`,
    hint: () => 'Check --region (or AWS_REGION), AWS_ENDPOINT_URL and the connection.',
  },
  {
    is: ({ code, status }) => status === undefined && /^(E[A-Z]+|TimeoutError|.*CERT.*|.*SSL.*)$/.test(code),
    says: ({ code }, { host }) => `${host ?? 'AWS'} cannot be reached: ${code}`,
    hint: () => 'Check the connection, the proxy and AWS_ENDPOINT_URL.',
  },
  {
    is: ({ message }) =>
      /Deserialization error|parse error|is not valid JSON|Unexpected token/i.test(message),
    says: (_, { host }) => `what ${host ?? 'the endpoint'} answers is not an answer of AWS`,
    hint: () =>
      'Check AWS_ENDPOINT_URL, and whether a proxy or a sign-in page of the network answers instead.',
  },
  {
    is: ({ code }) => /^Validation|^InvalidInput|^InvalidParameter/.test(code),
    says: ({ message }, { action }) => `AWS does not accept the question (${action}): ${message}`,
    hint: () => 'Check the names and ARNs that were given.',
  },
  {
    is: ({ status }) => (status ?? 0) >= 500,
    says: ({ code }, { action }) => `AWS is in trouble (${action}: ${code})`,
    hint: () => 'Go on a little later with --resume.',
  },
];

/** How to do without an operation; undefined for one that every pull needs. */
function insteadOf(action: string): string | undefined {
  if (action.startsWith('access-analyzer:')) {
    return 'Without Access Analyzer: --no-analyzer uses last-accessed information, --policies-only pulls policies alone.';
  }
  return /LastAccessedDetails$/.test(action)
    ? 'Without last-accessed information: --policies-only pulls policies alone.'
    : undefined;
}

/**
 * Puts an error of the SDK into words: a sentence and a next step. coppice's own errors, and a stop, stay as they are.
 */
export function explain(error: unknown, attempt: Attempt): unknown {
  if (error instanceof InputError || !(error instanceof Error) || error.name === 'AbortError') return error;
  const shown = show(error);
  const known = KNOWN.find(({ is }) => is(shown, attempt));
  const fault = new InputError(
    known?.says(shown, attempt) ?? `${attempt.action} failed with ${shown.code}: ${shown.message}`,
    { hint: known?.hint(shown, attempt) ?? 'Try again; --debug shows more.' },
  );
  fault.cause = error;
  return fault;
}

/** Reads the parts of an error that matter here. */
function show(error: Error): Shown {
  const { code, $metadata } = error as Error & {
    readonly code?: unknown;
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  // Several addresses of one host may have been tried.
  const inner =
    error instanceof AggregateError ? error.errors.find((each) => each instanceof Error) : undefined;
  const message = (error.message === '' ? (inner?.message ?? '') : error.message).split('\n', 1)[0] ?? '';
  return {
    code: typeof code === 'string' ? code : error.name,
    // The SDK puts this marker on a line of its own.
    message: error.message.includes('Deserialization error') ? 'Deserialization error' : message,
    status: $metadata?.httpStatusCode,
  };
}

/** The denied action that AWS names: `… is not authorized to perform: iam:GetRole on resource: …`. */
function deniedAction(message: string): string | undefined {
  return /perform: ([\w-]+:\w+)/.exec(message)?.[1];
}
