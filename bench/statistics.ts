/** What is left of many measurements of one thing, all in the unit of the measurements. */
export interface Summary {
  readonly runs: number;
  readonly median: number;
  /** The quarter points: half of all measurements lie between them. */
  readonly low: number;
  readonly high: number;
  readonly p95: number;
  readonly least: number;
  readonly most: number;
}

/** Sums up measurements; of none at all, everything is NaN. */
export function summaryOf(values: readonly number[] = []): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    runs: sorted.length,
    median: quantile(sorted, 0.5),
    low: quantile(sorted, 0.25),
    high: quantile(sorted, 0.75),
    p95: quantile(sorted, 0.95),
    least: quantile(sorted, 0),
    most: quantile(sorted, 1),
  };
}

/** A point between two measurements is taken from both. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** The exponent k of the power law y = c·x^k that fits best: the slope of the line through the logarithms. */
export function exponentOf(points: readonly (readonly [x: number, y: number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const meanX = mean(logs.map(([x]) => x));
  const meanY = mean(logs.map(([, y]) => y));
  const products = logs.map(([x, y]) => (x - meanX) * (y - meanY));
  const squares = logs.map(([x]) => (x - meanX) ** 2);
  return mean(products) / mean(squares);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
