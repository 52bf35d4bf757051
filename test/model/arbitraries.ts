import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../source/base/json.ts';
import { number } from './json.ts';

/**
 * Random catalogues, policies and findings that go together, with all that makes names nasty: names that begin one
 * another, in words and in letters only (`ListRole…`, `ListRoles`, `ListStackSets`), that differ by case only, one-letter
 * words, digits, hyphens.
 */
export interface World {
  /** Service prefix to action names. */
  readonly services: Readonly<Record<string, readonly string[]>>;
  readonly policy: JsonObject;
  /** In the short form. */
  readonly finding: readonly JsonObject[];
  readonly retained: readonly string[];
  readonly removed: readonly string[];
}

const SERVICES = ['s', 's3', 's3-x', 'a', 'ab', 'iam'];
/** Services that no catalogue here has. */
const UNKNOWN_SERVICES = ['new', 's3x', 'b'];
const WORDS = [
  'Get',
  'List',
  'Put',
  'Role',
  'Roles',
  'Stack',
  'Stacks',
  'Sets',
  'Stac',
  'URL',
  'Url',
  'EC',
  'A',
  'B',
  'AB',
  'a',
  'b',
  's',
  '2',
  'V2',
  'V2b',
  '-',
  '_',
  'x',
];

const wordName = fc
  .array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 4 })
  .map((list) => list.join(''));
/** Few letters, so that many names begin one another. */
const letterName = fc.string({ unit: fc.constantFrom('A', 'a', 'B', 'b', '1'), minLength: 1, maxLength: 4 });
/** Names that share their words, and of which some begin others in letters only. */
const familyName = fc
  .tuple(
    fc.constantFrom('List', 'List', 'Get'),
    fc.constantFrom('Role', 'Roles', 'Stack', 'Stacks', 'StackSet'),
    fc.constantFrom('', '', 'TagOne', 'TagTwo', 'TagSet', 'TagSetUrl', 'TagSetURLs', 's', 'Sets'),
  )
  .map((parts) => parts.join(''));
export const actionName = fc.oneof(
  { weight: 3, arbitrary: wordName },
  { weight: 2, arbitrary: familyName },
  { weight: 1, arbitrary: letterName },
);

const catalogue = fc.oneof(
  fc.dictionary(fc.constantFrom('s', 'iam'), fc.array(familyName, { minLength: 3, maxLength: 12 }), {
    minKeys: 1,
    maxKeys: 2,
    noNullPrototype: true,
  }),
  fc.dictionary(fc.constantFrom(...SERVICES), fc.array(actionName, { maxLength: 14 }), {
    minKeys: 1,
    maxKeys: 4,
    noNullPrototype: true,
  }),
  fc.dictionary(fc.constantFrom(...SERVICES), fc.array(letterName, { maxLength: 12 }), {
    minKeys: 1,
    maxKeys: 3,
    noNullPrototype: true,
  }),
);

export function actionsOf(services: Readonly<Record<string, readonly string[]>>): string[] {
  return Object.entries(services).flatMap(([service, names]) => names.map((name) => `${service}:${name}`));
}

/** A change to a text at a place, which is given as a part of its length, in 1000ths. */
interface Cut {
  readonly kind: 'star' | 'stars' | 'question' | 'insert' | 'end' | 'upper' | 'lower' | 'drop';
  readonly at: number;
  readonly length: number;
  readonly service: boolean;
}

const cut: fc.Arbitrary<Cut> = fc.record({
  kind: fc.constantFrom('star', 'end', 'question', 'insert', 'stars', 'upper', 'lower', 'drop'),
  at: fc.nat(1000),
  length: fc.nat(5),
  // Rarely in the service prefix.
  service: fc.nat(19).map((n) => n === 0),
});

