import { KINDS } from '../../account/facts.ts';
import { goesInline } from '../../account/quota.ts';
import { visible } from '../../base/visible.ts';
import { counted, thousands } from '../../base/words.ts';
import type { TreeRow } from '../../review/session/row.ts';
import type { PolicyTree } from '../../review/session/tree.ts';
import type { Frame } from '../frame.ts';
import { append, EMPTY_LINE, type Line, paragraph, piece } from '../picture/text.ts';
import { heading, standingOf } from './meaning.ts';

const SHOWN_HELD = 8;

/** The panel of the policy's own row: what becomes of it, whose it is, what holds it back. */
export function policyPanel(frame: Frame, tree: PolicyTree, row: TreeRow, width: number): Line[] {
  const { policy, outcome } = tree;
  const { counts, approved, total, warnings } = outcome;
  const { case: policyCase } = policy;
  const lines: Line[] = heading(
    visible(policyCase.name),
    standingOf(row),
    width,
    frame.theme.glyphs.ellipsis,
  );
  const say = (text: string): void => {
    append(lines, paragraph(text, width));
  };
  if (policyCase.notRefined !== undefined)
    say(`It is left as it is: ${visible(policyCase.notRefined.message)}`);
  else if (total === 0) say('Nothing of it is reported unused: there is nothing to sign off.');
  else if (row.fate === 'goes')
    say(
      `Nothing of it is left, so it is to be detached. ${thousands(approved)} of ${counted(total, 'change')} approved.`,
    );
  else say(`${thousands(approved)} of ${counted(total, 'change')} approved.`);
  if (policyCase.kind === 'aws-managed' && total > 0 && row.fate !== 'goes') {
    const place = goesInline(policyCase)
      ? 'what is left of it goes into the inline policy of the permission set'
      : 'a new policy takes its place';
    say(`AWS manages it, so ${place}.`);
  }
  lines.push(EMPTY_LINE);
  const number = (count: number, text: string): void => {
    lines.push([piece(thousands(count).padStart(7)), piece(`  ${text}`)]);
  };
  number(counts.before, 'actions allowed before');
  number(counts.now, 'allowed now');
  number(counts.gone, 'gone, as reported');
  if (counts.goneOnPurpose > 0) number(counts.goneOnPurpose, 'gone on purpose');
  if (counts.keptOnPurpose > 0) number(counts.keptOnPurpose, 'kept on purpose');
  if (counts.open > 0) number(counts.open, 'open');
  number(row.risks.stay, `${frame.theme.glyphs.warning} that stay`);
  lines.push(EMPTY_LINE);
  const { holders, attachedTo, heldBack, spared } = policyCase;
  if (holders.length > 0)
    say(
      `${holders.length === 1 ? 'Holder' : `${holders.length} holders`}: ${names(holders.map(({ name, label }) => label ?? name))}.`,
    );
  if (attachedTo.length > 0)
    say(`Attached to ${names(attachedTo.map(({ name, kind }) => `${KINDS[kind]} ${name}`))}.`);
  say(`From ${visible(policyCase.file)}.`);
  if (heldBack.length > 0) {
    lines.push(EMPTY_LINE, [piece('Held back by others who have it', 'strong')]);
    for (const { action, by } of heldBack.slice(0, SHOWN_HELD))
      say(`${visible(action)} stays for ${names(by)}.`);
    if (heldBack.length > SHOWN_HELD) say(`and ${counted(heldBack.length - SHOWN_HELD, 'more action')}`);
  }
  if (spared.length > 0) {
    lines.push(EMPTY_LINE, [piece('Protected by exceptions', 'strong')]);
    for (const { action, exception } of spared.slice(0, SHOWN_HELD))
      say(`${visible(action)}: ${visible(exception.reason)}`);
    if (spared.length > SHOWN_HELD) say(`and ${counted(spared.length - SHOWN_HELD, 'more action')}`);
  }
  if (warnings.length > 0) {
    lines.push(EMPTY_LINE, [piece(counted(warnings.length, 'warning'), 'warning')]);
    for (const warning of warnings) say(visible(warning));
  }
  return lines;
}

function names(all: readonly string[]): string {
  const shown = all.slice(0, SHOWN_HELD).map(visible).join(', ');
  return all.length > SHOWN_HELD ? `${shown} and ${thousands(all.length - SHOWN_HELD)} more` : shown;
}
