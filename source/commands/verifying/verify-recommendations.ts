import { unusedByPrincipal } from '../../account/cases.ts';
import type { Inputs, LoadedPolicy } from '../../account/facts.ts';
import { stemOf } from '../../account/file-name.ts';
import {
  differencesOf,
  type RecommendationDifference,
  type RecommendedPolicy,
  recommendedPolicies,
  unusedByResult,
} from '../../account/recommended.ts';
import { InputError } from '../../base/errors.ts';
import { visible } from '../../base/visible.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import { readInputs } from '../../inputs/read.ts';
import { type Policy, policyFrom } from '../../policy/policy.ts';
import { prove } from '../../proof/prove.ts';
import type { LawVerdict } from '../../proof/types.ts';
import { type CaseSettings, policyCase } from '../../refine/case.ts';
import { derive } from '../../refine/derive.ts';
import type { Counts } from '../../refine/outcome.ts';
import type { Theme } from '../../screen/theme.ts';
import { isArn, readPrincipalArn } from '../../usage/arn.ts';
import type { CommonOptions } from '../program/options.ts';
import { catalogOfDay, chooseCatalog } from '../reading/catalogs.ts';
import { readFiles } from '../reading/files.ts';
import type { Io } from '../terminal/io.ts';
import { lawLines } from '../terminal/laws-text.ts';
import { themeFor } from '../terminal/theme.ts';
import { deliverText, jsonText } from '../writing/deliver.ts';
import { voiceOf } from '../writing/report.ts';

/** The verification of one policy that AWS would change. */
interface Verified {
  readonly recommended: RecommendedPolicy;
  /** Undefined where the policy that AWS started from is not among the inputs. */
  readonly proof?: {
    readonly catalog: Catalog;
    /** Where the unused actions come from: the findings, or what AWS's own result no longer allows. */
    readonly unusedFrom: 'findings' | 'result';
    readonly laws: readonly LawVerdict[];
    readonly ok: boolean;
    readonly counts: Counts;
    readonly differences: readonly RecommendationDifference[];
  };
}

/**
 * `coppice verify INPUT...` without `--original` and `--refined`: proves or refutes what AWS recommends, policy by
 * policy, and explains each difference from coppice's own result.
 */
export async function verifyRecommendations(
  names: readonly string[],
  options: CommonOptions,
  json: boolean,
  io: Io,
): Promise<number> {
  const { files, notes } = await readFiles(names, io);
  const { principal, window, includeInactive } = options;
  const inputs = readInputs(files, {
    ...(principal === undefined ? {} : { principal }),
    ...(window === undefined ? {} : { windowDays: window }),
    ...(includeInactive === undefined ? {} : { includeInactive }),
  });
  const voice = voiceOf(io, options);
  voice.notes([...notes, ...inputs.notes]);
  const recommended = recommendedPolicies(inputs.recommendations);
  if (recommended.length === 0) {
    voice.warnings(inputs.warnings);
    throw new InputError('there is no recommendation of AWS among the inputs that could be verified', {
      hint: 'Give the output of aws accessanalyzer get-finding-recommendation, or name two policies with --original and --refined.',
    });
  }
  const settings: CaseSettings = {
    catalog: chooseCatalog(options.catalog, io).catalog,
    generalize: options.generalize ?? 'shortest',
  };
  const verified = recommended.map((each) => verify(each, inputs, settings, options));
  const unproved = verified.filter(({ proof }) => proof === undefined);
  const warnings = [
    ...inputs.warnings,
    ...unproved.map(
      ({ recommended: { policyId } }) =>
        `${policyId} cannot be verified, since the policy is not among the inputs; ${howToGet(policyId)}`,
    ),
  ];
  voice.warnings(warnings);
  const text = json
    ? jsonText({ ...forPrograms(verified), warnings, notes: [...notes, ...inputs.notes] })
    : textOf(verified, themeFor(io.stdout, options, io.env));
  await deliverText(text, options, io, inputs.files);
  if (verified.some(({ proof }) => proof?.ok === false)) return 1;
  return unproved.length > 0 ? 2 : 0;
}

function howToGet(policyId: string): string {
  return isArn(policyId)
    ? 'aws iam get-account-authorization-details has it, or a file with its document that is called as the policy is'
    : `aws iam get-role-policy --role-name ROLE --policy-name ${policyId} has it`;
}