function applyCut(text: string, { kind, at, length, service }: Cut): string {
  const start = service ? 0 : text.indexOf(':') + 1;
  const from = start + Math.floor(((text.length - start) * at) / 1000);
  const to = Math.min(text.length, from + length);
  const [before, inside, after] = [text.slice(0, from), text.slice(from, to), text.slice(to)];
  switch (kind) {
    case 'star':
      return `${before}*${after}`;
    case 'stars':
      return `${before}**${after}`;
    case 'question':
      return `${before}${'?'.repeat(inside.length)}${after}`;
    case 'insert':
      return `${before}${length > 3 ? '?' : '*'}${inside}${after}`;
    case 'end':
      return `${before}*`;
    case 'upper':
      return before + inside.toUpperCase() + after;
    case 'lower':
      return before + inside.toLowerCase() + after;
    case 'drop':
      return before + after;
  }
}

/** Something chosen from what is known only later: an action by its number, or a new one. */
type Choice = (actions: readonly string[]) => string;

const unknownAction: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...SERVICES, ...UNKNOWN_SERVICES), actionName)
  .map(([service, name]) => `${service}:${name}`);

const known: fc.Arbitrary<Choice> = fc.tuple(fc.nat(10_000), unknownAction).map(
  ([n, other]) =>
    (actions) =>
      actions[n % Math.max(1, actions.length)] ?? other,
);

const anAction: fc.Arbitrary<Choice> = fc.oneof(
  { weight: 9, arbitrary: known },
  { weight: 1, arbitrary: unknownAction.map((action) => () => action) },
);

const special = fc.oneof(
  fc.constantFrom(
    '*',
    '*:*',
    '**',
    '*:**',
    '*:?*',
    's*:Get*',
    '*:Get*',
    '?:*',
    's?*',
    's*',
    '*s:*',
    'nonsense',
  ),
  fc.constantFrom(...SERVICES, ...UNKNOWN_SERVICES).map((service) => `${service}:*`),
  unknownAction,
);

/** A pattern made from an action of the catalogue by a few cuts, or one of the kinds that have a row in the semantics. */
export const pattern: fc.Arbitrary<Choice> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(anAction, fc.array(cut, { minLength: 1, maxLength: 3 })).map(
      ([choose, cuts]): Choice =>
        (actions) =>
          cuts.reduce(applyCut, choose(actions)),
    ),
  },
  { weight: 2, arbitrary: special.map((text) => () => text) },
  { weight: 1, arbitrary: anAction },
);

type Made<T> = (actions: readonly string[]) => T;

