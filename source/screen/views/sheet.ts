import { visible } from '../../base/visible.ts';
import { counted, thousands } from '../../base/words.ts';
import { fold } from '../../pattern/fold.ts';
import { partsOf } from '../../review/session/address.ts';
import type { Consequence } from '../../review/session/consequence.ts';
import type { ReviewedPolicy } from '../../review/session/context.ts';
import {
  type DialogState,
  dialogConsequence,
  EXCEPTION_CHOICES,
  patternFacts,
} from '../../review/session/dialog.ts';
import { TREE_FILTERS } from '../../review/session/filter.ts';
import { viewOf } from '../../review/session/move.ts';
import { CONFLICT_CHOICES, ELSEWHERE_CHOICES, LEAVE_CHOICES } from '../../review/session/reduce-session.ts';
import type { SessionMode } from '../../review/session/state.ts';
import type { SessionConflict } from '../../review/session/together.ts';
import { outcomeAt } from '../../review/session/tree.ts';
import {
  leftToDecide,
  unusableResults,
  WRITING_CHOICES,
  type WritingState,
} from '../../review/session/writing.ts';
import type { Frame } from '../frame.ts';
import { append, EMPTY_LINE, type Line, paragraph, piece } from '../picture/text.ts';
import type { Style } from '../theme.ts';
import { moment } from './meaning.ts';

/** A choice of a menu: its letter, or the box that says whether it is chosen, and what it is. */
export interface SheetChoice {
  readonly lead: string;
  readonly label: string;
  /** It works here. */
  readonly works: boolean;
}

/** A menu or a field with what belongs to it, each part in lines. */
export interface Sheet {
  /** What it is about. */
  readonly head: readonly Line[];
  readonly choices: readonly SheetChoice[];
  readonly cursor: number;
  /** Whether the field that is open stands in it. */
  readonly hasField: boolean;
  /** What would come of what is marked or written. */
  readonly below: readonly Line[];
}

/** The menu or field in front; undefined where the tree, the overview or a view is. */
export function sheetOf(frame: Frame, width: number): Sheet | undefined {
  const { mode } = frame.state;
  switch (mode.kind) {
    case 'tree':
    case 'overview':
    case 'search':
    case 'reading':
      return undefined;
    case 'dialog':
      return dialogSheet(frame, mode.dialog, width);
    case 'filter':
      return filterSheet(frame, mode, width);
    case 'name':
      return field(
        [
          ...title('Who decides?', width),
          ...paragraph(
            'Your name goes into the decision record with each decision. It is asked for once.',
            width,
          ),
        ],
        paragraph(`Then: ${mode.planned.label}`, width, 'dim'),
      );
    case 'confirm':
      return confirmSheet(frame, mode, width);
    case 'writing':
      return writingSheet(frame, mode.writing, width);
    case 'elsewhere':
      return elsewhereSheet(frame, mode.cursor, width);
    case 'conflict':
      return conflictSheet(frame, mode, width);
    case 'leave':
      return leaveSheet(frame, mode, width);
  }
}

/** Whether what is in front takes the place of the tree as well, not of the panel alone. */
export function isWholeSheet({ kind }: SessionMode): boolean {
  return kind === 'writing' || kind === 'elsewhere' || kind === 'conflict' || kind === 'leave';
}

function title(text: string, width: number): Line[] {
  return paragraph(text, width, 'strong');
}

function field(head: readonly Line[], below: readonly Line[]): Sheet {
  return { head, choices: [], cursor: 0, hasField: true, below };
}

function menu(
  head: readonly Line[],
  choices: readonly { readonly letter: string; readonly label: string }[],
  cursor: number,
  below: readonly Line[],
): Sheet {
  return {
    head,
    choices: choices.map(({ letter, label }) => ({ lead: letter, label, works: true })),
    cursor,
    hasField: false,
    below,
  };
}

