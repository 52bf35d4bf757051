/** An action that was not used. */
export interface UnusedAction {
  /** `service:Name`, in the letter case of the finding */
  readonly action: string;
  /** when it was last used, before it became unused, ISO 8601; absent: never within the tracking period */
  readonly lastAccessed?: string;
}

/** A service of which some actions, or all, were not used. */
export interface UnusedService {
  /** the service prefix, lower case */
  readonly service: string;
  /** when anything of the service was last used, ISO 8601 */
  readonly lastAccessed?: string;
  /** `all`: the whole service, also the actions that nobody knows yet */
  readonly actions: readonly UnusedAction[] | 'all';
}

/** What one finding, of whatever shape, says about one principal. */
export interface Finding {
  /** the file it came from, as the person named it */
  readonly file: string;
  /** which service reported it; absent for the short form, which does not say */
  readonly source?: 'access-analyzer' | 'last-accessed';
  readonly id?: string;
  /** ARN or name; absent: the file does not say */
  readonly principal?: string;
  /** the account of the principal, where the name alone does not tell it */
  readonly account?: string;
  /** `ACTIVE`, `ARCHIVED` or `RESOLVED`, as given */
  readonly status?: string;
  /** ISO 8601 */
  readonly analyzedAt?: string;
  readonly services: readonly UnusedService[];
  /** what a person should know about how it was read */
  readonly notes: readonly string[];
  /** set where a further page exists and was not in the file */
  readonly truncated?: boolean;
}

export interface FindingOptions {
  /** ARN or name of the principal, for findings that do not name one */
  readonly principal?: string;
  /** for last-accessed details: unused is what was not used for that many days before the job's completion; 90 */
  readonly windowDays?: number;
  /** use findings that are resolved or archived, too */
  readonly includeInactive?: boolean;
}

/** What was read from a file: its findings, and notes on those that were left out. */
export interface FindingsRead {
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
  /** reasons why less goes than could; absent where there are none */
  readonly warnings?: readonly string[];
}
