import { describe, expect, test } from 'vitest';
import { JsonNumber } from '../../source/base/json.ts';
import type { Counts } from '../../source/refine/outcome.ts';
import { number } from '../model/json.ts';
import { allow, broken, law, policy, verify } from './check.ts';

const deny = { Sid: 'No', Effect: 'Deny', Action: 's3:*', Resource: '*' };

describe('a refinement as it should be', () => {
  const original = policy(
    allow(['s3:Get*', 's3:PutObject'], { Sid: 'A' }),
    deny,
    allow('ec2:*', { Sid: 'B' }),
  );
  const unused = ['s3:GetBucketAcl', 's3:PutObject', 'ec2:DescribeInstance'];
  const refined = policy(
    allow(['s3:GetObject*'], { Sid: 'A' }),
    deny,
    allow('ec2:DescribeInstances', { Sid: 'B' }),
  );

  test('holds to all laws, and says what was looked at', () => {
    const { laws, ok } = verify({ original, refined, unused });
    expect(ok).toBe(true);
    expect(laws.map(({ law, verdict, checked }) => `${law} ${verdict}: ${checked}`)).toMatchInlineSnapshot(`
      [
        "1 holds: 2 changed statements of 2 allowed 3 known actions that nobody reported unused: all still allowed there",
        "2 holds: 2 statements against 3 unused actions and 0 whole services: none still allowed",
        "3 holds: 2 changed patterns in 2 statements compared over all strings, 0 automaton states: nothing added",
        "4 holds: 3 statements compared but for Action and NotAction: 0 statements gone, 1 statement not to be touched",
        "5 holds: decided from the result: law 2 found nothing that would go in a second refinement",
        "6 not-applicable: not checked: this is a law about how results are made, and only a result is given",
        "7 not-applicable: not checked: this is a law about how results are made, and only a result is given",
      ]
    `);
  });

  test('whatever the letter case of findings and grants', () => {
    const shouted = policy(
      allow(['S3:GETOBJECT*'], { Sid: 'A' }),
      deny,
      allow('ec2:describeINSTANCES', { Sid: 'B' }),
    );
    expect(
      broken({ original, refined: shouted, unused: unused.map((action) => action.toUpperCase()) }),
    ).toEqual([]);
  });

  test('whatever the order of keys', () => {
    const { Statement, ...rest } = refined;
    expect(broken({ original, refined: { Statement: Statement ?? null, ...rest }, unused })).toEqual([]);
  });

  test.each([
    ['a grant is dropped', policy(deny, allow('ec2:DescribeInstances', { Sid: 'B' })), [1]],
    [
      'a grant is widened over unused actions',
      policy(allow(['s3:Get*'], { Sid: 'A' }), deny, allow('ec2:DescribeInstances', { Sid: 'B' })),
      [2, 5],
    ],
    [
      'a grant is widened by a name that begins another',
      policy(allow(['s3:GetObject*'], { Sid: 'A' }), deny, allow('ec2:DescribeInstance*', { Sid: 'B' })),
      [2, 5],
    ],
    [
      'a grant leaves the original',
      policy(
        allow(['s3:GetObject*', 's3:List*'], { Sid: 'A' }),
        deny,
        allow('ec2:DescribeInstances', { Sid: 'B' }),
      ),
      [3],
    ],
    [
      'grants are swapped',
      policy(allow(['ec2:DescribeInstances'], { Sid: 'A' }), deny, allow('s3:GetObject*', { Sid: 'B' })),
      [1, 3],
    ],
    [
      'a Sid is changed',
      policy(allow(['s3:GetObject*'], { Sid: 'a' }), deny, allow('ec2:DescribeInstances', { Sid: 'B' })),
      [4],
    ],
    [
      'a Deny is narrowed',
      policy(
        allow(['s3:GetObject*'], { Sid: 'A' }),
        { ...deny, Action: 's3:Get*' },
        allow('ec2:DescribeInstances', { Sid: 'B' }),
      ),
      [4],
    ],
    [
      'a Deny is gone',
      policy(allow(['s3:GetObject*'], { Sid: 'A' }), allow('ec2:DescribeInstances', { Sid: 'B' })),
      [4],
    ],
    [
      'a Deny becomes an Allow',
      policy(
        allow(['s3:GetObject*'], { Sid: 'A' }),
        { ...deny, Effect: 'Allow' },
        allow('ec2:DescribeInstances', { Sid: 'B' }),
      ),
      [2, 3, 4, 5],
    ],
    [
      'statements change places',
      policy(deny, allow(['s3:GetObject*'], { Sid: 'A' }), allow('ec2:DescribeInstances', { Sid: 'B' })),
      [4],
    ],
    [
      'a statement comes in',
      policy(
        allow(['s3:GetObject*'], { Sid: 'A' }),
        deny,
        allow('ec2:DescribeInstances', { Sid: 'B' }),
        allow('iam:PassRole', { Sid: 'C' }),
      ),
      [3, 4],
    ],
    [
      'an array becomes a string',
      policy(allow('s3:GetObject*', { Sid: 'A' }), deny, allow('ec2:DescribeInstances', { Sid: 'B' })),
      [4],
    ],
    [
      'a statement is left empty',
      policy(allow(['s3:GetObject*'], { Sid: 'A' }), deny, allow([], { Sid: 'B' })),
      [1, 4],
    ],
    ['it is detached in spite of its Deny', null, [1, 4]],
    [
      'a key beside the statements is changed',
      {
        ...policy(allow(['s3:GetObject*'], { Sid: 'A' }), deny, allow('ec2:DescribeInstances', { Sid: 'B' })),
        Id: 'x',
      },
      [4],
    ],
  ])('is refuted when %s', (_, damaged, laws) => {
    expect(broken({ original, refined: damaged, unused })).toEqual(laws);
  });

  test('a string may become an array', () => {
    const before = policy(allow('s3:*'));
    const after = policy(allow(['s3:GetObject*', 's3:ListBucket', 's3:PutObject']));
    expect(broken({ original: before, refined: after, unused: ['s3:GetBucketAcl'] })).toEqual([]);
  });

  test('Statement stays an object or an array', () => {
    const before = { Statement: allow('s3:PutObject') };
    expect(broken({ original: before, refined: before })).toEqual([]);
    expect(broken({ original: before, refined: { Statement: [allow('s3:PutObject')] } })).toEqual([4]);
    expect(broken({ original: before, refined: null, unused: ['s3:PutObject'] })).toEqual([]);
  });

  test('an empty policy is not a policy', () => {
    const before = policy(allow('s3:PutObject'));
    expect(broken({ original: before, refined: policy(), unused: ['s3:PutObject'] })).toEqual([4]);
  });
});

