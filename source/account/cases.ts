import { type Policy, policyFrom } from '../policy/policy.ts';
import { type CaseSettings, type PolicyCase, policyCase } from '../refine/case.ts';
import { accountInArn } from '../usage/arn.ts';
import { intersectUnused, type Unused, unusedFrom } from '../usage/unused.ts';
import { type Attachments, attachmentsOf } from './attachments.ts';
import type { CaseCalls } from './case-calls.ts';
import { type Exception, exceptionsFor, protect } from './exceptions.ts';
import {
  type Inputs,
  KINDS,
  type LoadedPolicy,
  type LoadedPrincipal,
  type PermissionSetFacts,
  type PrincipalKind,
} from './facts.ts';
import { type HeldBack, heldBackIn, type Spared, sparedIn } from './held-back.ts';
import { type CasePlace, type NotRefined, type PlaceRules, placesOf } from './places.ts';
import { type RecommendedPolicy, recommendedPolicies } from './recommended.ts';
import { type Reports, reportsOf } from './reports.ts';

/** One policy to be refined, with what is unused for all who have it. Its `id` is its owner and its name or ARN. */
export interface AccountCase extends PolicyCase {
  /** For people: the holder, or how many share it; undefined where the inputs do not say. */
  readonly principal?: string;
  /** The kind of policy: it decides how the result replaces it. */
  readonly kind: LoadedPolicy['kind'];
  readonly arn?: string;
  /** The account of the policy; undefined for a permission set's policy, and where the inputs do not say. */
  readonly account?: string;
  /** The file that it was read from, and the way to it in there. */
  readonly file: string;
  readonly path: string;
  readonly updatedAt?: string;
  /** How many versions a managed policy has; undefined where the inputs do not say. */
  readonly versions?: number;
  /** What the policy is attached to or embedded in; for a group's policy, the group and not its users. */
  readonly attachedTo: readonly Attachment[];
  /** Everybody who has the policy, users of a group included. */
  readonly holders: readonly Holder[];
  /** Actions that some holders do not use and that stay because of other holders. */
  readonly heldBack: readonly HeldBack[];
  /** The exceptions that apply to its holders. */
  readonly protections: readonly Exception[];
  /** Actions that would go but for an exception. */
  readonly spared: readonly Spared[];
  /** What its holders called; absent where no logs were given. */
  readonly calls?: CaseCalls;
  /** Why nothing of it goes; absent where it is refined. */
  readonly notRefined?: NotRefined;
  /** What AWS recommends for it: it is compared with the result and never followed. */
  readonly recommended?: RecommendedPolicy;
}

/**
 * What a policy is attached to or embedded in. For a permission set, `name` is the set's name, `arn` its ARN where its
 * own outputs were given, and `set` has the instance and the roles that it made. Those roles are never changed.
 */
export interface Attachment {
  readonly kind: PrincipalKind;
  readonly name: string;
  readonly arn?: string;
  /** Of a permission set. */
  readonly set?: PermissionSetFacts;
  /** How many managed policies are attached to it; undefined where the inputs do not say. */
  readonly managed?: number;
}

interface Holder {
  readonly kind: PrincipalKind;
  readonly name: string;
  readonly arn?: string;
  /** What to call a permission set's role: the set and the account. */
  readonly label?: string;
  /** False where no finding is about it: it counts as using everything. */
  readonly analysed: boolean;
}

export interface CaseOptions extends CaseSettings {
  /** Exceptions that hold today. */
  readonly exceptions?: readonly Exception[];
  /** Ignore principals without a finding, instead of assuming that they use everything. */
  readonly assumeUnanalysedUnused?: boolean;
  /** Assume that managed policies are attached only to the principals that the inputs show. */
  readonly assumeSoleHolder?: boolean;
}