function refusalLines(frame: Frame, refusal: string | undefined, width: number): Line[] {
  return refusal === undefined
    ? []
    : paragraph(`${frame.theme.glyphs.warning} ${visible(refusal)}`, width, 'error');
}

// Dialogs on a row.

function dialogSheet(frame: Frame, dialog: DialogState, width: number): Sheet {
  const { context, state, theme } = frame;
  const { stage, which, choices, refusal } = dialog;
  const row = visible(dialog.address.slice(dialog.address.indexOf(' ') + 1));
  const about = /^\d+\/\d+$/.test(row) ? entryText(frame, row) : row;
  const told = refusalLines(frame, refusal, width);
  const isAsked = stage.kind === 'reason' || stage.kind === 'until';
  const consequence = dialogConsequence(context, state, dialog);
  const consequences = (): Line[] =>
    consequence === undefined ? [] : consequenceLines(frame, consequence, isAsked, width);
  switch (stage.kind) {
    case 'choose': {
      const why = choices[stage.cursor]?.why;
      const below = [
        ...told,
        ...(why === undefined ? [] : paragraph(`It does not work here: ${why}.`, width, 'warning')),
      ];
      return {
        head: title(`${which === 'reject' ? 'Reject' : 'Adjust'} ${about}`, width),
        choices: choices.map(({ letter, label, leads }) => ({
          lead: letter,
          label,
          works: leads !== undefined,
        })),
        cursor: stage.cursor,
        hasField: false,
        below: [...below, ...leadsLines(frame, dialog, width), ...consequences()],
      };
    }
    case 'pick':
      return {
        head: title(`Keep which actions of ${about}?`, width),
        choices: stage.actions.map((action) => ({
          lead: stage.chosen.includes(action) ? theme.glyphs.accepted : theme.glyphs.undecided,
          label: visible(action),
          works: true,
        })),
        cursor: stage.cursor,
        hasField: false,
        below: [
          ...told,
          ...paragraph(
            stage.chosen.length === 0
              ? 'space marks an action; enter keeps those that are marked.'
              : `${counted(stage.chosen.length, 'action')} marked.`,
            width,
          ),
          ...consequences(),
        ],
      };
    case 'pattern': {
      const facts = patternFacts(context, state, dialog);
      const below: Line[] = [...told];
      if (facts !== undefined) {
        append(below, paragraph(`It matches ${counted(facts.matches, 'known action')} of the entry.`, width));
        if (facts.refusal !== undefined && refusal === undefined)
          append(below, paragraph(`${theme.glyphs.warning} ${facts.refusal}`, width, 'error'));
      }
      return field(title(`The pattern in place of ${about}`, width), [...below, ...consequences()]);
    }
    case 'reason':
      return field(
        [
          ...title('Why?', width),
          ...paragraph('It departs from what is reported, so the decision record says why.', width),
        ],
        [...told, ...consequences()],
      );
    case 'until':
      return field(
        [
          ...title('Until when?', width),
          ...paragraph('A day such as 2027-03-31, or nothing: for good.', width),
        ],
        [...told, ...consequences()],
      );
    case 'exceptions': {
      const choice = EXCEPTION_CHOICES[stage.cursor];
      const says =
        choice?.letter === 'n'
          ? 'It is kept in this review alone.'
          : choice?.letter === 'a'
            ? 'It is protected whoever has it, in every later review. The file is written with the result.'
            : 'It is protected for this principal, in every later review. The file is written with the result.';
      return menu(title('Into the exceptions file as well?', width), EXCEPTION_CHOICES, stage.cursor, [
        ...told,
        ...paragraph(says, width),
      ]);
    }
  }
}

function entryText({ view }: Frame, address: string): string {
  const found = view?.tree.outcome.entries.find(({ ref }) => `${ref.statement}/${ref.entry}` === address);
  return found === undefined ? 'this row' : visible(found.text);
}

