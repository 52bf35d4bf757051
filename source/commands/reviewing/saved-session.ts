import { resolve } from 'node:path';
import type { AccountCase } from '../../account/cases.ts';
import { fold } from '../../pattern/fold.ts';
import type { Decisions } from '../../refine/decision.ts';
import { carryOver, decidedEntries } from '../../review/carry-over.ts';
import { inputDigests, type PolicyInputDigests } from '../../review/record/review-record.ts';
import type { SessionContext } from '../../review/session/context.ts';
import { type SessionData, sessionData } from '../../review/session/session-data.ts';
import type { SessionState } from '../../review/session/state.ts';
import type { SavedSession, SessionFile } from '../../store/session-file.ts';
import type { Loaded } from '../reading/load.ts';
import type { Io } from '../terminal/io.ts';
import { inputName, shortPath } from '../writing/report.ts';

/** The paths and digests of the inputs, by which their session is found. */
export function sessionFiles({ files }: Pick<Loaded, 'files'>, cwd: string): SessionFile[] {
  return files.map(({ name, sha256 }) => ({ path: name === '-' ? name : resolve(cwd, name), sha256 }));
}

/** What an earlier session means for the present inputs. */
export interface Resumption {
  /** ISO 8601 */
  readonly savedAt: string;
  readonly data: SessionData;
  /** What has changed since, in sentences; empty where nothing has changed. */
  readonly changes: readonly string[];
  /** How many decisions still hold. */
  readonly held: number;
  /** The decisions whose row or entry no longer exists, by policy. */
  readonly lost: readonly string[];
}

/** Finds out which decisions of an earlier session still hold. */
export function resumption(
  saved: SavedSession,
  loaded: Pick<Loaded, 'cases' | 'settings' | 'files'>,
  cwd: string,
): Resumption {
  const { cases, settings } = loaded;
  const changes = changedFiles(saved, sessionFiles(loaded, cwd), cwd);
  if (saved.catalog.sha256 !== settings.catalog.digest) {
    changes.push(`the catalogue is of ${settings.catalog.date}, and was of ${saved.catalog.date}`);
  }
  if (saved.generalize !== settings.generalize) {
    changes.push(`--generalize is ${settings.generalize}, and was ${saved.generalize}`);
  }
  const isSameSetting =
    saved.catalog.sha256 === settings.catalog.digest && saved.generalize === settings.generalize;
  const byId = new Map(cases.map((each) => [each.id, each]));
  const before = new Map(saved.policies.map((each) => [each.id, each]));
  const lost: string[] = [];
  let held = 0;
  let isWhole = true;
  const decisions: SessionData['decisions'][number][] = [];
  for (const { id, decisions: list } of saved.session.decisions) {
    const policyCase = byId.get(id);
    const policy = before.get(id);
    const name = policy?.name ?? id;
    if (policyCase === undefined || policy === undefined) {
      changes.push(`${name} is no longer among the inputs`);
      lost.push(`${name}: all that was decided about it`);
      isWhole = false;
      continue;
    }
    const now = inputDigests(policyCase, list);
    if (now.policy !== policy.policy) changes.push(`${name}: the policy has changed`);
    if (now.unused !== policy.unused) changes.push(`${name}: what is reported unused has changed`);
    const isSame = isSameSetting && now.policy === policy.policy && now.unused === policy.unused;
    const carried = isSame
      ? { decisions: list, lost: [] }
      : carryOver(policyCase, { decisions: list, entries: policy.entries });
    isWhole &&= isSame;
    held += carried.decisions.length;
    for (const each of carried.lost) lost.push(`${name}: ${each}`);
    decisions.push({ id, decisions: carried.decisions });
  }
  // The history only fits the complete lists of decisions.
  const history = isWhole ? {} : { done: [], undone: [] };
  return { savedAt: saved.savedAt, data: { ...saved.session, decisions, ...history }, changes, held, lost };
}

function changedFiles(saved: SavedSession, files: readonly SessionFile[], cwd: string): string[] {
  const before = new Map(saved.files.map(({ path, sha256: digest }) => [path, digest]));
  return files.flatMap(({ path, sha256: digest }) => {
    const was = before.get(path);
    return was === undefined || was === digest ? [] : [`${inputName(shortPath(path, cwd))} has changed`];
  });
}

/** Returns the function that makes the session to be saved; parts that do not change are made once. */
export function sessionSaver(
  { cases, settings, files: inputs }: Pick<Loaded, 'cases' | 'settings' | 'files'>,
  context: SessionContext,
  io: Pick<Io, 'cwd' | 'now'>,
): (state: SessionState) => SavedSession {
  const files = sessionFiles({ files: inputs }, io.cwd);
  const byId = new Map(cases.map((each) => [each.id, each]));
  const digestsOf = (policyCase: AccountCase, decisions: Decisions): PolicyInputDigests => {
    const kept = decisions.flatMap((each) => (each.kind === 'keep' ? each.actions.map(fold) : [])).sort();
    return context.memory.remember([policyCase], `digests ${kept.join()}`, () =>
      inputDigests(policyCase, decisions),
    );
  };
  return (state) => {
    const policies = [...state.decisions].flatMap(([id, decisions]) => {
      const policyCase = byId.get(id);
      if (policyCase === undefined || decisions.length === 0) return [];
      const { policy, unused } = digestsOf(policyCase, decisions);
      const entries = decidedEntries(policyCase, decisions);
      return [{ id, name: policyCase.name, policy, unused, entries }];
    });
    return {
      savedAt: io.now().toISOString(),
      files,
      catalog: { date: settings.catalog.date, sha256: settings.catalog.digest },
      generalize: settings.generalize,
      policies,
      session: sessionData(context, state),
    };
  };
}
