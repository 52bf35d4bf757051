import type { Attachments } from './attachments.ts';
import type { LoadedPolicy, LoadedPrincipal } from './facts.ts';
import type { Reports } from './reports.ts';

/** Why a policy is left as it is, whatever is reported (product: "Several policies"). */
export interface NotRefined {
  readonly reason: NotRefinedReason;
  /** A sentence for a person, with what to do about it where something can be done. */
  readonly message: string;
}

/**
 * `boundary`: it is a permissions boundary. `unknown-holders`: it may be attached to principals that are not among the
 * inputs, and `--assume-sole-holder` was not given. `ambiguous-owner`: several principals of one name may have it.
 * `missing-page`: a principal on a page of account details that was not given may have it.
 */
type NotRefinedReason = 'boundary' | 'unknown-holders' | 'ambiguous-owner' | 'missing-page';

/** What decides whether a policy is refined, and where. */
export interface PlaceRules {
  readonly attachments: Attachments;
  readonly reports: Reports;
  /** Whether managed policies are attached only to the principals that the inputs show. */
  readonly assumeSoleHolder: boolean;
  readonly pagesMissing: boolean;
  readonly boundaries: ReadonlySet<LoadedPolicy>;
}

/** One place where a policy is refined: for everybody who has it, or for one of them. */
export interface CasePlace {
  /** The start of the id of a case. */
  readonly owner: string;
  readonly name?: string;
  readonly principal?: string;
  readonly attached: readonly LoadedPrincipal[];
  readonly holders: readonly LoadedPrincipal[];
  /** Accounts of a permission set that are not among the inputs: they count like those without a finding. */
  readonly accountsElsewhere: readonly string[];
  readonly notRefined?: NotRefined;
}

/** Finds where a policy is to be refined; nowhere if it is left alone. */
export function placesOf(loaded: LoadedPolicy, rules: PlaceRules): readonly CasePlace[] {
  const { attachments, reports } = rules;
  const found = attachments.of(loaded);
  const holdersOf = (to: readonly LoadedPrincipal[]): readonly LoadedPrincipal[] => [
    ...new Set(to.flatMap((each) => attachments.holdersOf(each))),
  ];
  const place = (
    attached: readonly LoadedPrincipal[],
    holders: readonly LoadedPrincipal[],
    elsewhere: number | 'unknown' | 'ambiguous',
  ): Omit<CasePlace, 'owner'> => {
    const why = whyNotRefined(loaded, { attached, holders, elsewhere }, rules);
    return {
      attached,
      holders,
      accountsElsewhere: attachments.accountsElsewhere(attached),
      ...(why === undefined ? {} : { notRefined: why }),
    };
  };
  switch (found.kind) {
    case 'left-alone':
      return [];
    case 'attached': {
      const groups = loaded.kind === 'aws-managed' ? found.to.map((each) => [each]) : [found.to];
      return groups.map((attached) => ({
        ...calledAfter(attached),
        ...place(attached, holdersOf(attached), elsewhereOf(loaded, found.elsewhere)),
      }));
    }
    case 'by-name': {
      const { to, rest } = found;
      return [
        {
          ...calledAfter(to),
          name: rest,
          ...place(
            [],
            holdersOf(to),
            to.length > 1 ? 'ambiguous' : loaded.kind === 'customer-managed' ? 'unknown' : 0,
          ),
        },
      ];
    }
    case 'unknown': {
      const [only, ...others] = reports.named;
      const principal = only === undefined || others.length > 0 ? {} : { principal: only.name };
      const elsewhere = loaded.kind === 'customer-managed' ? 'unknown' : 0;
      return [{ owner: '', ...principal, ...place([], reports.named, elsewhere) }];
    }
  }
}

/** How many holders of a managed policy the inputs lack. For an AWS-managed policy none: each holder gets its own. */
function elsewhereOf({ kind, holdersUnknown }: LoadedPolicy, counted: number): number | 'unknown' {
  if (kind !== 'customer-managed') return 0;
  return holdersUnknown === true ? 'unknown' : counted;
}

/** The rules of product, "Several policies", by which a policy stays as it is. */
function whyNotRefined(
  loaded: LoadedPolicy,
  {
    attached,
    holders,
    elsewhere,
  }: Pick<CasePlace, 'attached' | 'holders'> & { readonly elsewhere: number | 'unknown' | 'ambiguous' },
  { assumeSoleHolder, pagesMissing, boundaries }: PlaceRules,
): NotRefined | undefined {
  const { kind, name, attachments } = loaded;
  if (boundaries.has(loaded)) {
    return {
      reason: 'boundary',
      message: `${name} is somebody's permissions boundary: less in it would shrink what they may do, so it is not refined`,
    };
  }
  if (elsewhere === 'ambiguous') {
    const whose = holders.map(({ kind: of, arn, name: called }) => arn ?? `the ${of} ${called}`).join(' or ');
    return {
      reason: 'ambiguous-owner',
      message: `${name} may be a policy of ${whose}, so it is not refined; give the account details, which say whose it is`,
    };
  }
  if (elsewhere === 'unknown' && !assumeSoleHolder) {
    return {
      reason: 'unknown-holders',
      message: `it is not known who has ${name}, a managed policy that several may share, so it is not refined; give the account details, or say --assume-sole-holder if nobody else has it`,
    };
  }
  if (typeof elsewhere === 'number' && elsewhere > 0 && !assumeSoleHolder) {
    return {
      reason: 'unknown-holders',
      message: `${name} is attached to ${elsewhere} more than the inputs show, so it is not refined; give the whole account details, or say --assume-sole-holder if nobody else uses it`,
    };
  }
  if (!pagesMissing) return undefined;
  // The holders that AWS counts are all there; it does not count the users of a group or the accounts of a set.
  const isCounted = kind === 'aws-managed' || attachments !== undefined || attached.length === 0;
  const isShared = attached.some((each) => each.kind === 'group' || each.kind === 'permission-set');
  if (!isShared && (kind === 'inline' || kind === 'bare' || isCounted)) return undefined;
  return {
    reason: 'missing-page',
    message: `a page of the account details is missing, and somebody on it may have ${name}, so it is not refined; give all pages`,
  };
}

function calledAfter(
  principals: readonly LoadedPrincipal[],
): Pick<CasePlace, 'owner'> & { principal: string } {
  const [only, ...others] = principals;
  if (only === undefined || others.length > 0)
    return { owner: '', principal: `${principals.length} principals` };
  const { kind, name, arn } = only;
  return { owner: arn ?? (kind === 'permission-set' ? `permission-set ${name}` : name), principal: name };
}
