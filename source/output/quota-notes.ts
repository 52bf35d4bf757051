import { KINDS } from '../account/facts.ts';
import { fitsOf, isOverfull, type PrincipalFit } from '../account/fit.ts';
import { goesInline, QUOTAS } from '../account/quota.ts';
import { thousands } from '../base/words.ts';
import { type Advice, adviceOn } from '../review/advice.ts';
import { isUnchanged, type Placed, placed } from './documents.ts';
import { titleOf } from './names.ts';
import type { ProvenPolicy } from './result.ts';

/**
 * Adds notes on quotas to each policy, counted together with the other policies of its holders: inline policies that are
 * too long together, too many managed policies, no room for another version. Where something does not fit, the note
 * names what would make it shorter (product: "Several policies").
 */
export function withQuotaNotes(results: readonly ProvenPolicy[]): ProvenPolicy[] {
  const notes = new Map<ProvenPolicy, string[]>();
  for (const fit of fitsOf(results.map(placed)).filter(isOverfull)) {
    const pressing = pressingOn(fit);
    const said = [...saidOf(fit), ...advice(pressing)];
    for (const { result } of pressing) notes.set(result, [...(notes.get(result) ?? []), ...said]);
  }
  return results.map((result) => {
    const own = [...(result.notes ?? []), ...(notes.get(result) ?? []), ...versionsNote(result)];
    return own.length === 0 ? result : { ...result, notes: [...new Set(own)] };
  });
}

/** The policies that count against the exceeded quota. */
function pressingOn({ inline, managed, policies }: PrincipalFit<Placed>): Placed[] {
  const isInlineOver = inline !== undefined && inline.after > inline.limit;
  const isManagedOver = managed !== undefined && managed.after > QUOTAS.attachments;
  return policies.filter(({ policyCase, parts }) =>
    policyCase.kind === 'inline' || goesInline(policyCase) ? isInlineOver : isManagedOver && parts > 1,
  );
}

function saidOf({ principal: { kind, name }, inline, managed }: PrincipalFit): string[] {
  const said: string[] = [];
  if (inline !== undefined && inline.after > inline.limit) {
    const sizes = `${thousands(inline.after)} characters, and ${thousands(inline.limit)} are allowed`;
    said.push(
      kind === 'permission-set'
        ? `the inline policy of the permission set ${name} comes to ${sizes}`
        : `all inline policies of the ${kind} ${name} come to ${sizes}; as managed policies they may have ${thousands(QUOTAS.managedPolicy)} each`,
    );
  }
  if (managed !== undefined && managed.after > QUOTAS.attachments) {
    const allowed =
      managed.after > QUOTAS.attachmentsAtMost
        ? `${QUOTAS.attachmentsAtMost} are the most that AWS allows`
        : `${QUOTAS.attachments} are allowed unless AWS is asked for more`;
    said.push(`the ${KINDS[kind]} ${name} would have ${managed.after} managed policies, and ${allowed}`);
  }
  return said;
}

const WIDENINGS = 3;
const ACTIONS_SHOWN = 3;

function advice(policies: readonly Placed[]): string[] {
  const advised = policies.map(({ result, after }) => {
    return { result, after, advice: adviceOn(result.outcome, WIDENINGS) };
  });
  const before = advised.reduce((sum, { after }) => sum + after, 0);
  const compact = advised.reduce((sum, { after, advice: { compact: size } }) => sum + (size ?? after), 0);
  const widenings = advised
    .flatMap(({ result, advice: { savings } }) => savings.map((saving) => ({ result, saving })))
    .sort((a, b) => worth(b.saving) - worth(a.saving))
    .slice(0, WIDENINGS)
    .map(({ result, saving }) => `${titleOf(result.outcome.case)}: ${widening(saving)}`);
  return [
    ...(compact < before
      ? [
          `--generalize compact would save ${thousands(before - compact)} of ${thousands(before)} characters here`,
        ]
      : []),
    ...widenings,
  ];
}

function worth({ saves, back }: Advice['savings'][number]): number {
  return saves / (back.length + 1);
}

function widening({ row, saves, back }: Advice['savings'][number]): string {
  const more = back.length - ACTIONS_SHOWN;
  const named = [...back.slice(0, ACTIONS_SHOWN), ...(more > 0 ? [`${more} more`] : [])].join(', ');
  return `widening to ${row} would save ${thousands(saves)} characters and let ${named} back in`;
}

/** A note where there is no room for a new version; the script for the AWS CLI makes room. */
function versionsNote({ outcome }: ProvenPolicy): string[] {
  const { versions = 0, kind } = outcome.case;
  return kind === 'customer-managed' &&
    versions >= QUOTAS.versions &&
    !isUnchanged(outcome) &&
    outcome.text !== null
    ? [
        `${outcome.case.name} has ${versions} versions already, as many as there may be; the oldest has to go before there is a new one`,
      ]
    : [];
}
