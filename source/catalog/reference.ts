import type { JsonValue } from '../base/json.ts';
import { field, hasField, invalid, items, object, text, type View, viewOf } from '../base/view.ts';
import { fold } from '../pattern/fold.ts';
import type { AccessLevel } from './catalog.ts';

/**
 * AWS's service reference: machine-readable files, one a service, with a list of them
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
}

const SERVICE_PREFIX = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;
const ACTION_NAME = /^[A-Za-z0-9][A-Za-z0-9_./-]*$/;

/** Is it the list of all services' files, by its looks? */
export function isReferenceIndex(value: JsonValue): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((item) => hasField(viewOf(item, ''), 'service') && hasField(viewOf(item, ''), 'url'))
  );
}

/** Is it one service's file, by its looks? */
export function isReferenceService(value: JsonValue): boolean {
  return hasField(viewOf(value, ''), 'Name') && hasField(viewOf(value, ''), 'Actions');
}

/**
 * Reads the list of all services' files.
 *
 * @param file what to call it in errors
 * @throws InputError where it is not that, or is empty
 */
export function readReferenceIndex(value: JsonValue, file: string): ReferenceEntry[] {
  const view = viewOf(value, file);
  const entries = items(view).map((entry) => ({
    service: servicePrefixAt(field(object(entry), 'service')),
    url: text(field(entry, 'url')),
  }));
  if (entries.length === 0) throw invalid(view, 'the list of services is empty');
  return entries;
}

/**
 * Reads one service's file.
 *
 * @param file what to call it in errors
 * @throws InputError with the place where it has not the documented shape
 */
export function readReferenceService(value: JsonValue, file: string): ReferenceService {
  const view = object(viewOf(value, file));
  const service = servicePrefixAt(field(view, 'Name'));
  const actions = new Map<string, ReferenceAction>();
  for (const item of items(field(view, 'Actions'))) {
    const action = readAction(object(item));
    if (!actions.has(fold(action.name))) actions.set(fold(action.name), action);
  }
  return { service, actions: [...actions.values()] };
}

function servicePrefixAt(view: View): string {
  const service = text(view);
  if (!SERVICE_PREFIX.test(service)) throw invalid(view, `"${service}" is no service prefix`);
  return fold(service);
}

function readAction(view: View): ReferenceAction {
  const at = field(view, 'Name');
  const name = text(at);
  if (!ACTION_NAME.test(name)) throw invalid(at, `"${name}" is no action name`);
  const properties = field(field(view, 'Annotations'), 'Properties');
  const accessLevel = properties.value === undefined ? undefined : levelOf(object(properties));
  const tracked = optionalFlag(field(field(view, 'SupportedBy'), 'IAM Action Last Accessed'));
  return {
    name,
    ...(accessLevel === undefined ? {} : { accessLevel }),
    ...(tracked === undefined ? {} : { tracked }),
  };
}

/** The flags are not exclusive: an action that changes permissions is marked as writing, too. */
function levelOf(properties: View): AccessLevel {
  const is = (flag: string): boolean => optionalFlag(field(properties, flag)) === true;
  if (is('IsPermissionManagement')) return 'Permissions management';
  if (is('IsTaggingOnly')) return 'Tagging';
  if (is('IsList')) return 'List';
  return is('IsWrite') ? 'Write' : 'Read';
}

function optionalFlag(view: View): boolean | undefined {
  if (view.value === undefined || typeof view.value === 'boolean') return view.value;
  throw invalid(view, 'true or false is needed here');
}
