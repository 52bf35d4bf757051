import {
  field,
  hasField,
  invalid,
  items,
  type Located,
  object,
  optionalDate,
  text,
} from '../base/located.ts';
import type { UnusedAction, UnusedService } from './finding.ts';

const SERVICE_PREFIX = /^[A-Za-z0-9_.-]+$/;
const ACTION_NAME = /^[A-Za-z0-9_./-]+$/;

/**
 * One row of a finding: a service and its unused actions, `{"serviceNamespace", "lastAccessed"?, "actions"?}`. Without
 * `actions` the whole service is unused. An action is a string or `{"action", "lastAccessed"?}`, with or without the
 * service prefix.
 *
 * @throws InputError where a field has the wrong type or a name is not a valid one
 */
export function readRow(row: Located): UnusedService {
  const service = readService(field(object(row), 'serviceNamespace'));
  const lastAccessed = optionalDate(field(row, 'lastAccessed'));
  const actions = field(row, 'actions');
  return {
    service,
    ...(lastAccessed === undefined ? {} : { lastAccessed }),
    actions:
      actions.value === undefined ? 'all' : items(actions).map((action) => readAction(action, service)),
  };
}

/** A service prefix, lower case. @throws InputError if it is not one */
export function readService(located: Located): string {
  const service = text(located);
  if (!SERVICE_PREFIX.test(service)) {
    throw invalid(located, `"${service}" is not a service prefix`, 'Give one such as "s3".');
  }
  return service.toLowerCase();
}

function readAction(located: Located, service: string): UnusedAction {
  if (typeof located.value === 'string') return { action: withPrefix(located, service) };
  const action = withPrefix(field(object(located), 'action'), service);
  const lastAccessed = optionalDate(field(located, 'lastAccessed'));
  return lastAccessed === undefined ? { action } : { action, lastAccessed };
}

/** `service:Name` from a name with or without a prefix. @throws InputError if it is not an action name */
export function withPrefix(located: Located, service: string): string {
  const given = text(located);
  const colon = given.indexOf(':');
  const [prefix, name] = colon === -1 ? [service, given] : [given.slice(0, colon), given.slice(colon + 1)];
  if (SERVICE_PREFIX.test(prefix) && ACTION_NAME.test(name)) return `${prefix}:${name}`;
  throw invalid(
    located,
    `"${given}" is not an action name`,
    /[*?]/.test(name)
      ? 'A finding names actions one by one; leave "actions" out if the whole service is unused.'
      : 'Give one such as "GetObject" or "s3:GetObject".',
  );
}

/** Whether it looks like a row. */
export function isRow(located: Located): boolean {
  return hasField(located, 'serviceNamespace');
}

/** Notes on rows with an empty list of actions: they report nothing, and somebody may have meant the whole service. */
export function notesOnRows(rows: readonly UnusedService[]): string[] {
  return rows
    .filter(({ actions }) => actions !== 'all' && actions.length === 0)
    .map(({ service }) => `${service}: the list of actions is empty, so none of it counts as unused`);
}