export interface Cases {
  readonly cases: readonly AccountCase[];
  /** Reasons why a result may not be what one expects: what is not refined and why, and findings of unclear owners. */
  readonly warnings: readonly string[];
  /** What else a person should know: findings about nobody here, policies that are left alone. */
  readonly notes: readonly string[];
}

/**
 * Puts policies and findings together (product: "Several policies"). What may go from an inline policy depends on its
 * principal; from a managed policy, on everybody it is attached to; from a group's policy, on the group's users. An
 * AWS-managed policy is a case for each principal, since each may get its own replacement. A policy by itself depends
 * on the principal that its file's name begins with (`MyRole.S3AndLambda.json`), if there is one, or else on everybody
 * whom a finding names.
 *
 * @throws InputError for a document that is not a policy
 */
export function casesOf(inputs: Inputs, options: CaseOptions): Cases {
  const reports = reportsOf(inputs);
  const attachments = attachmentsOf(inputs, reports.named);
  const recommended = recommendedPolicies(inputs.recommendations);
  const rules: PlaceRules = {
    attachments,
    reports,
    assumeSoleHolder: options.assumeSoleHolder === true,
    pagesMissing: inputs.pagesMissing,
    boundaries: new Set(inputs.boundaries),
  };
  const makeCase = caseMaker(rules, options);
  const made = inputs.policies.flatMap((loaded) =>
    placesOf(loaded, rules).map((place) => makeCase(loaded, place)),
  );
  const attached = new Set(inputs.principals.flatMap((principal) => principal.attached));
  const isAttached = ({ arn }: LoadedPolicy): boolean => arn !== undefined && attached.has(arn);
  const bounded = inputs.boundaries
    .filter(isAttached)
    .flatMap((loaded) => placesOf(loaded, rules).map((place) => makeCase(loaded, place)));
  const onlyBoundaries = inputs.boundaries.filter((loaded) => !isAttached(loaded));
  const cases = withOwnNames(withOwnIds([...made, ...bounded])).map((policyCase) =>
    withRecommended(policyCase, recommended),
  );
  return {
    cases,
    warnings: [...reports.warnings, ...attachments.warnings, ...notRefinedWarnings(cases)],
    notes: [
      ...attachments.notes(),
      ...onlyBoundaries.map(({ name }) => `${name} is a permissions boundary and therefore not refined`),
      ...strangerNotes(reports),
    ],
  };
}

function withRecommended(policyCase: AccountCase, recommended: readonly RecommendedPolicy[]): AccountCase {
  if (recommended.length === 0) return policyCase;
  const { arn, name, kind, attachedTo } = policyCase;
  const owners = new Set(attachedTo.map((each) => each.arn));
  const found = recommended.find(
    ({ resourceArn, policyId }) =>
      owners.has(resourceArn) &&
      (arn === undefined ? kind === 'inline' && policyId === name : policyId === arn),
  );
  return found === undefined ? policyCase : { ...policyCase, recommended: found };
}

/** What nobody named in the findings uses and no exception protects: U for a pattern that belongs to no policy. */
export function unusedByAll(inputs: Inputs, exceptions: readonly Exception[] = []): Unused {
  const reports = reportsOf(inputs);
  const names = reports.named.flatMap((each) => reports.namesOf(each));
  return protect(unusedByHolders(reports, reports.named), exceptionsFor(exceptions, names));
}

/** What one principal does not use, by the findings and before exceptions; undefined where no finding is about it. */
export function unusedByPrincipal(inputs: Inputs, arn: string): Unused | undefined {
  const reports = reportsOf(inputs);
  const who = [...inputs.principals, ...reports.named].find((each) => reports.namesOf(each).includes(arn));
  return who === undefined ? reports.open : reports.unusedOf(who);
}

/** What none of the holders uses. Where the holders are not known, the findings that name nobody count. */
function unusedByHolders(reports: Reports, holders: readonly LoadedPrincipal[]): Unused {
  if (holders.length === 0) return reports.open ?? NOTHING_UNUSED;
  return intersectUnused(holders.map((holder) => reports.unusedOf(holder) ?? NOTHING_UNUSED));
}

