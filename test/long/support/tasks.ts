import { FILES, PACKED } from './files.ts';

/** What can be done with the files. */
export interface Task {
  readonly args: readonly string[];
  /** the exit codes that it may have, by what `product` and the documentation say of the command */
  readonly exits: readonly number[];
  /** the exit code with the files as they are: that the files are what they are taken for */
  readonly usual: number;
  /** the file that comes from standard input */
  readonly input?: string;
  /** what of the user's own is changed, instead of a file */
  readonly own?: Own;
  /** what of the user's own is there, unchanged */
  readonly kept?: Own;
  /** keys are pressed */
  readonly keys?: true;
  /** the result is one policy, of the second argument by the third, to be looked at */
  readonly written?: true;
}

/** What the program keeps for the user, and what another run left lying about. */
export type Own = 'preferences' | 'session' | 'lock' | 'catalog' | 'journal' | 'record';

const made =
  (exits: readonly number[]) =>
  (usual: number, line: string, more: Partial<Task> = {}): Task => ({
    args: line.split(' '),
    exits,
    usual,
    ...more,
  });
const plain = made([0, 2]);
const verdict = made([0, 1, 2]);

const FORMATS = ['diff', 'access-analyzer', 'terraform', 'cloudformation', 'aws-cli', 'markdown', 'html'];
const POLICIES = [
  'policy.json',
  'bare.json',
  'single.json',
  'user-policy.json',
  'group-policy.json',
  'account.json',
  'roles.json',
  'users.json',
  'groups.json',
  'documents.json',
];
const LOGS = Object.keys(FILES).filter((name) => /^calls-/.test(name) || PACKED.test(name));

export const TASKS: readonly Task[] = [
  ...['shortest', 'tightest', 'exact', 'compact'].flatMap((how) => [
    plain(0, `refine bare.json short.json --generalize ${how}`, { written: true }),
    plain(0, `refine single.json short.json --generalize ${how}`, { written: true }),
  ]),
  plain(0, 'refine wide.json short.json', { written: true }),
  ...FORMATS.map((format) => plain(0, `refine policy.json finding.json --format ${format}`)),
  ...FORMATS.map((format) =>
    plain(0, `refine account.json findings.json short.json --include-inactive --format ${format} -o out/`),
  ),
  plain(0, 'refine account.json findings.json --format terraform --wire -o out/'),
  plain(0, 'refine policy.json finding.json -o out/'),
  plain(0, 'refine policy.json finding.json -o result.json'),
  plain(0, 'refine policy.json finding.json --json'),
  plain(0, 'refine policy.json -', { input: 'finding.json' }),
  plain(0, 'refine - short.json', { input: 'bare.json' }),
  plain(0, 'refine page-1.json role-finding.json -o out/'),
  plain(0, 'refine organisation -o out/'),
  plain(0, 'refine organisation --format aws-cli -o out/'),
  plain(0, 'refine policy.json several.json --principal MyRole'),
  plain(0, 'refine version.json short.json --assume-sole-holder'),
  ...POLICIES.map((name) => verdict(name === 'roles.json' ? 0 : 1, `check ${name} short.json --json`)),
  verdict(1, 'check page-1.json metrics-exporter.last-accessed.json'),
  verdict(
    1,
    'check page-1.json role-finding.json metrics-exporter.last-accessed.json --window 30 --assume-unanalysed-unused',
  ),
  verdict(1, 'check account.json findings.json --exceptions exceptions.json'),
  verdict(1, 'check bare.json short.json --exceptions exceptions.json --json'),
  verdict(1, 'check organisation'),
  verdict(2, 'check bare.json short.json known.json'),
  verdict(1, 'verify --original AmazonS3ReadOnlyAccess.json --refined single.json short.json'),
  verdict(1, 'verify --original bare.json --refined single.json short.json --json'),
  verdict(1, 'verify policy.json finding.json security-hub.json'),
  verdict(1, 'verify AmazonS3ReadOnlyAccess.json short.json recommendation.json'),
  verdict(1, 'check AmazonS3ReadOnlyAccess.json short.json recommendation.json'),
  plain(0, 'explain s3:Get* finding.json'),
  plain(0, 'explain * short.json --all --json'),
  verdict(1, 'drift bare.json policy.json --from 2024-08-31'),
  verdict(1, 'drift account.json --from 2024-08-31 --json'),
  ...LOGS.map((log) => verdict(1, `replay policy.json short.json --calls ${log}`)),
  verdict(1, `replay --original bare.json --refined single.json --calls ${LOGS[0]} --json`),
  verdict(1, `replay account.json findings.json --calls packed.log.gz ${LOGS[0]} --format markdown`),
  plain(0, `refine policy.json finding.json --calls ${LOGS[0]}`),
  plain(0, 'refine --stream stream.jsonl'),
  plain(0, 'refine --stream', { input: 'stream.jsonl' }),
  plain(0, 'catalog import reference --date 2025-01-01 --allow-fewer'),
  plain(0, 'catalog import reference/s3.json --date 2025-01-01 --allow-fewer --json'),
  verdict(0, 'apply policy.json finding.json --decisions record.json', { own: 'record' }),
  verdict(0, 'apply policy.json finding.json --decisions record.json --format markdown -o out/', {
    own: 'record',
  }),
  verdict(0, 'apply policy.json finding.json --decisions record.json', { kept: 'record' }),
  verdict(0, 'review policy.json finding.json --by ann', { kept: 'session', keys: true }),
  verdict(0, 'review policy.json finding.json --by ann --resume', { kept: 'session', keys: true }),
  // A damaged file of the program's own is no reason not to do what is asked.
  made([0, 1])(0, 'review policy.json finding.json --by ann', { own: 'preferences', keys: true }),
  made([0, 1])(0, 'review policy.json finding.json --by ann', { own: 'session', keys: true }),
  // Somebody else has it open: it is looked on, and nothing is written.
  made([0, 1])(1, 'review policy.json finding.json --by ann', { own: 'lock', keys: true }),
  verdict(0, 'review policy.json finding.json', { own: 'preferences', keys: true }),
  verdict(0, 'review --resume', { own: 'session', keys: true }),
  made([1])(1, 'check policy.json finding.json', { own: 'catalog' }),
  verdict(1, 'check policy.json finding.json --catalog 2026-11-01', { own: 'catalog' }),
  made([0])(0, 'catalog list', { own: 'catalog' }),
  made([0])(0, 'refine policy.json finding.json -o out/', { own: 'journal' }),
  verdict(0, 'review policy.json finding.json --by ann', { keys: true }),
  verdict(0, 'review bare.json short.json --by ann', { keys: true }),
  verdict(0, 'review account.json findings.json short.json --by ann', { keys: true }),
  verdict(0, `review policy.json finding.json recommendation.json --by ann --calls ${LOGS[0]}`, {
    keys: true,
  }),
  verdict(0, 'review organisation --by ann', { keys: true }),
];

/** The files that a task reads, by their names. Those of the review that was last are not named again. */
export function filesOf({ args, input }: Task): string[] {
  const named = (
    args.includes('review') && args.includes('--resume') ? [...args, 'policy.json', 'finding.json'] : args
  ).flatMap((arg) =>
    Object.keys(FILES).filter((name) => name === arg || (arg !== '' && name.startsWith(`${arg}/`))),
  );
  return input === undefined ? named : [...named, input];
}
