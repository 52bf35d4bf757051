import type { Finding } from '../finding/finding.ts';
import { intersectUnused, type Unused, unusedFrom } from '../finding/unused.ts';
import { type Policy, policyFrom } from '../policy/policy.ts';
import { type Exception, exceptionsFor, protect } from './exceptions.ts';
import type { Inputs, LoadedPolicy, LoadedPrincipal } from './inputs.ts';

/** One policy to be refined, with what is unused for all who have it. */
export interface PolicySubject {
  /** Tells it from the others of the same inputs: its owner and its name or ARN. */
  readonly id: string;
  readonly name: string;
  /** For people: the one who has it, or how many share it; undefined where the inputs do not say. */
  readonly principal?: string;
  readonly policy: Policy;
  readonly unused: Unused;
  /** What kind of policy it is: that decides how the result is put in its place. */
  readonly kind: LoadedPolicy['kind'];
  readonly arn?: string;
  /** The file that it was read from, and the way to it in there. */
  readonly file: string;
  readonly path: string;
  readonly updatedAt?: string;
  /** What the policy is attached to, or embedded in: of a group's policy the group, not its users. */
  readonly attachedTo: readonly Attachment[];
  /** Everybody who has the policy, users of a group included. */
  readonly holders: readonly Holder[];
  /** Actions that some holders do not use and others keep from going. */
  readonly heldBack: readonly HeldBack[];
  /** The exceptions that protect actions of its holders. */
  readonly exceptions: readonly Exception[];
}

export interface Attachment {
  readonly kind: LoadedPrincipal['kind'];
  readonly name: string;
  readonly arn?: string;
}

export interface Holder extends Attachment {
  /** False where no finding speaks of it: it counts as using everything. */
  readonly analysed: boolean;
}

/** An action that one holder of a shared policy does not use, with those who use it, or may. */
export interface HeldBack {
  /** `service:Name`, or `service:*` for a whole service. */
  readonly action: string;
  /** The names of the holders because of whom it stays. */
  readonly by: readonly string[];
}

export interface SubjectOptions {
  /** Exceptions that hold today. */
  readonly exceptions?: readonly Exception[];
  /** Leave principals without a finding out of the reckoning instead of taking them to use everything. */
  readonly assumeUnanalysedUnused?: boolean;
}

export interface Subjects {
  readonly subjects: readonly PolicySubject[];
  /** What a person should know: findings that belong to nobody here, policies that nothing is known of. */
  readonly notes: readonly string[];
}

/**
 * Puts policies and findings together (product: "Several policies"): an inline policy answers to its principal, a
 * managed policy to everybody it is attached to, a group's policy to the group's users, an AWS-managed policy to each
 * principal on its own, since each may get its own replacement. Policies whose owner is not known answer to all
 * findings given.
 *
 * @throws InputError for a document that is no policy
 */
export function subjectsOf(inputs: Inputs, options: SubjectOptions = {}): Subjects {
  return new Assembly(inputs, options).subjects();
}

class Assembly {
  readonly #inputs: Inputs;
  readonly #options: SubjectOptions;
  readonly #byArn: ReadonlyMap<string, LoadedPolicy>;
  readonly #owners = new Map<LoadedPolicy, LoadedPrincipal>();
  readonly #attachedTo = new Map<string, LoadedPrincipal[]>();
  readonly #users = new Map<string, LoadedPrincipal[]>();
  readonly #findings = new Map<string, Finding[]>();
  readonly #open: readonly Finding[];
  readonly #used = new Set<Finding>();
  readonly #unused = new Map<LoadedPrincipal, Unused | undefined>();
  readonly #policies = new Map<LoadedPolicy, Policy>();