function verify(
  recommended: RecommendedPolicy,
  inputs: Inputs,
  settings: CaseSettings,
  { catalog: wanted }: CommonOptions,
): Verified {
  const original = originalOf(recommended, inputs);
  if (original === undefined) return { recommended };
  const { file, resourceArn, policyId, completedAt, value } = recommended;
  const day = completedAt?.slice(0, 10);
  const then =
    (wanted === undefined && day !== undefined ? catalogOfDay(day) : undefined) ?? settings.catalog;
  const result = value === null ? null : policyFrom(value, '', `${file}, the policy for ${policyId}`);
  const reported = unusedByPrincipal(inputs, resourceArn);
  const unused = reported ?? unusedByResult(original, result, then);
  const { laws, ok, counts } = prove({ original: original.value, refined: value, unused, catalog: then });
  const own = (catalog: Catalog): Policy | null => {
    const name = policyId;
    const made = derive(
      policyCase({
        id: name,
        name,
        policy: original,
        unused,
        protections: [],
        catalog,
        generalize: settings.generalize,
      }),
      [],
    );
    return made.value === null ? null : policyFrom(made.value, '', name);
  };
  const broken = laws.find(({ law }) => law === 4);
  const differences = differencesOf({
    original,
    result,
    own: own(then),
    ownToday: own(settings.catalog),
    unused,
    then,
    today: settings.catalog,
    date: day,
    structure: broken?.verdict === 'refuted' ? broken.counterexample?.message : undefined,
  });
  const unusedFrom = reported === undefined ? 'result' : 'findings';
  return { recommended, proof: { catalog: then, unusedFrom, laws, ok, counts, differences } };
}

/**
 * The policy that AWS started from: from the recommendation, or from another input by its ARN, as an inline policy of
 * that principal, or as a document in a file with the policy's name.
 */
function originalOf(
  { file, resourceArn, policyId, existing }: RecommendedPolicy,
  { policies, boundaries }: Inputs,
): Policy | undefined {
  if (existing !== undefined) return policyFrom(existing, '', `${file}, ${policyId}`);
  const all = [...policies, ...boundaries];
  const owner = readPrincipalArn(resourceArn)?.name;
  const isIts = ({ kind, name, principal }: LoadedPolicy): boolean =>
    kind === 'inline' && name === policyId && (principal === resourceArn || principal === owner);
  const name = policyId.slice(policyId.lastIndexOf('/') + 1);
  const isCalledSo = (each: LoadedPolicy): boolean =>
    each.arn === undefined && each.principal === undefined && stemOf(each.file) === name;
  const [found, ...others] = all.filter((each) => (isArn(policyId) ? each.arn === policyId : isIts(each)));
  const [named, ...namesakes] = all.filter(isCalledSo);
  const one =
    found === undefined
      ? namesakes.length === 0
        ? named
        : undefined
      : others.length === 0
        ? found
        : undefined;
  return one === undefined ? undefined : policyFrom(one.value, one.text, one.file);
}

function forPrograms(verified: readonly Verified[]): object {
  return {
    ok: verified.every(({ proof }) => proof?.ok === true),
    policies: verified.map(({ recommended, proof }) => {
      const { file, resourceArn, policyId, completedAt, value } = recommended;
      return {
        file,
        resourceArn,
        policyId,
        ...(completedAt === undefined ? {} : { completedAt }),
        /** null: it is detached */
        recommended: value,
        ...(proof === undefined
          ? { verified: false }
          : {
              verified: true,
              catalog: { date: proof.catalog.date, sha256: proof.catalog.digest },
              unusedFrom: proof.unusedFrom,
              ok: proof.ok,
              counts: proof.counts,
              laws: proof.laws,
              differences: proof.differences,
            }),
      };
    }),
  };
}

function textOf(verified: readonly Verified[], theme: Theme): string {
  const blocks = verified.map(({ recommended: { resourceArn, policyId, value }, proof }) => {
    const what = value === null ? 'detached' : 'replaced';
    const head = theme.paint('strong', visible(`${policyId}, ${what}`));
    const whose = theme.paint('dim', visible(`  ${resourceArn}`));
    if (proof === undefined) return [head + whose, 'not verified: the policy is not among the inputs'];
    const source =
      proof.unusedFrom === 'findings'
        ? 'unused is what the findings say'
        : 'no finding says what is unused: it is taken to be all that the result no longer allows';
    return [
      head + whose,
      `catalogue ${proof.catalog.date}; ${source}`,
      ...lawLines(proof.laws, theme),
      ...proof.differences.map(({ message }) => visible(`differs from coppice's own: ${message}`)),
      proof.ok ? theme.paint('good', 'all laws hold') : theme.paint('error', 'not a right refinement'),
    ];
  });
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
