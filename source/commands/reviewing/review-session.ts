import { resolve } from 'node:path';
import type { AccountCase } from '../../account/cases.ts';
import { sha256 } from '../../base/digest.ts';
import { counted } from '../../base/words.ts';
import type { Decisions } from '../../refine/decision.ts';
import { carryOver, decidedEntries } from '../../review/carry-over.ts';
import { policyDigests } from '../../review/record.ts';
import type { FoundSession, Session, SessionFile, Sessions } from '../../store/sessions.ts';
import type { Loaded } from '../reading/load.ts';
import type { Io } from '../terminal/io.ts';
import { inputName, shortPath } from '../writing/report.ts';

type DecisionsByCase = ReadonlyMap<string, Decisions>;

/** The inputs as a session is found by them. */
export function sessionFiles({ files }: Pick<Loaded, 'files'>, cwd: string): SessionFile[] {
  return files.map(({ name, text }) => ({
    path: name === '-' ? name : resolve(cwd, name),
    sha256: sha256(text),
  }));
}

/** What an earlier session means for the inputs as they are now. */
export interface Resumption {
  readonly decisions: DecisionsByCase;
  /** A sentence on where the review goes on. */
  readonly says: string;
  /** What has changed since, a sentence each; empty where nothing has. */
  readonly changes: readonly string[];
  /** How many decisions still hold, and how many no longer have anything to be about. */
  readonly held: number;
  readonly dropped: number;
}

/** Looks which decisions of an earlier session still hold. */
export function resumption({ session }: FoundSession, loaded: Loaded, cwd: string): Resumption {
  const { cases, settings } = loaded;
  const isSameCatalog =
    session.catalog.sha256 === settings.catalog.digest && session.generalize === settings.generalize;
  const earlier = new Map(session.policies.map((policy) => [policy.id, policy]));
  const decisions = new Map<string, Decisions>();
  const changes = changedFiles(session, sessionFiles(loaded, cwd), cwd);
  if (session.catalog.sha256 !== settings.catalog.digest) {
    changes.push(`the catalogue is of ${settings.catalog.date}, and was of ${session.catalog.date}`);
  }
  if (session.generalize !== settings.generalize) {
    changes.push(`--generalize is ${settings.generalize}, and was ${session.generalize}`);
  }
  let held = 0;
  let dropped = 0;
  for (const policyCase of cases) {
    const before = earlier.get(policyCase.id);
    if (before === undefined) continue;
    earlier.delete(policyCase.id);
    const now = policyDigests(policyCase);
    const isSame = isSameCatalog && now.policy === before.policy && now.unused === before.unused;
    const carried = isSame ? { decisions: before.decisions, dropped: 0 } : carryOver(policyCase, before);
    if (now.policy !== before.policy) changes.push(`${policyCase.name}: the policy has changed`);
    if (now.unused !== before.unused) changes.push(`${policyCase.name}: what is reported unused has changed`);
    decisions.set(policyCase.id, carried.decisions);
    held += carried.decisions.length;
    dropped += carried.dropped;
  }
  for (const { name, decisions: lost } of earlier.values()) {
    changes.push(`${name} is no longer among the inputs`);
    dropped += lost.length;
  }
  return { decisions, changes, held, dropped, says: whereItGoesOn(session, held) };
}

function whereItGoesOn({ savedAt, written }: Session, held: number): string {
  const when = savedAt.slice(0, 16).replace('T', ' ');
  const done = written === undefined ? '' : ', already written';
  return `Goes on where it was left on ${when} UTC: ${counted(held, 'decision')}${done}. To start anew: --fresh`;
}

function changedFiles(session: Session, files: readonly SessionFile[], cwd: string): string[] {
  const before = new Map(session.files.map(({ path, sha256: digest }) => [path, digest]));
  return files.flatMap(({ path, sha256: digest }) => {
    const was = before.get(path);
    return was === undefined || was === digest ? [] : [`${inputName(shortPath(path, cwd))} has changed`];
  });
}

/** Makes what saves the session after each decision; what does not change is worked out once. */
export function sessionSaver(
  sessions: Sessions,
  loaded: Loaded,
  io: Pick<Io, 'cwd' | 'now'>,
): (decisions: DecisionsByCase, written?: Session['written']) => void {
  const { cases, settings } = loaded;
  const files = sessionFiles(loaded, io.cwd);
  const digests = new Map<string, ReturnType<typeof policyDigests>>();
  const digestsOf = (policyCase: AccountCase): ReturnType<typeof policyDigests> => {
    const known = digests.get(policyCase.id) ?? policyDigests(policyCase);
    digests.set(policyCase.id, known);
    return known;
  };
  return (decisions, written) => {
    const policies = cases.flatMap((policyCase) => {
      const decided = decisions.get(policyCase.id) ?? [];
      if (decided.length === 0) return [];
      const { id, name } = policyCase;
      return [
        {
          id,
          name,
          ...digestsOf(policyCase),
          entries: decidedEntries(policyCase, decided),
          decisions: decided,
        },
      ];
    });
    sessions.save({
      savedAt: io.now().toISOString(),
      files,
      catalog: { date: settings.catalog.date, sha256: settings.catalog.digest },
      generalize: settings.generalize,
      policies,
      ...(written === undefined ? {} : { written }),
    });
  };
}