  constructor(inputs: Inputs, options: SubjectOptions) {
    this.#inputs = inputs;
    this.#options = options;
    this.#byArn = new Map(
      inputs.policies.flatMap((policy) => (policy.arn === undefined ? [] : [[policy.arn, policy]])),
    );
    for (const principal of inputs.principals) {
      for (const place of principal.inline) {
        const policy = inputs.policies[place];
        if (policy !== undefined) this.#owners.set(policy, principal);
      }
      for (const arn of principal.attached) add(this.#attachedTo, arn, principal);
      for (const group of principal.kind === 'user' ? principal.groups : [])
        add(this.#users, group, principal);
    }
    this.#open = inputs.findings.filter(({ principal }) => principal === undefined);
    for (const finding of inputs.findings) {
      if (finding.principal !== undefined) add(this.#findings, finding.principal, finding);
    }
  }

  subjects(): Subjects {
    const subjects = this.#inputs.policies.flatMap((policy) => this.#subjectsOf(policy));
    return { subjects: withOwnIds(subjects), notes: this.#notes() };
  }

  #subjectsOf(loaded: LoadedPolicy): PolicySubject[] {
    const owner = this.#owners.get(loaded);
    if (owner?.serviceLinked === true) return [];
    if (owner !== undefined) return [this.#subject(loaded, [owner], owner.name)];
    if (loaded.kind === 'inline') {
      const named = loaded.principal === undefined ? [] : this.#findingsOf(loaded.principal);
      return [this.#unowned(loaded, named.length > 0 ? named : this.#inputs.findings)];
    }
    if (loaded.arn === undefined) return [this.#unowned(loaded, this.#inputs.findings)];
    const attached = (this.#attachedTo.get(loaded.arn) ?? []).filter(
      ({ serviceLinked }) => serviceLinked !== true,
    );
    if (loaded.kind === 'aws-managed') {
      return attached.map((principal) => this.#subject(loaded, [principal], principal.name));
    }
    if (attached.length === 0) {
      return this.#inputs.principals.length > 0 ? [] : [this.#unowned(loaded, this.#inputs.findings)];
    }
    const [first] = attached;
    const shown = attached.length === 1 && first !== undefined ? first.name : `${attached.length} principals`;
    return [this.#subject(loaded, attached, shown)];
  }

  #subject(loaded: LoadedPolicy, attached: readonly LoadedPrincipal[], principal: string): PolicySubject {
    const holders = [...new Set(attached.flatMap((each) => this.#usersOf(each)))];
    const known = holders.map((holder) => ({ holder, unused: this.#unusedOf(holder) }));
    const elsewhere = Math.max(0, (loaded.attachments ?? 0) - attached.length);
    const counted = known.flatMap(({ unused }) => {
      if (unused !== undefined) return [unused];
      return this.#options.assumeUnanalysedUnused === true ? [] : [NOTHING_UNUSED];
    });
    if (elsewhere > 0 && this.#options.assumeUnanalysedUnused !== true) counted.push(NOTHING_UNUSED);
    const names = holders.flatMap(({ name, arn }) => (arn === undefined ? [name] : [name, arn]));
    const exceptions = exceptionsFor(this.#options.exceptions ?? [], names);
    return {
      ...this.#document(loaded),
      id: `${attached.length === 1 ? (attached[0]?.arn ?? principal) : ''}/${loaded.arn ?? loaded.name}`,
      principal,
      unused: protect(intersectUnused(counted), exceptions),
      attachedTo: attached.map(({ kind, name, arn }) => ({
        kind,
        name,
        ...(arn === undefined ? {} : { arn }),
      })),
      holders: known.map(({ holder, unused }) => ({
        kind: holder.kind,
        name: holder.name,
        ...(holder.arn === undefined ? {} : { arn: holder.arn }),
        analysed: unused !== undefined,
      })),
      heldBack: heldBack(known, elsewhere, this.#options.assumeUnanalysedUnused === true),
      exceptions,
    };
  }

  /** A policy whose holders are not among the inputs: it answers to each of the findings' principals. */
  #unowned(loaded: LoadedPolicy, findings: readonly Finding[]): PolicySubject {
    for (const finding of findings) this.#used.add(finding);
    const open = findings.filter(({ principal }) => principal === undefined);
    const named = Map.groupBy(
      findings.filter(({ principal }) => principal !== undefined),
      ({ principal }) => principal,
    );
    const sets = [...named.values()].map((each) => unusedFrom([...each, ...open]));
    if (sets.length === 0) sets.push(unusedFrom(open));
    const exceptions = exceptionsFor(
      this.#options.exceptions ?? [],
      loaded.principal === undefined ? [] : [loaded.principal],
    );
    return {
      ...this.#document(loaded),
      id: `${loaded.principal ?? ''}/${loaded.arn ?? loaded.name}`,
      ...(loaded.principal === undefined ? {} : { principal: loaded.principal }),
      unused: protect(intersectUnused(sets), exceptions),
      attachedTo: [],
      holders: [],
      heldBack: [],
      exceptions,
    };
  }

  #document(
    loaded: LoadedPolicy,
  ): Pick<PolicySubject, 'name' | 'policy' | 'kind' | 'arn' | 'file' | 'path' | 'updatedAt'> {
    let policy = this.#policies.get(loaded);
    if (policy === undefined) {
      policy = policyFrom(
        loaded.value,
        loaded.text,
        loaded.path === '' ? loaded.file : `${loaded.file}, ${loaded.path}`,
      );
      this.#policies.set(loaded, policy);
    }
    return {
      name: loaded.name,
      policy,
      kind: loaded.kind,
      file: loaded.file,
      path: loaded.path,
      ...(loaded.arn === undefined ? {} : { arn: loaded.arn }),
      ...(loaded.updatedAt === undefined ? {} : { updatedAt: loaded.updatedAt }),
    };
  }

  /** A group is as busy as its users; one without users is itself the holder. */
  #usersOf(principal: LoadedPrincipal): readonly LoadedPrincipal[] {
    const users = principal.kind === 'group' ? this.#users.get(principal.name) : undefined;
    return users ?? [principal];
  }

  /** What a principal does not use; undefined where no finding speaks of it. */
  #unusedOf(principal: LoadedPrincipal): Unused | undefined {
    if (this.#unused.has(principal)) return this.#unused.get(principal);
    const { arn, name } = principal;
    const direct = this.#findings.get(name) ?? [];
    const own = arn === undefined ? this.#findingsOf(name) : [...this.#findingsOf(arn), ...direct];
    const findings = [...own, ...this.#open];
    for (const finding of findings) this.#used.add(finding);
    const unused = findings.length === 0 ? undefined : unusedFrom(findings);
    this.#unused.set(principal, unused);
    return unused;
  }

  #findingsOf(name: string): readonly Finding[] {
    const direct = this.#findings.get(name) ?? [];
    // A policy may know its owner by name where the finding has the ARN.
    const byName = name.startsWith('arn:')
      ? []
      : [...this.#findings]
          .filter(([key]) => key.startsWith('arn:') && key.endsWith(`/${name}`))
          .flatMap(([, each]) => each);
    return [...direct, ...byName];
  }

  #notes(): string[] {
    const notes: string[] = [];
    for (const [principal, findings] of this.#findings) {
      if (findings.every((finding) => !this.#used.has(finding))) {
        notes.push(`the finding about ${principal} concerns none of the policies given`);
      }
    }
    const missing = new Set(
      this.#inputs.principals.flatMap(({ attached }) => attached.filter((arn) => !this.#byArn.has(arn))),
    );
    for (const arn of missing) notes.push(`${arn} is attached, but its document is not among the inputs`);
    return notes;
  }
}

const NOTHING_UNUSED = unusedFrom([]);

function add<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

interface KnownHolder {
  readonly holder: LoadedPrincipal;
  readonly unused: Unused | undefined;
}

function heldBack(known: readonly KnownHolder[], elsewhere: number, assumeUnused: boolean): HeldBack[] {
  if (known.length + elsewhere < 2) return [];
  const rows = new Set(
    known.flatMap(({ unused }) => [
      ...[...(unused?.services ?? [])].map((service) => `${service}:*`),
      ...[...(unused?.actions.values() ?? [])].map(({ action }) => action),
    ]),
  );
  const spares = (unused: Unused | undefined, action: string): boolean => {
    if (unused === undefined) return !assumeUnused;
    return action.endsWith(':*') ? !unused.services.has(action.slice(0, -2)) : !unused.has(action);
  };
  return [...rows].sort().flatMap((action) => {
    const by = known.filter(({ unused }) => spares(unused, action)).map(({ holder }) => holder.name);
    if (elsewhere > 0 && !assumeUnused) by.push(`${elsewhere} more that it is attached to`);
    return by.length === 0 ? [] : [{ action, by }];
  });
}

/** Two bare policies may bear one name; the later ones are told apart by file and place. */
function withOwnIds(subjects: readonly PolicySubject[]): PolicySubject[] {
  const seen = new Set<string>();
  return subjects.map((subject) => {
    let { id } = subject;
    if (seen.has(id)) id = `${id} (${subject.file}${subject.path === '' ? '' : `, ${subject.path}`})`;
    for (let i = 2; seen.has(id); i++) id = `${subject.id} (${i})`;
    seen.add(id);
    return id === subject.id ? subject : { ...subject, id };
  });
}
