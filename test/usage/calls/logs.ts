import { gzipSync } from 'node:zlib';

/** An event as a test means it. */
export interface MadeEvent {
  readonly source: string;
  readonly name: string;
  readonly time: string;
  readonly id: string;
  readonly region: string;
  readonly error?: string;
  readonly role?: string;
  readonly user?: string;
}

/** The event as CloudTrail writes it. */
export function cloudTrailEvent({ source, name, time, id, region, error, role, user }: MadeEvent): object {
  return {
    eventVersion: '1.08',
    userIdentity: userIdentity({
      ...(role === undefined ? {} : { role }),
      ...(user === undefined ? {} : { user }),
    }),
    eventTime: time,
    eventSource: source,
    eventName: name,
    awsRegion: region,
    sourceIPAddress: '203.0.113.7',
    userAgent: 'aws-cli/2.9 "quoted" \\ {[}',
    ...(error === undefined ? {} : { errorCode: error, errorMessage: 'no' }),
    requestParameters: {
      key: 'a{b]"c',
      policy: '{"Version":"2012-10-17"}',
      count: 12345678901234567890n.toString(),
    },
    responseElements: null,
    eventID: id,
    eventType: 'AwsApiCall',
    recipientAccountId: '123456789012',
  };
}

const ACCOUNT = '123456789012';

function userIdentity({ role, user }: Pick<MadeEvent, 'role' | 'user'>): object {
  if (user !== undefined)
    return {
      type: 'IAMUser',
      arn: `arn:aws:iam::${ACCOUNT}:user/${user}`,
      accountId: ACCOUNT,
      userName: user,
    };
  const name = (role ?? 'MyRole').replace(/^.*\//, '');
  return {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLE:session',
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/session`,
    accountId: ACCOUNT,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        arn: `arn:aws:iam::${ACCOUNT}:role/${role ?? 'MyRole'}`,
        userName: name,
      },
      attributes: { mfaAuthenticated: 'false', creationDate: '2026-05-01T09:00:00Z' },
    },
  };
}

type Form = (events: readonly MadeEvent[]) => string | Uint8Array;

const lines = (list: readonly unknown[]): string => list.map((each) => `${JSON.stringify(each)}\n`).join('');

/** Every form that a log of calls comes in. */
export const FORMS: Readonly<Record<string, Form>> = {
  'a log file': (events) => JSON.stringify({ Records: events.map(cloudTrailEvent) }),
  'a log file, laid out': (events) => JSON.stringify({ Records: events.map(cloudTrailEvent) }, null, 2),
  'a log file, packed': (events) => gzipSync(JSON.stringify({ Records: events.map(cloudTrailEvent) })),
  'several log files one after the other': (events) =>
    events.map((event) => JSON.stringify({ Records: [cloudTrailEvent(event)] })).join('\n'),
  'lookup-events': (events) =>
    JSON.stringify(
      {
        NextToken: 'next',
        Events: events.map((event) => ({
          EventId: event.id,
          EventName: event.name,
          EventTime: '2026-05-01T12:00:00+02:00',
          CloudTrailEvent: JSON.stringify(cloudTrailEvent(event)),
        })),
      },
      null,
      4,
    ),
  'a list of events': (events) => JSON.stringify(events.map(cloudTrailEvent)),
  'one event a line': (events) => lines(events.map(cloudTrailEvent)),
  'one event a line, packed': (events) => gzipSync(lines(events.map(cloudTrailEvent))),
  'events laid out one after the other': (events) =>
    events.map((event) => JSON.stringify(cloudTrailEvent(event), null, 2)).join('\n'),
  'events as EventBridge delivers them': (events) =>
    lines(
      events.map((event) => ({
        'detail-type': 'AWS API Call via CloudTrail',
        detail: cloudTrailEvent(event),
      })),
    ),
  'rows of CloudTrail Lake': (events) =>
    JSON.stringify({
      QueryStatus: 'FINISHED',
      QueryResultRows: events.map((event) =>
        Object.entries(flat(event)).map(([name, value]) => ({ [name]: value })),
      ),
    }),
  'rows of CloudTrail Lake with the whole event': (events) =>
    JSON.stringify({
      QueryResultRows: events.map((event) => [{ eventJson: JSON.stringify(cloudTrailEvent(event)) }]),
    }),
  'get-query-results of Athena': (events) => {
    const rows = [Object.keys(flat(NOTHING)), ...events.map((event) => Object.values(flat(event)))];
    const Rows = rows.map((row) => ({ Data: row.map((cell) => ({ VarCharValue: cell })) }));
    return JSON.stringify({ ResultSet: { Rows, ResultSetMetadata: { ColumnInfo: [] } }, UpdateCount: 0 });
  },
  'rows of Athena, one a line': (events) => lines(events.map(flat)),
  'a table with flat columns': (events) => table(events.map(flat)),
  'a table with dotted columns': (events) =>
    table(
      events.map((event) =>
        Object.fromEntries(
          Object.entries(flat(event)).map(([name, value]) => [name.replaceAll('_', '.'), value]),
        ),
      ),
    ),
  'a table with the identity as JSON': (events) =>
    table(events.map((event) => ({ ...bare(event), useridentity: JSON.stringify(userIdentity(event)) }))),
  'a table with the identity as a struct': (events) =>
    table(events.map((event) => ({ ...bare(event), useridentity: struct(userIdentity(event)) }))),
  'a table, packed': (events) => gzipSync(table(events.map(flat))),
};

const NOTHING: MadeEvent = { source: '', name: '', time: '', id: '', region: '' };

function bare({ source, name, time, id, region, error }: MadeEvent): Record<string, string> {
  return {
    eventtime: time.replace('T', ' ').replace('Z', '.000'),
    eventsource: source,
    eventname: name,
    awsregion: region,
    errorcode: error ?? '',
    eventid: id,
  };
}

function flat(event: MadeEvent): Record<string, string> {
  const identity = userIdentity(event) as {
    readonly type: string;
    readonly arn: string;
    readonly sessionContext?: { readonly sessionIssuer: { readonly arn: string } };
  };
  return {
    ...bare(event),
    useridentity_type: identity.type,
    useridentity_arn: identity.arn,
    useridentity_sessioncontext_sessionissuer_arn: identity.sessionContext?.sessionIssuer.arn ?? '',
  };
}

function struct(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([key, inner]) => `${key.toLowerCase()}=${struct(inner)}`)
    .join(', ')}}`;
}

function table(rows: readonly Readonly<Record<string, string>>[]): string {
  const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const columns = Object.keys(rows[0] ?? flat(NOTHING));
  return [columns, ...rows.map((row) => Object.values(row))]
    .map((row) => `${row.map(cell).join(',')}\n`)
    .join('');
}