/** What a choice leads to that is no decision yet. */
function leadsLines({ view }: Frame, { choices, stage }: DialogState, width: number): Line[] {
  if (stage.kind !== 'choose' || view === undefined) return [];
  const leads = choices[stage.cursor]?.leads;
  if (leads?.kind === 'pick')
    return paragraph(`Choose among ${counted(leads.actions.length, 'action')} that go.`, width);
  if (leads?.kind === 'pattern')
    return paragraph('Write another pattern; what it matches is told as you write.', width);
  return [];
}

/** More are told by their number. */
const NAMED = 2_000;

/** What comes back and what goes in numbers, what the entry becomes, then the actions by name, ▲ first. */
function consequenceLines(frame: Frame, consequence: Consequence, isAsked: boolean, width: number): Line[] {
  const { back, goes, risksBack, risksGoing, grants, deviates } = consequence;
  const { warning } = frame.theme.glyphs;
  const risky = (risks: number): string => (risks === 0 ? '' : `, ${thousands(risks)} ${warning}`);
  const lines: Line[] = [];
  const say = (text: string, style: Style = 'plain'): void => {
    append(lines, paragraph(text, width, style));
  };
  if (back.length === 0 && goes.length === 0) say('No action comes back, and none goes.');
  if (back.length > 0)
    say(`${counted(back.length, 'action comes', 'actions come')} back${risky(risksBack)}.`, 'warning');
  if (goes.length > 0) say(`${counted(goes.length, 'action goes', 'actions go')}${risky(risksGoing)}.`);
  const called = goes.filter((action) => calledText(frame, action) !== '').length;
  if (called > 0) say(`${thousands(called)} of them ${called === 1 ? 'was' : 'were'} called.`, 'warning');
  const written = grants.slice(0, 8).map(visible).join(', ');
  const more = grants.length > 8 ? ` and ${thousands(grants.length - 8)} more` : '';
  say(grants.length === 0 ? 'Nothing is left of the entry.' : `The entry becomes ${written}${more}.`);
  if (deviates && !isAsked) say('It departs from what is reported: a reason is asked for.', 'warning');
  return [
    ...lines,
    ...named(frame, 'Comes back:', back, risksBack, width),
    ...named(frame, 'Goes:', goes, risksGoing, width),
  ];
}

/** ` ×2`, as in its row: how often logs say that an action was called; nothing if they don't. */
function calledText({ view }: Frame, action: string): string {
  const calls = view?.tree.policy.calls?.get(fold(action));
  return calls === undefined ? '' : ` ×${thousands(calls.count)}`;
}

/** Actions by name below a title, those that are ▲ first. */
function named(frame: Frame, text: string, actions: readonly string[], risks: number, width: number): Line[] {
  if (actions.length === 0) return [];
  const { warning } = frame.theme.glyphs;
  return [
    EMPTY_LINE,
    ...paragraph(text, width, 'strong'),
    ...actions
      .slice(0, NAMED)
      .map(
        (action, i): Line => [
          piece(i < risks ? `${warning} ` : '  ', 'error'),
          piece(visible(action)),
          piece(calledText(frame, action), 'dim'),
        ],
      ),
    ...(actions.length > NAMED ? [[piece(`  and ${thousands(actions.length - NAMED)} more`, 'dim')]] : []),
  ];
}

/** The ▲ actions that are among what stays by changes that are accepted together. */
function riskyStays(frame: Frame, risks: readonly string[], width: number): Line[] {
  const { warning } = frame.theme.glyphs;
  if (risks.length === 0) return paragraph(`Nothing that stays by them is ${warning}.`, width);
  return [
    ...paragraph(
      `${counted(risks.length, 'action that stays', 'actions that stay')} by them ${risks.length === 1 ? 'is' : 'are'} ${warning}.`,
      width,
      'error',
    ),
    ...named(frame, 'Stays:', risks, risks.length, width),
  ];
}

// The filter.