const NOTHING_UNUSED = unusedFrom([]);

/** A policy whose text is cut out of its file when it is asked for: most policies of an account are never written. */
class PolicyOfFile implements Policy {
  readonly value: Policy['value'];
  readonly statements: Policy['statements'];
  readonly warnings: Policy['warnings'];
  readonly #loaded: LoadedPolicy;

  constructor({ value, statements, warnings }: Policy, loaded: LoadedPolicy) {
    this.value = value;
    this.statements = statements;
    this.warnings = warnings;
    this.#loaded = loaded;
  }

  get text(): string {
    return this.#loaded.text;
  }
}

function caseMaker(
  { attachments, reports }: PlaceRules,
  options: CaseOptions,
): (loaded: LoadedPolicy, place: CasePlace) => AccountCase {
  const exceptions = options.exceptions ?? [];
  const counts = options.assumeUnanalysedUnused !== true;
  const policies = new Map<LoadedPolicy, Policy>();
  const protectedFrom = new Map<Unused, Map<string, Unused>>();

  const policyOf = (loaded: LoadedPolicy): Policy => {
    const made = policies.get(loaded);
    if (made !== undefined) return made;
    const at = loaded.path === '' ? loaded.file : `${loaded.file}, ${loaded.path}`;
    const policy = new PolicyOfFile(policyFrom(loaded.value, '', at), loaded);
    policies.set(loaded, policy);
    return policy;
  };

  // A principal with many policies has one set of unused actions, and what is made from it is made once, too.
  const protectedBy = (unused: Unused, own: readonly Exception[]): Unused => {
    // A policy that is not refined has a protection of its own, which keeps everything.
    const key = own.map((each) => exceptions.indexOf(each)).join();
    const made = protectedFrom.get(unused) ?? new Map<string, Unused>();
    protectedFrom.set(unused, made);
    const known = made.get(key) ?? protect(unused, own);
    made.set(key, known);
    return known;
  };

  return (
    loaded,
    { owner, name = loaded.name, principal, attached, holders, accountsElsewhere, notRefined },
  ) => {
    const policy = policyOf(loaded);
    const known = holders.map((holder) => ({ holder, unused: reports.unusedOf(holder) }));
    const reporters = known
      .filter(({ unused }) => unused !== undefined || counts)
      .map(({ holder, unused }) => ({ name: attachments.labelOf(holder), unused }));
    if (counts) for (const each of accountsElsewhere) reporters.push({ name: each, unused: undefined });
    const unused =
      reporters.length === 0 && holders.length === 0
        ? unusedByHolders(reports, [])
        : intersectUnused(reporters.map((each) => each.unused ?? NOTHING_UNUSED));
    const names = new Set([...attached, ...holders].flatMap((each) => reports.namesOf(each)));
    const kept = notRefined === undefined ? [] : [{ action: '*', reason: notRefined.message }];
    const own = [...exceptionsFor(exceptions, [...names]), ...kept];
    // An inline policy by itself does not tell its account; a finding about its principal does.
    const account = accountIn([loaded.arn, ...attached.flatMap((each) => reports.namesOf(each))]);
    return policyCase({
      id: `${owner}/${loaded.arn ?? name}`,
      name,
      ...(principal === undefined ? {} : { principal }),
      policy,
      unused: protectedBy(unused, own),
      kind: loaded.kind,
      ...(loaded.arn === undefined ? {} : { arn: loaded.arn }),
      ...(account === undefined ? {} : { account }),
      file: loaded.file,
      path: loaded.path,
      ...(loaded.updatedAt === undefined ? {} : { updatedAt: loaded.updatedAt }),
      ...(loaded.versions === undefined ? {} : { versions: loaded.versions }),
      attachedTo: attached.map((each) => ({
        ...identity(each),
        ...(each.set === undefined ? {} : { set: each.set }),
        // An inline policy that comes by itself does not tell what else its principal has.
        ...(each.arn === undefined && each.set === undefined ? {} : { managed: managedOf(each) }),
      })),
      holders: known.map((each) => ({
        ...identity(each.holder),
        ...labelled(each.holder, attachments),
        analysed: each.unused !== undefined,
      })),
      heldBack: heldBackIn(policy, reporters),
      protections: own,
      spared: notRefined === undefined ? sparedIn(policy, unused, own) : [],
      ...(notRefined === undefined ? {} : { notRefined }),
      catalog: options.catalog,
      generalize: options.generalize,
    });
  };
}

