import type { JsonValue } from '../base/json.ts';
import {
  field,
  hasField,
  invalid,
  items,
  type Located,
  locate,
  object,
  optionalItems,
  text,
} from '../base/located.ts';
import { fold } from '../pattern/fold.ts';
import type { AccessLevel } from './catalog.ts';

/**
 * AWS's service reference: machine-readable files, one for each service, with a list of them
 * (Service Authorization Reference, "Simplified AWS service information for programmatic access").
 */
export interface ReferenceEntry {
  /** The service prefix, lower case. */
  readonly service: string;
  readonly url: string;
}

/** What the reference says of one action. */
export interface ReferenceAction {
  /** Without prefix, in AWS's letter case. */
  readonly name: string;
  /** Undefined where the reference has no annotations for the action. */
  readonly accessLevel?: AccessLevel;
  /** Whether IAM keeps last-accessed information for it; undefined where the reference does not say. */
  readonly tracked?: boolean;
}

/** One service's file. */
export interface ReferenceService {
  /** The service prefix, lower case. */
  readonly service: string;
  /** None twice, whatever the letter case. */
  readonly actions: readonly ReferenceAction[];
  /** None twice; absent where the file lists none. */
  readonly operations?: readonly ReferenceOperation[];
}

/** Which actions a call of an operation can need. */
interface ReferenceOperation {
  readonly name: string;
  /** `service:Name`, at least one. */
  readonly actions: readonly string[];
}

const SERVICE_PREFIX = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;
const ACTION_NAME = /^[A-Za-z0-9][A-Za-z0-9_./-]*$/;

/** Whether it looks like the list of all services' files. */
export function isReferenceIndex(value: JsonValue): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((item) => hasField(locate(item, ''), 'service') && hasField(locate(item, ''), 'url'))
  );
}

/** Whether it looks like one service's file. */
export function isReferenceService(value: JsonValue): boolean {
  return hasField(locate(value, ''), 'Name') && hasField(locate(value, ''), 'Actions');
}

/**
 * Reads the list of all services' files.
 *
 * @param file what to call it in errors
 * @throws InputError where it is something else, or empty
 */
export function readReferenceIndex(value: JsonValue, file: string): ReferenceEntry[] {
  const located = locate(value, file);
  const entries = items(located).map((entry) => ({
    service: servicePrefixAt(field(object(entry), 'service')),
    url: text(field(entry, 'url')),
  }));
  if (entries.length === 0) throw invalid(located, 'the list of services is empty');
  return entries;
}

/**
 * Reads one service's file.
 *
 * @param file what to call it in errors
 * @throws InputError with the place where it does not have the documented shape
 */
export function readReferenceService(value: JsonValue, file: string): ReferenceService {
  const located = object(locate(value, file));
  const service = servicePrefixAt(field(located, 'Name'));
  const actions = new Map<string, ReferenceAction>();
  for (const item of items(field(located, 'Actions'))) {
    const action = readAction(object(item));
    if (!actions.has(fold(action.name))) actions.set(fold(action.name), action);
  }
  const operations = readOperations(located);
  return {
    service,
    actions: [...actions.values()],
    ...(operations.length === 0 ? {} : { operations }),
  };
}

function readOperations(located: Located): ReferenceOperation[] {
  const operations = new Map<string, Set<string>>();
  for (const item of optionalItems(field(located, 'Operations'))) {
    const name = nameAt(field(object(item), 'Name'));
    const actions = optionalItems(field(item, 'AuthorizedActions')).map(
      (action) => `${servicePrefixAt(field(object(action), 'Service'))}:${nameAt(field(action, 'Name'))}`,
    );
    // An operation without actions needs none, or AWS does not say: then only its name can tell.
    if (actions.length === 0) continue;
    // Two clients of a service may have an operation of one name (S3 and S3 Control): a log does not tell them apart.
    const known = operations.get(name);
    operations.set(name, new Set([...(known ?? []), ...actions]));
  }
  return [...operations].map(([name, actions]) => ({ name, actions: [...actions] }));
}

function servicePrefixAt(located: Located): string {
  const service = text(located);
  if (!SERVICE_PREFIX.test(service)) throw invalid(located, `"${service}" is not a service prefix`);
  return fold(service);
}

function nameAt(located: Located): string {
  const name = text(located);
  if (!ACTION_NAME.test(name)) throw invalid(located, `"${name}" is not an action name`);
  return name;
}

function readAction(located: Located): ReferenceAction {
  const name = nameAt(field(located, 'Name'));
  const properties = field(field(located, 'Annotations'), 'Properties');
  const accessLevel = properties.value === undefined ? undefined : levelOf(object(properties));
  const tracked = optionalFlag(field(field(located, 'SupportedBy'), 'IAM Action Last Accessed'));
  return {
    name,
    ...(accessLevel === undefined ? {} : { accessLevel }),
    ...(tracked === undefined ? {} : { tracked }),
  };
}

/** The access level of an action. Its flags are not exclusive: changing permissions is also marked as writing. */
function levelOf(properties: Located): AccessLevel {
  const is = (flag: string): boolean => optionalFlag(field(properties, flag)) === true;
  if (is('IsPermissionManagement')) return 'Permissions management';
  if (is('IsTaggingOnly')) return 'Tagging';
  if (is('IsList')) return 'List';
  return is('IsWrite') ? 'Write' : 'Read';
}

function optionalFlag(located: Located): boolean | undefined {
  if (located.value === undefined || typeof located.value === 'boolean') return located.value;
  throw invalid(located, 'true or false is needed here');
}
