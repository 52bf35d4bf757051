import type { JsonObject, JsonValue } from '../../source/base/json.ts';
import type { LawNumber, LawVerdict, VerifyInput } from '../../source/proof/types.ts';
import { decideLaws } from '../../source/proof/verify.ts';

/** An Allow statement on everything, unless told otherwise. */
export function allow(list: JsonObject | string | string[], more: JsonObject = {}): JsonObject {
  const element: JsonObject = typeof list === 'string' || Array.isArray(list) ? { Action: list } : list;
  return { Effect: 'Allow', ...element, Resource: '*', ...more };
}

export function policy(...statements: JsonValue[]): JsonObject {
  return { Version: '2012-10-17', Statement: statements };
}

export type Question = Omit<VerifyInput, 'actions' | 'unused'> & {
  readonly actions?: string[];
  readonly unused?: string[];
  readonly services?: string[];
  readonly retained?: string[];
};

/** A small catalogue with names that begin each other. */
const ACTIONS = [
  'ec2:DescribeInstance',
  'ec2:DescribeInstances',
  's3:GetBucketAcl',
  's3:GetObject',
  's3:GetObjectAcl',
  's3:ListBucket',
  's3:PutObject',
];

export function verify(question: Question): ReturnType<typeof decideLaws> {
  const { actions = ACTIONS, unused = [], services = [], retained = [], ...rest } = question;
  return decideLaws({ ...rest, actions, unused: { services, actions: unused, retained } });
}

/** The numbers of the laws that do not hold. */
export function broken(question: Question): LawNumber[] {
  const { laws, ok } = verify(question);
  const list = laws.filter(({ verdict }) => verdict === 'refuted' || verdict === 'undecided');
  if (ok !== (list.length === 0)) throw new Error('ok does not say what the laws say');
  return list.map(({ law }) => law);
}

export function law(number: LawNumber, question: Question): LawVerdict {
  const found = verify(question).laws.find(({ law }) => law === number);
  if (found === undefined) throw new Error(`no verdict on law ${number}`);
  return found;
}