describe('counterexamples', () => {
  test('law 1: the smallest action that is lost, with its place', () => {
    const { counterexample, numbers } = law(1, {
      original: policy(deny, allow('*')),
      refined: policy(deny, allow('s3:GetBucketAcl')),
    });
    expect(counterexample).toMatchObject({ statement: 1, action: 's3:GetObject', path: 'Statement[1]' });
    expect(numbers).toMatchObject({ lost: 6 });
  });

  test('law 2: the smallest unused action, and the entry that allows it', () => {
    const { counterexample, numbers } = law(2, {
      original: policy(allow(['s3:*', 'ec2:*'])),
      refined: policy(allow(['s3:*', 'ec2:DescribeInstances'])),
      unused: ['s3:GetObjectAcl', 's3:GetBucketAcl', 'ec2:DescribeInstance'],
    });
    expect(counterexample).toMatchObject({ action: 's3:GetBucketAcl', path: 'Statement[0].Action[0]' });
    expect(numbers).toMatchObject({ remaining: 2 });
  });

  test('law 3: a shortest string, whichever entry it comes from', () => {
    const { counterexample } = law(3, {
      original: policy(allow(['s3:*Tagging', 's3:GetObject*'])),
      refined: policy(allow(['s3:Put*', 's3:GetObjectAcl', 's3:G*'])),
    });
    expect(counterexample).toMatchObject({ statement: 0, action: 's3:G', path: 'Statement[0].Action[2]' });
  });

  test('law 4: the place that differs', () => {
    const { counterexample } = law(4, {
      original: policy(allow('s3:*', { Sid: 'A', Condition: { StringEquals: { 'aws:x': ['1', '2'] } } })),
      refined: policy(allow('s3:*', { Sid: 'A', Condition: { StringEquals: { 'aws:x': ['1', '3'] } } })),
    });
    expect(counterexample).toMatchObject({ path: 'Statement[0].Condition.StringEquals.aws:x[1]' });
  });
});