/**
 * How many managed policies it has. A permission set refers to customer-managed policies by name, so each counts once.
 */
function managedOf({ attached, set }: LoadedPrincipal): number {
  const isOwn = (arn: string): boolean => set !== undefined && accountInArn(arn) !== 'aws';
  return new Set(attached.map((arn) => (isOwn(arn) ? arn.slice(arn.indexOf(':policy/')) : arn))).size;
}

function identity({ kind, name, arn }: LoadedPrincipal): Pick<Holder, 'kind' | 'name' | 'arn'> {
  return { kind, name, ...(arn === undefined ? {} : { arn }) };
}

function labelled(holder: LoadedPrincipal, attachments: Attachments): Pick<Holder, 'label'> {
  const label = attachments.labelOf(holder);
  return label === holder.name ? {} : { label };
}

function strangerNotes(reports: Reports): string[] {
  return reports
    .strangers()
    .map((principal) => `the finding about ${principal} concerns none of the policies given`);
}

/** One sentence for each policy, no matter how many have it. */
function notRefinedWarnings(cases: readonly AccountCase[]): string[] {
  return [
    ...new Set(cases.flatMap(({ notRefined }) => (notRefined === undefined ? [] : [notRefined.message]))),
  ];
}

/** The account (twelve digits) of the first ARN that names one. */
function accountIn(arns: readonly (string | undefined)[]): string | undefined {
  return arns.map(accountInArn).find((account) => /^\d{12}$/.test(account));
}

/** Tells apart principals with the same name in the names for people: by account, or by kind. */
function withOwnNames(cases: readonly AccountCase[]): AccountCase[] {
  const byTitle = Map.groupBy(cases, ({ principal, name }) => JSON.stringify([principal, name]));
  return cases.map((policyCase) => {
    const { principal, name, account, attachedTo } = policyCase;
    const namesakes = byTitle.get(JSON.stringify([principal, name])) ?? [];
    if (principal === undefined || namesakes.length < 2) return policyCase;
    const kinds = new Set(namesakes.map((each) => each.attachedTo[0]?.kind));
    const accounts = new Set(namesakes.map((each) => each.account));
    const kind = attachedTo.length === 1 && kinds.size > 1 ? attachedTo[0]?.kind : undefined;
    const what = kind === undefined ? principal : `${KINDS[kind]} ${principal}`;
    const where = accounts.size > 1 && account !== undefined ? ` in ${account}` : '';
    return { ...policyCase, principal: `${what}${where}` };
  });
}

/**
 * Gives each case an id of its own: two policies by themselves may have the same name, so their files tell them apart.
 */
function withOwnIds(cases: readonly AccountCase[]): AccountCase[] {
  const byId = Map.groupBy(cases, ({ id }) => id);
  const taken = new Set(byId.keys());
  return cases.map((policyCase) => {
    if (byId.get(policyCase.id)?.length === 1) return policyCase;
    const place = policyCase.path === '' ? policyCase.file : `${policyCase.file}, ${policyCase.path}`;
    const wanted = `${policyCase.id} (${place})`;
    let id = wanted;
    for (let i = 2; taken.has(id); i++) id = `${wanted} (${i})`;
    taken.add(id);
    return { ...policyCase, id };
  });
}
