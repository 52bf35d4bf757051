import { expect, test } from 'vitest';
import type { Decisions } from '../../source/refine/decision.ts';
import type { ReviewRun, WriteRequest } from '../../source/screen/review-run.ts';
import { openStage, runOf, type Stage, workedExample } from './stage.ts';

const size = { columns: 100, rows: 30 };

async function withStage(changes: Partial<ReviewRun>, use: (stage: Stage) => Promise<void>): Promise<void> {
  const stage = openStage(runOf([workedExample()], changes), size);
  try {
    await use(stage);
  } finally {
    stage.close();
  }
}

test('every decision is saved when it is made, undo and redo too', async () => {
  const saved: number[] = [];
  const save = (decisions: ReadonlyMap<string, Decisions>): void => {
    saved.push([...decisions.values()].flat().length);
  };
  await withStage({ save }, async (stage) => {
    await stage.send('\ta\tau\u0012');
    expect(saved).toEqual([1, 2, 1, 2]);
  });
});

test('a decision that cannot be saved says so and stays', async () => {
  const save = (): never => {
    throw new Error('no space left on device');
  };
  await withStage({ save }, async (stage) => {
    await stage.send('\ta');
    await stage.waitFor('this could not be saved: no space left on device');
    await stage.waitFor('decided 1/7');
  });
});

test('decisions of an earlier session are there, with a word about it', async () => {
  const decision = {
    kind: 'accept',
    statement: 0,
    entry: 1,
    row: 's3:GetAccess*',
    by: 'Ada',
    at: '2026-01-01T00:00:00Z',
  } as const;
  const initial = new Map([['S3AndLambda', [decision]]]);
  await withStage({ initial, resumed: 'went on where you left on 1 January' }, async (stage) => {
    await stage.waitFor('went on where you left on 1 January');
    await stage.waitFor('decided 1/7');
  });
});

test('w accepts what is left, asks for a format and a path, and writes', async () => {
  const requests: WriteRequest[] = [];
  const write = (request: WriteRequest) => {
    requests.push(request);
    return { kind: 'written', files: [request.path] } as const;
  };
  await withStage({ write }, async (stage) => {
    await stage.send('w\r');
    await stage.waitFor('accepted 7 grants');
    await stage.send('jj\r');
    await stage.waitFor('Write as access-analyzer to');
    await stage.send('2\r');
    await stage.waitFor('Written');
    expect(requests).toMatchObject([
      { format: 'access-analyzer', path: 'policy.refined.access-analyzer2', overwrite: false },
    ]);
    await stage.send('\r');
    expect(stage.store.get().state).toMatchObject({
      ended: true,
      written: ['policy.refined.access-analyzer2'],
    });
  });
});

test('a file in the way is replaced only when told so, the source only when told twice', async () => {
  const requests: WriteRequest[] = [];
  const write = (request: WriteRequest) => {
    requests.push(request);
    return request.overwrite
      ? ({ kind: 'written', files: [request.path] } as const)
      : ({ kind: 'exists', path: request.path, source: request.path === 'source' } as const);
  };
  await withStage({ write }, async (stage) => {
    await stage.send('A', 'w\r\r');
    await stage.waitFor('That file exists');
    await stage.send('2');
    await stage.waitFor('Written');
    await stage.send('2');
    await stage.send('w\r', '\u007f'.repeat(30), 'source\r');
    await stage.waitFor('That is a file under review');
    await stage.send('2');
    await stage.waitFor('Replace the source itself?');
    expect(requests).toHaveLength(3);
    await stage.send('2');
    await stage.waitFor('Written');
    expect(requests.at(-1)).toMatchObject({ path: 'source', overwrite: true });
  });
});

test('what the writer throws or refuses is shown, and the review goes on', async () => {
  let refuse = false;
  const write: ReviewRun['write'] = () => {
    if (refuse) return { kind: 'refused', message: 'law 2 is broken' };
    throw new Error('permission denied');
  };
  await withStage({ write }, async (stage) => {
    await stage.send('Aw\r\r');
    await stage.waitFor('nothing was written: permission denied');
    refuse = true;
    await stage.send('w\r\r');
    await stage.waitFor('nothing was written: law 2 is broken');
    await stage.send('j');
    expect(stage.store.get().state.mode.kind).toBe('tree');
  });
});

test('a proof that fails is shown', async () => {
  const certify = (): never => {
    throw new Error('no memory');
  };
  await withStage({ certify }, async (stage) => {
    await stage.send('v');
    await stage.waitFor('It could not be checked: no memory');
  });
});