describe('actions that no catalogue knows', () => {
  test('are kept from being added', () => {
    const original = policy(allow(['s3:*Tagging']));
    expect(broken({ original, refined: policy(allow(['s3:Put*Tagging'])) })).toEqual([]);
    expect(broken({ original, refined: policy(allow(['s3:Put*'])) })).toEqual([3]);
  });

  test('are known as soon as the finding names them', () => {
    const original = policy(allow('newsvc:*'));
    expect(broken({ original, refined: original, unused: ['newsvc:DoThing'] })).toEqual([2, 5]);
    expect(broken({ original, refined: null, unused: ['newsvc:DoThing'] })).toEqual([]);
  });

  test('belong to a service that is unused whole', () => {
    const services = ['EC2'];
    const original = policy(allow(['ec2:Frobnicate*', 's3:*']));
    expect(broken({ original, refined: original, services })).toEqual([2, 5]);
    expect(law(2, { original, refined: original, services }).counterexample).toMatchObject({
      action: 'ec2:Frobnicate',
      path: 'Statement[0].Action[0]',
    });
    expect(broken({ original, refined: policy(allow(['s3:*'])), services })).toEqual([]);
  });

  test('of a service unused whole and unknown are allowed by an entry that takes in all of it', () => {
    const original = policy(allow('*'));
    expect(law(2, { original, refined: original, services: ['newsvc'] }).counterexample?.action).toBe(
      'newsvc:x',
    );
    expect(broken({ original, refined: policy(allow(['ec2:*', 's3:*'])), services: ['newsvc'] })).toEqual([]);
  });

  test('of a service of which something is retained are left to the patterns that match some of that', () => {
    const original = policy(allow(['ec2:*', 'ec2:Frob*']));
    const refined = policy(allow(['ec2:DescribeInstances*']));
    const retained = ['ec2:DescribeInstances'];
    expect(broken({ original, refined, services: ['ec2'], retained })).toEqual([]);
    const more = policy(allow(['ec2:DescribeInstances*', 'ec2:Frob*']));
    expect(broken({ original, refined: more, services: ['ec2'], retained })).toEqual([2, 5]);
  });
});

describe('what trips other tools', () => {
  test('a name that begins another does not stand in for it', () => {
    const actions = ['iot:ListThings', 'iot:ListThingsInBillingGroup', 'iot:ListThingPrincipalsV2'];
    const original = policy(allow('iot:ListThing*'));
    const question = { original, actions, unused: ['iot:ListThingPrincipalsV2'] };
    expect(broken({ ...question, refined: policy(allow('iot:ListThings*')) })).toEqual([]);
    expect(law(1, { ...question, refined: policy(allow('iot:ListThings')) }).counterexample?.action).toBe(
      'iot:ListThingsInBillingGroup',
    );
    expect(broken({ ...question, refined: policy(allow('iot:ListThing*')) })).toEqual([2, 5]);
  });

  test('a wildcard ignores case in the middle of a word', () => {
    const actions = ['api:CreateStage', 'api:ListTagsForResource', 'api:TagResource'];
    const question = { original: policy(allow('api:*')), actions, unused: ['api:CreateStage'] };
    expect(law(2, { ...question, refined: policy(allow('api:*Tag*')) }).counterexample?.action).toBe(
      'api:CreateStage',
    );
    expect(broken({ ...question, refined: policy(allow(['api:ListTags*', 'api:TagResource'])) })).toEqual([]);
  });

  test('one question mark is one character', () => {
    const original = policy(allow(['s3:?utObject', 'ec2:DescribeInstance?']));
    expect(broken({ original, refined: original, unused: ['s3:GetObject', 'ec2:DescribeInstance'] })).toEqual(
      [],
    );
    expect(broken({ original, refined: original, unused: ['ec2:DescribeInstances'] })).toEqual([2, 5]);
  });

  test('entries that cover each other, and duplicates that differ in case', () => {
    const original = policy(allow(['s3:*', 's3:Get*', 'S3:get**']));
    const refined = policy(allow(['s3:List*', 's3:PutObject', 's3:GetObject*']));
    expect(broken({ original, refined, unused: ['s3:GetBucketAcl'] })).toEqual([]);
    const both = policy(allow(['s3:List*', 's3:PutObject', 's3:GetObject*', 'S3:get**']));
    expect(broken({ original, refined: both, unused: ['s3:GetBucketAcl'] })).toEqual([2, 5]);
  });

  test('* and *:* are the same', () => {
    const question = { original: policy(allow('*')), refined: policy(allow('*:*')) };
    expect(broken(question)).toEqual([]);
    expect(broken({ original: question.refined, refined: question.original })).toEqual([]);
  });
});

