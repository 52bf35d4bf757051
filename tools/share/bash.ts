import type { CommandLine, OptionFacts } from './command-line.ts';

/** The completion for bash: needs nothing but bash itself. */
export function bashCompletion({ options, commands }: CommandLine): string {
  const names = commands.map(({ name }) => name);
  const own = commands.map(({ name, options: flags }) => `    ${name}) options=${quoted(flags)} ;;`);
  const choices = commands.flatMap(({ name, values: [first] }) =>
    first?.kind === 'choice' ? [`    ${name}) words='${first.choices.join(' ')}' ;;`] : [],
  );
  return `# bash completion for coppice, made from its table of commands
# Load it with: source coppice.bash

_coppice_files() {
  local file
  while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -f -- "$1")
}

_coppice() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]:-} command= words= options= i
  local commands='${names.join(' ')}'
  COMPREPLY=()

  # --option=value comes as three words
  if [[ $cur == '=' ]]; then cur=; elif [[ $prev == '=' ]]; then prev=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  case $prev in
${values([...options, ...commands.flatMap(({ options: flags }) => flags)])}
  esac

  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ " $commands " == *" \${COMP_WORDS[i]} "* ]]; then
      command=\${COMP_WORDS[i]}
      break
    fi
  done
  case $command in
${own.join('\n')}
  esac

  if [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W "$options ${flagsOf(options).join(' ')}" -- "$cur"))
    return
  fi
  case $command in
    '') words=$commands ;;
${choices.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
  _coppice_files "$cur"
}

complete -o filenames -F _coppice coppice
`;
}

function quoted(options: readonly OptionFacts[]): string {
  return `'${flagsOf(options).join(' ')}'`;
}

function flagsOf(options: readonly OptionFacts[]): string[] {
  return options.flatMap(({ short, long }) => [...(short === undefined ? [] : [short]), long]);
}

/** What follows an option that takes a value. */
function values(options: readonly OptionFacts[]): string {
  const cases = new Map<string, string[]>();
  for (const option of options) {
    const { value } = option;
    if (value === undefined) continue;
    const reply =
      value.kind === 'choice'
        ? `COMPREPLY=($(compgen -W '${value.choices.join(' ')}' -- "$cur")); return`
        : value.kind === 'path'
          ? '_coppice_files "$cur"; return'
          : 'return';
    cases.set(reply, [...(cases.get(reply) ?? []), ...flagsOf([option])]);
  }
  return [...cases].map(([reply, flags]) => `    ${flags.join(' | ')}) ${reply} ;;`).join('\n');
}