function filterSheet(frame: Frame, mode: Extract<SessionMode, { kind: 'filter' }>, width: number): Sheet {
  const { context, state, theme } = frame;
  const chosen = new Set<string>(mode.chosen);
  const view = viewOf(context, { ...state, mode: { kind: 'tree' }, filter: mode.chosen });
  const told =
    mode.chosen.length === 0
      ? 'Everything is shown.'
      : view === undefined || view.shown.length <= 1
        ? 'Nothing matches all that is marked.'
        : `${counted(view.shown.hidden, 'row')} would be hidden. What matches all that is marked is shown, with the rows above it.`;
  return {
    head: [...title('Show only rows that are', width)],
    choices: TREE_FILTERS.map(({ filter, letter, label }) => ({
      lead: `${letter} ${chosen.has(filter) ? theme.glyphs.accepted : theme.glyphs.undecided}`,
      label,
      works: true,
    })),
    cursor: mode.cursor,
    hasField: false,
    below: [
      ...paragraph(told, width),
      ...(context.older === undefined
        ? []
        : paragraph(`The older catalogue is that of ${context.older.date}.`, width, 'dim')),
      ...paragraph(
        'A letter or space marks; e marks nothing, so that everything is shown; enter takes it.',
        width,
        'dim',
      ),
    ],
  };
}

// The question of A and x.

function confirmSheet(
  frame: Frame,
  { planned, rows, risks }: Extract<SessionMode, { kind: 'confirm' }>,
  width: number,
): Sheet {
  return {
    head: [...title(`${planned.label.slice(0, 1).toUpperCase()}${planned.label.slice(1)}?`, width)],
    choices: [],
    cursor: 0,
    hasField: false,
    below: [
      ...paragraph(
        `It is about ${counted(rows, 'row')}. enter does it, esc leaves all as it is; u takes it back at once.`,
        width,
      ),
      ...riskyStays(frame, risks, width),
    ],
  };
}

// Writing.

function writingSheet(frame: Frame, writing: WritingState, width: number): Sheet {
  const { context, state } = frame;
  switch (writing.kind) {
    case 'left': {
      const { left } = leftToDecide(context, state);
      return menu(
        title(`${counted(left, 'change is', 'changes are')} open`, width),
        WRITING_CHOICES.left,
        writing.cursor,
        leftLines(frame, WRITING_CHOICES.left[writing.cursor]?.letter, width),
      );
    }
    case 'format':
      return {
        head: [...title('Write in which format?', width), ...whatLines(frame, writing.open, width)],
        choices: context.formats.map(({ format, label }) => ({
          lead: '',
          label: label === format ? label : `${format.padEnd(16)} ${label}`,
          works: true,
        })),
        cursor: writing.cursor,
        hasField: false,
        below: unusable(frame, writing.open, width),
      };
    case 'path':
      return field(
        [
          ...title('Write where?', width),
          ...whatLines(frame, writing.open, width),
          ...paragraph(
            'The decision record goes beside it. tab completes a path; ~ is the home folder.',
            width,
          ),
        ],
        [...refusalLines(frame, writing.refusal, width), ...unusable(frame, writing.open, width)],
      );
    case 'planning':
      return menu(title('Proving every law, and looking at what would be written …', width), [], 0, []);
    case 'ready':
      return readySheet(frame, writing, width);
    case 'writing':
      return menu(title('Writing what is proved …', width), [], 0, []);
    case 'written': {
      const leaves = WRITING_CHOICES.written[writing.cursor]?.letter === 'l';
      return menu(
        [
          ...title(`Written: ${counted(writing.files.length, 'file')}`, width),
          ...paragraph('The same again without questions:', width),
          ...paragraph(visible(writing.replay), width, 'key', 2),
        ],
        WRITING_CHOICES.written,
        writing.cursor,
        [
          ...paragraph(leaves ? keptText(frame) : 'The review stays open.', width),
          EMPTY_LINE,
          ...writing.files.flatMap((path) => paragraph(visible(path), width, 'good', 2)),
        ],
      );
    }
  }
}

