import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AccountCase } from '../../../source/account/cases.ts';
import { parseJson } from '../../../source/base/json.ts';
import { catalogDates, openCatalogFolder } from '../../../source/catalog/bundled.ts';
import { readPolicy } from '../../../source/policy/policy.ts';
import type { ReviewedPolicy, SessionContext } from '../../../source/review/session/context.ts';
import type { SessionEffect } from '../../../source/review/session/effect.ts';
import { SessionMemory } from '../../../source/review/session/memory.ts';
import { viewOf } from '../../../source/review/session/move.ts';
import { reduceSession } from '../../../source/review/session/reduce-session.ts';
import { rowsOf, type TreeRow } from '../../../source/review/session/row.ts';
import type { SessionAction } from '../../../source/review/session/session-action.ts';
import { newSession } from '../../../source/review/session/session-data.ts';
import type { SessionState } from '../../../source/review/session/state.ts';
import { readFinding } from '../../../source/usage/read.ts';
import { unusedFrom } from '../../../source/usage/unused.ts';
import { root } from '../../../tools/document.ts';
import { caseOf } from '../../model/case.ts';
import { catalogOfNames } from '../../model/given.ts';

export const AT = '2026-10-05T09:10:02Z';
export const VIEWPORT = { tree: 20, page: 20 };

const folder = join(root, 'catalogs');
export const NEWEST = openCatalogFolder(join(folder, catalogDates(folder).at(-1) ?? ''));
export const OF_2024 = openCatalogFolder(join(folder, '2024-08-31'));

/** A review of some policies, with nothing remembered from another one. */
export function contextOf(
  policies: readonly ReviewedPolicy[],
  facts: Partial<SessionContext> = {},
): SessionContext {
  return {
    policies,
    today: '2026-10-05',
    suggestedReviewer: 'rosa',
    formats: [
      { format: 'json', label: 'the policy' },
      { format: 'diff', label: 'a unified diff' },
    ],
    preferredFormat: 'json',
    defaultPath: (format) => `policy.refined.${format}`,
    staysOnAccept: false,
    memory: new SessionMemory(),
    ...facts,
  };
}

/** AWS's own example. */
export function workedCase(catalog = NEWEST, facts: Partial<AccountCase> = {}): AccountCase {
  const read = (name: string): string => readFileSync(join(root, 'examples/worked', name), 'utf8');
  const document = JSON.stringify(JSON.parse(read('policy.json')).PolicyDocument, undefined, 2);
  const finding = readFinding(parseJson(read('finding.json'), 'finding.json').value, 'finding.json');
  return caseOf({
    id: 'MyRole/S3AndLambda',
    name: 'S3AndLambda',
    principal: 'MyRole',
    policy: readPolicy(document, 'policy.json'),
    unused: unusedFrom(finding.findings),
    catalog,
    ...facts,
  });
}

/** A policy of one Allow statement over a catalogue of a few actions of the service `s`. */
export function smallCase(
  names: readonly string[],
  entries: readonly string[],
  unused: readonly string[],
  facts: Partial<AccountCase> & { readonly element?: 'Action' | 'NotAction' } = {},
): AccountCase {
  const { element = 'Action', ...rest } = facts;
  const document = { Statement: [{ Effect: 'Allow', [element]: entries, Resource: '*' }] };
  return caseOf({
    id: 'R/P',
    name: 'P',
    principal: 'R',
    policy: readPolicy(JSON.stringify(document), 'p.json'),
    unused: unusedFrom([], { removed: unused.map((name) => `s:${name}`) }),
    catalog: catalogOfNames({ s: names }),
    ...rest,
  });
}

/** A review while it is driven. */
export class Driver {
  readonly context: SessionContext;
  state: SessionState;
  effects: readonly SessionEffect[] = [];

  constructor(context: SessionContext, state = newSession(context, VIEWPORT)) {
    this.context = context;
    this.state = state;
  }

  do(...actions: readonly SessionAction[]): this {
    for (const action of actions) {
      const { state, effects } = reduceSession(this.context, this.state, action);
      this.state = state;
      this.effects = effects;
    }
    return this;
  }

  /** As `do`, answered by somebody whose name is known. */
  named(by = 'rosa'): this {
    this.state = { ...this.state, reviewer: by };
    return this;
  }

  go(address: string): this {
    return this.do({ type: 'go', policy: this.state.policy, address });
  }

  /** Opens a dialog, goes to a letter and takes it. */
  choose(which: 'reject' | 'adjust', letter: string): this {
    return this.do({ type: which }, { type: 'letter', letter }, { type: 'enter', at: AT });
  }

  /** Writes into the field in front and takes it. */
  write(value: string): this {
    return this.do({ type: 'type', value }, { type: 'enter', at: AT });
  }

  get said(): string | undefined {
    const { mode, message } = this.state;
    return mode.kind === 'dialog' && mode.dialog.refusal !== undefined ? mode.dialog.refusal : message?.text;
  }

  /** All rows that are shown. */
  rows(): TreeRow[] {
    const view = viewOf(this.context, this.state);
    if (view === undefined) return [];
    return rowsOf(this.context, view.tree, view.folds, view.shown, 0, view.shown.length);
  }

  row(address: string): TreeRow | undefined {
    return this.rows().find((row) => row.address === address);
  }

  get cursor(): string {
    const view = viewOf(this.context, this.state);
    return view?.look.cursor ?? '';
  }

  get approved(): string {
    const row = this.row('');
    return `${row?.approved}/${row?.total}`;
  }

  /** The new text of the policy under the cursor, as a value. */
  result(): unknown {
    const text = viewOf(this.context, this.state)?.tree.outcome.text;
    return text === null || text === undefined ? null : JSON.parse(text);
  }
}
