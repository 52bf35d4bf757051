import type { CommandLine, OptionFacts } from './command-line.ts';

/** The completion for fish. */
export function fishCompletion({ options, commands }: CommandLine): string {
  const lines = [
    '# fish completion for coppice, made from its table of commands',
    '',
    ...commands.map(
      ({ name, summary }) => `complete -c coppice -n __fish_use_subcommand -a ${name} -d ${quote(summary)}`,
    ),
    '',
    ...options.map((option) => `complete -c coppice ${flags(option)}`),
    ...commands.flatMap(({ name, options: own, values }) => {
      const seen = `-n '__fish_seen_subcommand_from ${name}'`;
      const [first] = values;
      const choices =
        first?.kind === 'choice' ? [`complete -c coppice ${seen} -a ${quote(first.choices.join(' '))}`] : [];
      const own_ = own.map((option) => `complete -c coppice ${seen} ${flags(option)}`);
      return [...choices, ...own_];
    }),
  ];
  return `${lines.join('\n')}\n`;
}

function flags({ short, long, value, description }: OptionFacts): string {
  const names = [...(short === undefined ? [] : [`-s ${short.slice(1)}`]), `-l ${long.slice(2)}`];
  const takes =
    value === undefined
      ? []
      : value.kind === 'choice'
        ? [`-x -a ${quote(value.choices.join(' '))}`]
        : [value.kind === 'path' ? '-r -F' : '-x'];
  return [...names, ...takes, `-d ${quote(description)}`].join(' ');
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