/** What becomes of the decisions when the review is left now. */
function keptText({ state: { saved } }: Frame): string {
  return saved === true
    ? 'All decisions are kept; the next review of the same inputs goes on here.'
    : `The decisions are in the record, but the review is not saved: ${visible(saved.failed)}`;
}

/** What is written: all of it, or what is approved. */
function whatLines(frame: Frame, open: 'as-written' | 'as-proposed', width: number): Line[] {
  if (open === 'as-proposed') return [];
  const { left } = leftToDecide(frame.context, frame.state);
  return paragraph(
    `What is approved; entries with one of the ${counted(left, 'open change')} stay as they are.`,
    width,
  );
}

/** Something in a statement, with the policy's name where there are several. */
function placed(
  { context }: Frame,
  policy: ReviewedPolicy | undefined,
  text: string,
  statement: number,
): string {
  const name = context.policies.length === 1 ? '' : `${visible(policy?.case.name ?? '')}: `;
  return `${name}${visible(text)} in statement ${statement + 1}`;
}

function leftLines(frame: Frame, letter: string | undefined, width: number): Line[] {
  const { context, state } = frame;
  switch (letter) {
    case '1': {
      const open: string[] = [];
      for (let i = 0; i < context.policies.length && open.length <= NAMED; i++)
        for (const entry of outcomeAt(context, state, i)?.entries ?? [])
          if (entry.isOpen) open.push(placed(frame, context.policies[i], entry.text, entry.ref.statement));
      const shown = open.slice(0, NAMED);
      return [
        ...unusable(frame, 'as-written', width),
        ...paragraph(
          'What is approved is written. Entries with an open change stay exactly as they are, and the record lists them as open:',
          width,
        ),
        ...shown.map((text): Line => [piece(`  ${text}`)]),
        ...(open.length > NAMED ? [[piece('  and more', 'dim')] as Line] : []),
      ];
    }
    case '2': {
      const { left, risks } = leftToDecide(context, state);
      return [
        ...paragraph(
          `${counted(left, 'open change is', 'open changes are')} accepted together, and the record says so. u takes it back.`,
          width,
        ),
        ...unusable(frame, 'as-proposed', width),
        ...riskyStays(frame, risks, width),
      ];
    }
    default:
      return paragraph('Nothing is changed and nothing is written.', width);
  }
}

function unusable(frame: Frame, open: 'as-written' | 'as-proposed', width: number): Line[] {
  const sentences = unusableResults(frame.context, frame.state, open);
  if (sentences.length === 0) return [];
  return [
    ...sentences
      .slice(0, NAMED)
      .flatMap((text) => paragraph(`${frame.theme.glyphs.warning} ${text}`, width, 'error')),
    ...(sentences.length > NAMED
      ? [[piece(`  and ${thousands(sentences.length - NAMED)} more`, 'dim')] as Line]
      : []),
    EMPTY_LINE,
  ];
}

function readySheet(frame: Frame, writing: Extract<WritingState, { kind: 'ready' }>, width: number): Sheet {
  const { plan, order, refusal } = writing;
  const replaced = plan.files.filter(({ exists }) => exists).length;
  const { warning } = frame.theme.glyphs;
  // What is replaced comes first.
  const ordered = [...plan.files].sort((one, other) => Number(other.exists) - Number(one.exists));
  const files = ordered.map(({ path, exists, isSource }): Line => {
    const state = isSource
      ? 'replaces what the review is made from'
      : exists
        ? 'replaces what is there'
        : 'new';
    return [
      piece(exists ? `${warning} ` : '  ', exists ? 'warning' : 'plain'),
      piece(visible(path), exists ? 'strong' : 'plain'),
      piece(`  ${state}`, isSource ? 'error' : exists ? 'warning' : 'dim'),
    ];
  });
  const choice = WRITING_CHOICES.ready[writing.cursor]?.letter;
  const says =
    choice === 'w'
      ? replaced === 0
        ? 'All of them are written together, or none.'
        : `${counted(replaced, 'file is', 'files are')} replaced. All are written together, or none.`
      : choice === 'c'
        ? 'Nothing is written yet.'
        : 'Nothing is written.';
  return menu(
    title(`${counted(plan.files.length, 'file')} to write`, width),
    WRITING_CHOICES.ready,
    writing.cursor,
    [
      ...refusalLines(frame, refusal, width),
      ...paragraph(says, width),
      ...plan.warnings.flatMap((text) => paragraph(`${warning} ${visible(text)}`, width, 'warning')),
      ...unusable(frame, order.open, width),
      EMPTY_LINE,
      ...files,
      EMPTY_LINE,
      ...whatLines(frame, order.open, width),
    ],
  );
}

