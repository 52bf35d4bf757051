# bash completion for coppice, made from its table of commands
# Load it with: source coppice.bash

_coppice_files() {
  local file
  while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -f -- "$1")
}

_coppice() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]:-} command= words= options= i
  local commands='review refine apply check verify replay explain drift catalog pull demo'
  COMPREPLY=()

  # --option=value comes as three words
  if [[ $cur == '=' ]]; then cur=; elif [[ $prev == '=' ]]; then prev=${COMP_WORDS[COMP_CWORD - 2]}; fi
  case $prev in
    --catalog | --exceptions | -o | --output | --calls | --calls | --decisions | --calls | --original | --refined | --calls | --original | --refined | --from | --to) _coppice_files "$cur"; return ;;
    --generalize) COMPREPLY=($(compgen -W 'shortest tightest exact compact' -- "$cur")); return ;;
    --window | --principal | --by | --date | --role | --user | --analyzer | --calls | --profile | --region) return ;;
    --format) COMPREPLY=($(compgen -W 'json diff access-analyzer terraform cloudformation aws-cli markdown html' -- "$cur")); return ;;
    --color) COMPREPLY=($(compgen -W 'auto always never' -- "$cur")); return ;;
  esac

  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ " $commands " == *" ${COMP_WORDS[i]} "* ]]; then
      command=${COMP_WORDS[i]}
      break
    fi
  done
  case $command in
    review) options='--resume --fresh --by --mouse --calls --screen-reader' ;;
    refine) options='--stream --calls' ;;
    apply) options='--decisions --calls' ;;
    check) options='' ;;
    verify) options='--original --refined' ;;
    replay) options='--calls --original --refined' ;;
    explain) options='--all' ;;
    drift) options='--from --to' ;;
    catalog) options='--date --allow-fewer' ;;
    pull) options='--role --user --all --analyzer --no-analyzer --policies-only --recommendations --permission-sets --calls --profile --region --resume' ;;
    demo) options='' ;;
  esac

  if [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W "$options -V --version --catalog --generalize --window --exceptions --principal --include-inactive --assume-unanalysed-unused --assume-sole-holder -o --output --format --wire --json -q --quiet --color --ascii --debug -h --help" -- "$cur"))
    return
  fi
  case $command in
    '') words=$commands ;;
    catalog) words='list update import' ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
  _coppice_files "$cur"
}

complete -o filenames -F _coppice coppice
