import type { CommandFacts, CommandLine, OptionFacts } from './command-line.ts';

/** The man page, in the macros of man(7). */
export function manPage({ about, options, commands }: CommandLine, version: string): string {
  return `${[
    '.\\" made from the table of commands',
    `.TH COPPICE 1 "" "coppice ${version}" "User Commands"`,
    '.SH NAME',
    'coppice \\- cut IAM policies back to what is used',
    '.SH SYNOPSIS',
    '.nf',
    `${bold('coppice')} ${asText('INPUT...')}`,
    ...commands.map(({ name, usage }) => `${bold(`coppice ${name}`)} ${asText(`[options] ${usage}`.trim())}`),
    '.fi',
    '.SH DESCRIPTION',
    ...about.split('\n\n').flatMap((part) => ['.PP', ...part.split('\n').map(asText)]),
    '.SH COMMANDS',
    ...commands.flatMap(commandLines),
    '.SH OPTIONS',
    'All commands take these.',
    ...options.flatMap(optionLines),
    ...CLOSING.flatMap(([title, rows]) => [
      `.SH ${title}`,
      ...rows.flatMap(([term, text]) => (term === '' ? [asText(text)] : ['.TP', bold(term), asText(text)])),
    ]),
  ].join('\n')}\n`;
}

function commandLines({ name, usage, summary, options, more }: CommandFacts): string[] {
  const sentence = `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
  return [
    `.SS ${asText(`coppice ${name} ${usage}`.trim())}`,
    asText(sentence),
    ...options.flatMap(optionLines),
    ...(more === '' ? [] : ['.PP', '.EX', ...more.split('\n').map(asText), '.EE']),
  ];
}

function optionLines({ short, long, name, value, description }: OptionFacts): string[] {
  const flags = [short, long].filter((flag) => flag !== undefined).map(bold);
  const takes = name === undefined ? '' : ` \\fI${asText(name)}\\fR`;
  const choices = value?.kind === 'choice' ? ` (${value.choices.join(', ')})` : '';
  return ['.TP', `${flags.join(', ')}${takes}`, asText(`${description}${choices}`)];
}

function bold(text: string): string {
  return `\\fB${asText(text)}\\fR`;
}

/** Backslashes and hyphens mean themselves; a dot or an apostrophe at the beginning of a line, too. All is ASCII. */
function asText(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^[.']/, '\\&$&')
    .replace(
      /[^\n -~]/gu,
      (character) => `\\[u${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}]`,
    );
}

type Rows = readonly (readonly [term: string, text: string])[];

const CLOSING: readonly (readonly [title: string, rows: Rows])[] = [
  [
    'EXIT STATUS',
    [
      ['0', 'Done. For check and drift: nothing was found. For review: the result was written.'],
      [
        '1',
        'check and drift: something was found. verify: a law is refuted. apply: the inputs have changed. review: left unfinished; all decisions are saved.',
      ],
      [
        '2',
        'Something is wrong with the command line or the inputs; the message says what, where and what to do.',
      ],
    ],
  ],
  [
    'ENVIRONMENT',
    [
      ['NO_COLOR, FORCE_COLOR', 'Whether output has colours, where --color does not say.'],
      ['INK_SCREEN_READER', 'If it is true: as --screen-reader.'],
      [
        'COPPICE_SERVICE_REFERENCE_URL',
        "Another address of AWS's service reference, for coppice catalog update.",
      ],
      ['AWS_PROFILE, AWS_REGION, AWS_ENDPOINT_URL, …', 'For coppice pull, as for the AWS CLI.'],
    ],
  ],
  [
    'FILES',
    [
      ['coppice.exceptions.json', 'Actions that always stay; looked for here and in the folders above.'],
      ['NAME.decisions.json', 'The decision record that the review writes beside its result.'],
      ['~/.config/coppice/', 'Preferences and saved sessions (on Linux).'],
      ['~/.local/share/coppice/', 'Catalogues that were updated or imported (on Linux).'],
    ],
  ],
  ['SEE ALSO', [['', 'aws(1). The documentation: docs/ in the repository of coppice.']]],
];