// Two reviews, and leaving.

function elsewhereSheet({ state }: Frame, cursor: number, width: number): Sheet {
  const { lookingOn } = state;
  const who = lookingOn === undefined ? 'Somebody else' : visible(lookingOn.by);
  const since = lookingOn === undefined ? '' : ` since ${moment(lookingOn.since)}`;
  const says =
    ELSEWHERE_CHOICES[cursor]?.letter === 'l'
      ? 'You see what is decided there. Nothing can be decided here.'
      : `The review is yours from then on; what ${who} has decided is kept, and ${who} looks on.`;
  return menu(
    title(`${who} has this review open${since}.`, width),
    ELSEWHERE_CHOICES,
    cursor,
    paragraph(says, width),
  );
}

function conflictSheet(
  frame: Frame,
  { conflict, cursor }: Extract<SessionMode, { kind: 'conflict' }>,
  width: number,
): Sheet {
  const mine = CONFLICT_CHOICES[cursor]?.letter === 'm';
  return menu(
    title(
      `${counted(conflict.rows.length, 'row was', 'rows were')} decided here and elsewhere, and differently`,
      width,
    ),
    CONFLICT_CHOICES,
    cursor,
    [
      ...paragraph(
        `On these rows ${mine ? 'what was decided here' : 'what was decided elsewhere'} counts; all else is taken from both. u takes it back.`,
        width,
      ),
      ...conflict.rows.slice(0, NAMED).map((each): Line => [piece(`  ${conflictingRow(frame, each)}`)]),
    ],
  );
}

/** A row that both decided about, by its text and not by its place alone; or an action that one of them keeps. */
function conflictingRow(frame: Frame, { policy, row }: SessionConflict['rows'][number]): string {
  const found = frame.context.policies.find((each) => each.case.id === policy);
  const { statement, entry = 0, key } = partsOf(row) ?? {};
  if (statement === undefined) return visible(row);
  const { element, entries = [] } = found?.case.policy.statements[statement] ?? {};
  const own = element === 'NotAction' ? `all but ${entries.join(', ')}` : (entries[entry] ?? row);
  return placed(frame, found, key ?? own, statement);
}

function leaveSheet(frame: Frame, mode: Extract<SessionMode, { kind: 'leave' }>, width: number): Sheet {
  const { saved } = frame.state;
  const head = [
    ...title('What was decided last is not saved', width),
    ...(saved === true ? [] : paragraph(visible(saved.failed), width, 'error')),
  ];
  if (mode.path !== undefined)
    return field(
      [...head, ...paragraph('Write the decision record where?', width)],
      refusalLines(frame, mode.refusal, width),
    );
  const letter = LEAVE_CHOICES[mode.cursor]?.letter;
  const says =
    letter === 's'
      ? 'It is tried once more, and the review stays open.'
      : letter === 'e'
        ? 'A decision record keeps all decisions; coppice apply writes the result from it.'
        : 'What was decided since it was last saved is lost.';
  return menu(head, LEAVE_CHOICES, mode.cursor, paragraph(says, width, letter === 'q' ? 'error' : 'plain'));
}