const extras: fc.Arbitrary<JsonObject> = fc.record(
  {
    Sid: fc.constantFrom('One', 'Two', ''),
    Condition: fc.constantFrom<JsonValue>({ Bool: { 'aws:SecureTransport': 'true' } }, {}),
    Note: fc.constantFrom<JsonValue>(number(1), null, ['x']),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<JsonObject>;

const statement: fc.Arbitrary<Made<JsonObject>> = fc
  .record({
    effect: fc.nat(9).map((n) => (n === 0 ? 'Deny' : 'Allow')),
    element: fc.nat(4).map((n) => (n === 0 ? 'NotAction' : 'Action')),
    principal: fc.nat(29).map((n) => n === 0),
    list: fc.array(pattern, { maxLength: 5 }),
    asString: fc.boolean(),
    resource: fc.constantFrom<JsonValue>('*', ['arn:aws:s3:::b', 'arn:aws:s3:::b/*']),
    extras,
    elementFirst: fc.boolean(),
  })
  .map(
    ({ effect, element, principal, list, asString, resource, extras: more, elementFirst }) =>
      (actions) => {
        const entries = list.map((choose) => choose(actions));
        const [only] = entries;
        const actionsValue: JsonValue =
          asString && entries.length === 1 && only !== undefined ? only : entries;
        const first: JsonObject = elementFirst
          ? { [element]: actionsValue, Effect: effect }
          : { Effect: effect, [element]: actionsValue };
        return { ...more, ...first, Resource: resource, ...(principal ? { Principal: '*' } : {}) };
      },
  );

export const policyOver: fc.Arbitrary<Made<JsonObject>> = fc
  .record({
    statements: fc.array(statement, { minLength: 1, maxLength: 4 }),
    single: fc.boolean(),
    version: fc.constantFrom<JsonObject>({ Version: '2012-10-17' }, { Version: '2008-10-17', Id: 'x' }, {}),
  })
  .map(({ statements, single, version }) => (actions) => {
    const made = statements.map((make) => make(actions));
    const [only] = made;
    return { ...version, Statement: single && made.length === 1 && only !== undefined ? only : made };
  });

/** One action of a finding as the short form writes it: with its service prefix, without, in another letter case. */
const spelling = fc.constantFrom('name', 'name', 'prefix', 'lower', 'upper');

function spelled(action: string, how: string): string {
  const name = action.slice(action.indexOf(':') + 1);
  if (how === 'prefix') return action;
  return how === 'lower' ? name.toLowerCase() : how === 'upper' ? name.toUpperCase() : name;
}

const findingOver: fc.Arbitrary<Made<JsonObject[]>> = fc
  .record({
    density: fc.nat(100),
    rolls: fc.array(fc.nat(99), { minLength: 20, maxLength: 20 }),
    spellings: fc.array(spelling, { minLength: 5, maxLength: 5 }),
    others: fc.array(unknownAction, { maxLength: 3 }),
    whole: fc.array(fc.constantFrom(...SERVICES, ...UNKNOWN_SERVICES), { maxLength: 2 }),
    hasWhole: fc.nat(2),
  })
  .map(({ density, rolls, spellings, others, whole, hasWhole }) => (actions) => {
    const named = [...actions.filter((_, i) => (rolls[i % rolls.length] ?? 0) < density), ...others];
    const rows = Map.groupBy(named, (action) => action.slice(0, action.indexOf(':')));
    return [
      ...[...rows].map(([serviceNamespace, list]) => ({
        serviceNamespace,
        actions: list.map((action, i) => spelled(action, spellings[i % spellings.length] ?? 'name')),
      })),
      ...(hasWhole === 0 ? whole.map((serviceNamespace) => ({ serviceNamespace })) : []),
    ];
  });

const changes: fc.Arbitrary<Made<string[]>> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Made<string[]>>(() => []) },
  {
    weight: 1,
    arbitrary: fc
      .array(
        fc.oneof(
          { weight: 4, arbitrary: anAction },
          {
            weight: 1,
            arbitrary: fc.constantFrom(...SERVICES).map(
              (s): Choice =>
                () =>
                  `${s}:*`,
            ),
          },
        ),
        { minLength: 1, maxLength: 3 },
      )
      .map(
        (list): Made<string[]> =>
          (actions) =>
            list.map((choose) => choose(actions)),
      ),
  },
);

/** A catalogue, and a policy and a finding over it. */
export const world: fc.Arbitrary<World> = fc
  .tuple(catalogue, policyOver, findingOver, changes, changes)
  .map(([services, makePolicy, makeFinding, makeRetained, makeRemoved]) => {
    const actions = actionsOf(services);
    const finding = makeFinding(actions);
    // The operator sees what the finding names as well.
    const named = [...actions, ...finding.flatMap(namedBy)];
    return {
      services,
      policy: makePolicy(actions),
      finding,
      retained: makeRetained(named),
      removed: makeRemoved(named),
    };
  });

/** The actions that a row of the short form names, with their prefix. */
export function namedBy(row: JsonObject): string[] {
  const { serviceNamespace, actions } = row;
  return Array.isArray(actions)
    ? actions.map((action) =>
        String(action).includes(':') ? String(action) : `${String(serviceNamespace)}:${String(action)}`,
      )
    : [];
}

export const mode = fc.constantFrom('shortest', 'shortest', 'tightest', 'exact', 'compact' as const);
