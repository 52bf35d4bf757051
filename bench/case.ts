import type { Summary } from './statistics.ts';

/** Things measured by turns, so that what else the machine does meets all of them alike. */
export interface Measured {
  /** What it is, such as `node -e 0`. */
  readonly label: string;
  /** Milliseconds unless it says otherwise. */
  readonly unit?: 'ms' | 'MB' | 'lines/s';
  readonly summary: Summary;
}

/** What a case should come to. */
export interface Goal {
  /** What is compared with the limit: `ratio to node -e 0`. */
  readonly what: string;
  readonly value: number;
  /** Its quarter points, where it was measured many times. */
  readonly low?: number;
  readonly high?: number;
  readonly limit: number;
  /** Whether the value should be at least or at most the limit; at most unless it says otherwise. */
  readonly atLeast?: boolean;
}

export interface CaseResult {
  /** The thing in question first, then what it is held against. */
  readonly measured: readonly Measured[];
  readonly goals: readonly Goal[];
  /** Facts that are no timings: how many patterns came out, a machine without `taskset`. */
  readonly notes?: readonly string[];
}

export interface BenchCase {
  /** How it is chosen on the command line. */
  readonly name: string;
  /** What is measured, in a line. */
  readonly what: string;
  /** Takes minutes and gigabytes, so it is measured only where it is named. */
  readonly isLong?: true;
  /** @param effort how many times the usual number of rounds; 1 unless asked for */
  readonly run: (effort: number) => Promise<CaseResult> | CaseResult;
}

/** Whether a goal is reached. */
export function isReached({ value, limit, atLeast }: Goal): boolean {
  return atLeast === true ? value >= limit : value <= limit;
}
