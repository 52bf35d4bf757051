/** An action that was not used. */
export interface UnusedAction {
  /** `service:Name`, in the letter case of the finding */
  readonly action: string;
  /** when it was last used all the same, ISO 8601; absent: never within the tracking period */
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
  /** what it is the output of; absent: the short form, or nothing that says */
  readonly source?: 'access-analyzer' | 'last-accessed';
  readonly id?: string;
  /** ARN or name; absent: the file does not say */
  readonly principal?: string;
  /** the account that the principal is in, where a name alone would leave that open */
  readonly account?: string;
  /** `ACTIVE`, `ARCHIVED` or `RESOLVED`, as given */
  readonly status?: string;
  /** ISO 8601 */
  readonly analyzedAt?: string;
  readonly services: readonly UnusedService[];
  /** what a person should know about how it was read */
  readonly notes: readonly string[];
  /** a further page exists and was not in the file */
  readonly truncated?: boolean;
}

export interface FindingOptions {
  /** whose finding it is, where it does not say so itself: ARN or name */
  readonly principal?: string;
  /** for last-accessed details: unused is what was not used for that many days before the job's completion; 90 */
  readonly windowDays?: number;
  /** use findings that are resolved or archived, too */
  readonly includeInactive?: boolean;
}

/** What a file gave: its findings, and what to know about those that were left out. */
export interface FindingsRead {
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
  /** what makes that less may go than could; absent: nothing does */
  readonly warnings?: readonly string[];
}
