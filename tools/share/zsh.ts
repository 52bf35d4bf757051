import type { CommandLine, OptionFacts, Value } from './command-line.ts';

/** The completion for zsh, a function to lie in a folder of \`fpath\`. */
export function zshCompletion({ options, commands }: CommandLine): string {
  const list = commands.map(
    ({ name, summary }) => `    ${quote(`${name}:${summary.replaceAll(':', '\\:')}`)}`,
  );
  const cases = commands.map(({ name, options: own, values }) => {
    const specs = [...own.flatMap(optionSpecs), ...argumentSpecs(values)].map(
      (spec) => ` \\\n        ${quote(spec)}`,
    );
    return `      ${name})\n        _arguments $options${specs.join('')}\n        ;;`;
  });
  return `#compdef coppice
# zsh completion for coppice, made from its table of commands

_coppice() {
  local curcontext=$curcontext state line
  local -a options commands
  options=(
${options
  .flatMap(optionSpecs)
  .map((spec) => `    ${quote(spec)}`)
  .join('\n')}
  )
  commands=(
${list.join('\n')}
  )

  _arguments -C $options '1: :->command' '*:: :->arguments'
  case $state in
  command)
    _describe -t commands command commands
    _files
    ;;
  arguments)
    case $words[1] in
${cases.join('\n')}
      *)
        _arguments $options '*:input:_files'
        ;;
    esac
    ;;
  esac
}

_coppice "$@"
`;
}

/** One for each of its names, which exclude each other. */
function optionSpecs({ short, long, name, value, description }: OptionFacts): string[] {
  const takes = value === undefined ? '' : `:${escaped(name ?? '')}:${action(value)}`;
  const rest = `[${escaped(description)}]${takes}`;
  const withLong = `${long}${value === undefined ? '' : '='}${rest}`;
  return short === undefined ? [withLong] : [`(${long})${short}${rest}`, `(${short})${withLong}`];
}

function argumentSpecs(values: readonly Value[]): string[] {
  return values.map((value, i) =>
    i === values.length - 1 ? `*: :${action(value)}` : `${i + 1}: :${action(value)}`,
  );
}

function action(value: Value): string {
  switch (value.kind) {
    case 'choice':
      return `(${value.choices.join(' ')})`;
    case 'path':
      return '_files';
    case 'text':
      return ' ';
  }
}

function escaped(text: string): string {
  return text.replace(/[[\]:\\]/g, '\\$&');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
