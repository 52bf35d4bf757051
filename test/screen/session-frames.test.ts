import { afterEach, describe, expect, it } from 'vitest';
import type { Size } from '../../source/screen/layout.ts';
import { OF_2024, workedCase } from '../review/session/support.ts';
import { openSessionStage, type SessionStage, sessionRun } from './session-stage.ts';

const SIZES: readonly Size[] = [
  { columns: 60, rows: 15 },
  { columns: 80, rows: 24 },
  { columns: 140, rows: 40 },
];

const stages: SessionStage[] = [];
afterEach(() => {
  for (const stage of stages.splice(0)) stage.close();
});

function stageOf(size: Size, ...[policies, facts, outside]: Parameters<typeof sessionRun>): SessionStage {
  const stage = openSessionStage(sessionRun(policies, facts, outside), size);
  stages.push(stage);
  return stage;
}

describe('the tree of the worked example', () => {
  it.each(SIZES)('is a tree with its panel at $columns × $rows', async (size) => {
    const stage = stageOf(size, [{ case: workedCase(), quota: 10_240 }], { older: OF_2024 });
    await stage.send('\t');
    await stage.waitFor('approved 0/17');
    const rows = stage.rows();
    expect(rows).toHaveLength(size.rows);
    expect(rows[0]).toContain('MyRole ▸ S3AndLambda');
    expect(rows.at(-1)).toContain('? help');
  });
});