describe('NotAction', () => {
  const original = policy(allow({ NotAction: ['iam:*', 's3:Put*'] }));

  test('may list more, if nothing needed is in it', () => {
    const refined = policy(allow({ NotAction: ['iam:*', 's3:Put*', 's3:GetB*'] }));
    expect(broken({ original, refined, unused: ['s3:GetBucketAcl'] })).toEqual([]);
    expect(broken({ original, refined, unused: ['s3:GetBucketAcl', 's3:ListBucket'] })).toEqual([2, 5]);
    expect(broken({ original, refined })).toEqual([1]);
  });

  test('never lists less, known or not', () => {
    const refined = policy(allow({ NotAction: ['iam:*'] }));
    expect(broken({ original, refined })).toEqual([3]);
    const unknown = policy(allow({ NotAction: ['iam:*', 's3:Put*', 'newsvc:DoThing'] }));
    const question = { original: unknown, refined: original };
    expect(law(3, question).counterexample).toMatchObject({
      action: 'newsvc:DoThing',
      path: 'Statement[0].NotAction[2]',
    });
  });

  test('lists all of a service that is unused whole', () => {
    const services = ['ec2', 'newsvc'];
    expect(law(2, { original, refined: original, services }).numbers).toMatchObject({ remaining: 2 });
    const known = policy(allow({ NotAction: ['iam:*', 's3:Put*', 'ec2:*'] }));
    expect(law(2, { original, refined: known, services }).counterexample?.action).toBe('newsvc:x');
    const all = policy(allow({ NotAction: ['iam:*', 's3:Put*', 'ec2:*', 'newsvc:*'] }));
    expect(broken({ original, refined: all, services })).toEqual([]);
    const parts = policy(allow({ NotAction: ['iam:*', 's3:Put*', 'ec2:*', 'newsvc:', 'newsvc:?*'] }));
    expect(broken({ original, refined: parts, services })).toEqual([]);
  });

  test('is not Action', () => {
    const action = policy(allow({ Action: ['s3:GetObject'] }));
    expect(broken({ original, refined: action, unused: [] })).toContain(4);
    const turned = policy(allow({ NotAction: ['s3:GetObject'] }));
    expect(broken({ original: action, refined: turned })).toEqual([1, 3, 4]);
  });
});

