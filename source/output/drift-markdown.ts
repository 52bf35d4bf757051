import { type CameIn, DANGER, type EntryDrift } from '../account/drift.ts';
import type { AccessLevel } from '../catalog/catalog.ts';
import { code, codes, folded, prose, table } from './report/markdown-text.ts';

/** A policy that allows more than it did. */
interface PolicyDrift {
  readonly name: string;
  /** Whose inline policy it is. */
  readonly principal?: string;
  readonly file: string;
  readonly entries: readonly EntryDrift[];
}

export interface DriftReport {
  /** The dates of the two catalogues. */
  readonly from: string;
  readonly to: string;
  /** Only policies that drifted, or for which that cannot be told. */
  readonly policies: readonly PolicyDrift[];
  /** How many policies were looked at. */
  readonly looked: number;
}

/** The actions by access level, the most dangerous first; levels without any are left out. */
export function byLevel(actions: readonly CameIn[]): (readonly [AccessLevel, readonly string[]])[] {
  return DANGER.flatMap((level) => {
    const its = actions.filter(({ accessLevel }) => accessLevel === level).map(({ action }) => action);
    return its.length === 0 ? [] : [[level, its] as const];
  });
}

/** The name, in words, of a service for which drift cannot be told. */
export function serviceWords(service: string): string {
  return service === '*' ? 'services that are not known' : service;
}

/** More actions of one entry than this are folded. */
const SHOWN = 30;

/** The report for a pull request: one table for each policy, with a row for each entry and access level. */
export function driftMarkdown({ from, to, policies, looked }: DriftReport): string {
  const head = `# Drift from ${from} to ${to}`;
  if (policies.length === 0) {
    return `${head}\n\nNo wildcard has come to allow anything new (policies looked at: ${looked}).\n`;
  }
  const parts = policies.map(({ name, principal, file, entries }) => {
    const title = `## ${[principal, name].flatMap((part) => (part === undefined ? [] : [prose(part)])).join(' ▸ ')}`;
    const rows = entries.flatMap(({ at, element, entry, actions }) =>
      byLevel(actions).map(([level, its]) => [
        code(at),
        element === 'NotAction' ? `all but ${code(entry)}` : code(entry),
        level,
        String(its.length),
        codes(its),
      ]),
    );
    const unclear = entries.flatMap(({ at, cannotTell }) =>
      cannotTell.length === 0
        ? []
        : [
            `${code(at)}: it cannot be told what came in of ${prose(cannotTell.map(serviceWords).join(', '))}.`,
          ],
    );
    if (rows.length === 0) return [title, code(file), ...unclear].join('\n\n');
    const text = table(['where', 'entry', 'access level', 'came in', 'actions'], rows);
    const count = entries.reduce((sum, { actions }) => sum + actions.length, 0);
    const shown = count > SHOWN ? folded(`${count} actions came in`, text, true) : text;
    return [title, code(file), shown, ...unclear].join('\n\n');
  });
  return `${[head, ...parts].join('\n\n')}\n`;
}