describe('like statements', () => {
  test('go in the order that keeps the laws', () => {
    const original = policy(
      allow('s3:GetObject'),
      allow('s3:PutObject'),
      allow('s3:ListBucket'),
      allow('s3:Get*'),
    );
    const refined = policy(allow('s3:PutObject'), allow('s3:GetObjectAcl'));
    expect(
      broken({ original, refined, unused: ['s3:GetObject', 's3:ListBucket', 's3:GetBucketAcl'] }),
    ).toEqual([]);
  });

  test('are told apart by the decisions that hold in one of them', () => {
    const kept = (action: string) => [{ kind: 'kept', action, statement: 0 }] as const;
    const original = policy(allow(['s3:GetObject']), allow(['*3:GetObject']));
    const refined = policy(allow(['s3:GetObject']));
    expect(broken({ original, refined, unused: ['s3:GetObject'], deviations: kept('s3:GetObject') })).toEqual(
      [],
    );
    const unknown = policy(allow(['new:*']), allow(['*:*']));
    expect(
      broken({
        original: unknown,
        refined: policy(allow(['new:*'])),
        services: ['new', 's3', 'ec2'],
        deviations: kept('new:*'),
      }),
    ).toEqual([]);
  });

  test('are told apart by the shape of their lists', () => {
    const original = policy(allow(['s3:PutObject', 's3:GetObject']), allow('s3:GetObject'));
    const refined = policy(allow('s3:GetObject'));
    expect(broken({ original, refined, unused: ['s3:PutObject', 's3:GetObject'] })).toEqual([2, 5]);
  });

  test('are undecided where there are too many to compare', () => {
    const many = Array.from({ length: 2_000 }, (_, i) => allow(i < 1_000 ? 's3:PutObject' : 's3:GetObject'));
    const refined = policy(...many.slice(1_000));
    expect(law(1, { original: policy(...many), refined, unused: ['s3:PutObject'] }).verdict).toBe(
      'undecided',
    );
  });
});

describe('what cannot be read', () => {
  test.each([
    ['both elements', { Effect: 'Allow', Action: 's3:*', NotAction: 's3:*' }],
    ['a number for an action', { Effect: 'Allow', Action: [number(1)] }],
    ['no object', 'Allow'],
  ])('%s: law 2 is undecided', (_, statement) => {
    expect(
      broken({ original: policy(statement), refined: policy(statement), unused: ['s3:PutObject'] }),
    ).toEqual([2, 5]);
  });

  test.each([
    ['a Principal', { Effect: 'Allow', Action: 's3:*', Principal: '*' }],
    ['no element', { Effect: 'Allow', Resource: '*' }],
  ])('%s: the statement must stay, and allows nothing that counts', (_, statement) => {
    const original = policy(statement);
    expect(broken({ original, refined: original, unused: ['s3:PutObject'] })).toEqual([]);
    expect(broken({ original, refined: null })).toEqual([4]);
  });

  test('values nested a hundred thousand deep, and keys such as __proto__', () => {
    const deep = JSON.parse(`{"__proto__": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
    const original = policy(allow('s3:*', { Condition: deep }));
    expect(broken({ original, refined: original })).toEqual([]);
    const other = policy(allow('s3:*', { Condition: {} }));
    expect(broken({ original, refined: other })).toEqual([4]);
  });
});

describe('law 4 compares numbers by their text', () => {
  const withNumber = (text: string) =>
    policy(allow('s3:*', { Condition: { NumericEquals: { 'x:y': new JsonNumber(text) } } }));

  test.each([
    ['12345678901234567890', '12345678901234567891'],
    ['1.50', '1.5'],
    ['1e3', '1000'],
    ['-0', '0'],
  ])('%s is not %s', (one, other) => {
    expect(broken({ original: withNumber(one), refined: withNumber(one) })).toEqual([]);
    expect(broken({ original: withNumber(one), refined: withNumber(other) })).toEqual([4]);
  });
});

describe('counts', () => {
  test('an action counts once, and as allowed while some statement allows it', () => {
    const original = policy(allow('s3:*'), allow('s3:Get*'), allow('ec2:*'));
    const refined = policy(
      allow(['s3:GetObject', 's3:ListBucket', 's3:PutObject']),
      allow('s3:GetObjectAcl'),
    );
    const unused = ['s3:GetBucketAcl', 'ec2:DescribeInstance', 'ec2:DescribeInstances'];
    expect(verify({ original, refined, unused }).counts).toEqual(counts({ before: 7, now: 4, gone: 3 }));
    expect(verify({ original, refined: null, services: ['s3'] }).counts).toEqual(
      counts({ before: 7, now: 0, gone: 5 }),
    );
  });
});

function counts(some: Partial<Counts>): Counts {
  return { before: 0, now: 0, gone: 0, goneOnPurpose: 0, keptOnPurpose: 0, open: 0, ...some };
}

describe('deviations', () => {
  const original = policy(allow('s3:*'), allow('ec2:*'));

  test('an action that was kept on purpose is reported, not refuted', () => {
    const deviation = { kind: 'kept', action: 's3:getbucketacl', reason: 'audit', by: 'ann' } as const;
    const question = { original, refined: original, unused: ['s3:GetBucketAcl'], deviations: [deviation] };
    expect(broken(question)).toEqual([]);
    expect(law(2, question)).toMatchObject({ numbers: { kept: 1, open: 0, remaining: 0 } });
    expect(law(2, question).checked).toContain(': 1 kept on purpose');
    expect(verify(question).counts).toEqual(counts({ before: 7, now: 7, keptOnPurpose: 1 }));
    const elsewhere = { ...deviation, statement: 1 };
    expect(broken({ ...question, deviations: [elsewhere] })).toEqual([2, 5]);
  });

  test('it is reported as well if it is retained, and so not in U', () => {
    const deviation = { kind: 'kept', action: 's3:GetBucketAcl' } as const;
    const lists = { unused: ['s3:GetBucketAcl'], retained: ['s3:GetBucketAcl'] };
    const question = { original, refined: original, ...lists, deviations: [deviation] };
    expect(law(2, question).numbers).toMatchObject({ kept: 1, remaining: 0 });
    expect(verify(question).counts.keptOnPurpose).toBe(1);
  });

  test('one that nobody has decided about yet is open, and not kept on purpose', () => {
    const deviation = {
      kind: 'open',
      action: 's3:Get*',
      actions: ['s3:GetBucketAcl'],
      statement: 0,
    } as const;
    const question = { original, refined: original, unused: ['s3:GetBucketAcl'], deviations: [deviation] };
    expect(broken(question)).toEqual([]);
    expect(law(2, question).checked).toContain(': 1 open');
    expect(verify(question).counts).toEqual(counts({ before: 7, now: 7, open: 1 }));
  });

  test('what a deviation does not name is none, whatever its pattern matches', () => {
    const unused = ['s3:GetBucketAcl', 's3:GetObject'];
    const deviation = { kind: 'kept', action: 's3:Get*', actions: ['s3:GetBucketAcl'] } as const;
    const question = { original, refined: original, unused, deviations: [deviation] };
    expect(broken(question)).toEqual([2, 5]);
    expect(law(2, question).numbers).toMatchObject({ kept: 1, remaining: 1 });
  });

  test('an action that was removed on purpose is reported, not refuted', () => {
    const refined = policy(allow('s3:*'), allow('ec2:DescribeInstances'));
    const deviation = { kind: 'removed', action: 'ec2:DescribeInstance', statement: 1 } as const;
    expect(broken({ original, refined, deviations: [deviation] })).toEqual([]);
    const { numbers, checked } = law(1, { original, refined, deviations: [deviation] });
    expect(numbers).toMatchObject({ actions: 2, removed: 1, lost: 0 });
    expect(checked).toContain(
      '2 known actions that nobody reported unused: 1 still allowed there, 1 removed on purpose',
    );
    expect(verify({ original, refined, deviations: [deviation] }).counts).toEqual(
      counts({ before: 7, now: 6, goneOnPurpose: 1 }),
    );
    // It makes no difference that it joined the unused actions.
    const joined = { original, refined, unused: ['ec2:DescribeInstance'], deviations: [deviation] };
    expect(law(1, joined).numbers).toMatchObject({ actions: 2, removed: 1, lost: 0 });
    expect(verify(joined).counts).toEqual(counts({ before: 7, now: 6, goneOnPurpose: 1 }));
    expect(broken({ original, refined, deviations: [{ ...deviation, statement: 0 }] })).toEqual([1]);
  });

  test('an entry that was kept as written, of a service that is unused whole', () => {
    const question = { original, refined: original, services: ['ec2'] };
    expect(broken({ ...question, deviations: [{ kind: 'kept', action: 'ec2:*', statement: 1 }] })).toEqual(
      [],
    );
    expect(broken(question)).toEqual([2, 5]);
  });

  test('nothing excuses what laws 3 and 4 find', () => {
    const refined = policy(allow(['s3:*', 'iam:*']), allow('ec2:*'));
    expect(broken({ original, refined, deviations: [{ kind: 'kept', action: '*' }] })).toEqual([3]);
  });
});
