/**
 * The part that all scripts share: the four verbs with their guards, the saved originals, and the calls of the AWS CLI.
 * The files beside this one have the part for each kind of policy; each defines
 *
 * - `look`: reads what AWS has into `state` (`original`, `result`, `unfinished` or `other`), and says with `differs`
 *   what differs from what the review saw
 * - `look_back`: says with `differs` what somebody else has changed since `apply`
 * - `show`: prints what `plan` tells
 * - `check_room`: stops where a quota leaves no room for what is to be attached
 * - `save`: writes what is about to be replaced into a folder
 * - `put_in_place`, `put_back`: do the work; each step first checks whether it is done already
 *
 * The scripts are plain bash and also run on version 3.2 of macOS: they have no associative arrays and never expand an
 * empty array.
 */
export const COMMON = `say() { printf '%s\\n' "$*"; }

# stop CODE WORDS: 1 it cannot be done, 2 wrong arguments, 3 AWS has something else than the review saw.
stop() {
  local code=$1
  shift
  printf '%s: %s\\n' "$title" "$*" >&2
  exit "$code"
}

# ask WORDS: a reading call of the AWS CLI, its answer in $answer; false where AWS has no such thing.
ask() {
  if answer=$(aws "$@" 2>"$work/fault"); then return 0; fi
  case $(<"$work/fault") in
    *'(NoSuchEntity)'* | *'(ResourceNotFoundException)'*) return 1 ;;
  esac
  stop 1 "aws $1 $2 failed: $(<"$work/fault")"
}

# change WORDS: a writing call of the AWS CLI; documents come on standard input.
change() {
  aws "$@" >"$work/answer" 2>"$work/fault" || stop 1 "aws $1 $2 failed: $(<"$work/fault")"
}

# keep NAME <JSON: a document in the working folder, with its canonical form beside it.
keep() {
  cat >"$work/$1"
  canonical <"$work/$1" >"$work/$1.plain"
}

same() { [[ $(<"$work/$1.plain") == "$(<"$work/$2.plain")" ]]; }

# What the live document is: the result, what the review saw, or another one.
tell_document() {
  if [[ -n $has_result ]] && same live result; then
    document=result state=result
  elif same live reviewed; then
    document=original state=original
  else
    document=other state=other
    differs 'the document is another one'
  fi
}

# size NAME: its characters as IAM counts them.
size() {
  local text
  text=$(<"$work/$1.plain")
  text=\${text//[[:space:]]/}
  printf '%s' "\${#text}"
}

# compare NAME NAME: what differs, with no control character left in it.
compare() {
  local LC_ALL=C shown
  if command -v diff >/dev/null; then
    shown=$(cd "$work" && diff -u "$1.plain" "$2.plain") || true
    shown=\${shown#*$'\\n'*$'\\n'}
  else
    shown="$(<"$work/$1.plain")"$'\\n---\\n'"$(<"$work/$2.plain")"
  fi
  shown=\${shown//$'\\xc2'[$'\\x80'-$'\\x9f']/?}
  say "\${shown//$'\\x7f'/?}"
}

# has LIST WORD, for lists of words with blanks between them, and how many there are in one.
has() { [[ " $1 " == *" $2 "* ]]; }

count() {
  local number=0
  for _ in $1; do number=$((number + 1)); done
  printf '%s' "$number"
}

differs() { differences+="  $*"$'\\n'; }

require_account() {
  local caller
  ask sts get-caller-identity --query Arn --output text || stop 1 'AWS does not say whose credentials these are'
  IFS=: read -r _ caller_partition _ _ caller _ <<<"$answer"
  if [[ \${account:=$caller} != "$caller" ]]; then
    stop 1 "this is about account $account, but the credentials are those of account $caller"
  fi
  if [[ \${partition:=$caller_partition} != "$caller_partition" ]]; then
    stop 1 "this is about the partition $partition, but the credentials are those of $caller_partition"
  fi
}

# Keeps a copy of what is there before it is replaced. One that an earlier run made of the same state stays.
save_first() {
  if [[ -d $saved ]]; then
    keep saved <"$saved/document.json"
    if [[ $document == result ]] || same saved live; then return 0; fi
    set_aside
  fi
  rm -rf "$saved.new"
  (umask 077 && mkdir "$saved.new")
  printf '%s\\n' "$what" >"$saved.new/what"
  # Where they are equal, the reviewed text is the better copy: the AWS CLI writes numbers anew.
  if [[ $document == original ]]; then
    cp "$work/reviewed" "$saved.new/document.json"
  else
    cp "$work/live" "$saved.new/document.json"
  fi
  save "$saved.new"
  mv "$saved.new" "$saved"
  say "Saved what is there in $saved"
}

set_aside() {
  local number=1
  while [[ -e $saved-$number ]]; do number=$((number + 1)); done
  mv "$saved" "$saved-$number"
}

guard() {
  if [[ -z $differences ]]; then return 0; fi
  say "Not as $1:"
  printf '%s' "$differences"
  if [[ $document == other ]]; then
    say "$2 (-) and what AWS has (+):"
    compare "$3" live
  fi
  if [[ -z $force ]]; then
    stop 3 'nothing was changed; look at it again, or go on with --force, which saves it first'
  fi
}

plan() {
  look
  show
  if [[ -n $has_result && ( $document == original || $document == other ) ]]; then
    say 'From what AWS has (-) to the result (+):'
    compare live result
  fi
  if [[ -n $blocked ]]; then stop 3 "$blocked; apply would stop"; fi
  guard 'the review saw it' 'What the review saw' reviewed
  case $state in
    result) say 'Already in place: apply would do nothing.' ;;
    *)
      check_room
      say "apply would go on: $how."
      ;;
  esac
}

apply() {
  look
  if [[ -n $blocked ]]; then stop 3 "$blocked; nothing was changed"; fi
  if [[ $state == result ]]; then
    say "$title: already in place, so nothing is done."
    return
  fi
  guard 'the review saw it' 'What the review saw' reviewed
  check_room
  save_first
  put_in_place
  say "$title: in place. This puts the original back: bash $self rollback"
}

verify() {
  look
  if [[ $state != result ]]; then
    printf '%s' "$differences"
    if [[ -n $has_result && ( $document == original || $document == other ) ]]; then
      say 'The result (-) and what AWS has (+):'
      compare result live
    fi
    stop 1 "not in place"
  fi
  say "$title: in place."
}

rollback() {
  look
  differences=''
  if [[ ! -d $saved ]]; then
    if [[ $state == original ]]; then
      say "$title: as the review saw it, so there is nothing to put back."
      return
    fi
    stop 1 "nothing is saved in $saved, so there is nothing that this script could put back"
  fi
  [[ $(<"$saved/what") == "$what" ]] || stop 1 "$saved is about something else: $(<"$saved/what")"
  keep saved <"$saved/document.json"
  look_back
  guard 'apply left it' 'The result' "\${has_result:-reviewed}"
  if [[ -n $differences ]]; then cp "$work/live" "$saved/before-rollback.json"; fi
  put_back
  set_aside
  say "$title: the original is back."
}

main() {
  local verb=\${1-}
  case $verb:\${2-}:$# in
    plan::1 | apply::1 | verify::1 | rollback::1) ;;
    apply:--force:2 | rollback:--force:2) force=yes ;;
    *)
      printf 'Usage: bash %s plan|apply|verify|rollback [--force]\\n' "$self" >&2
      exit 2
      ;;
  esac
  prepare
  require_account
  "$verb"
}

# Where this script is: what it saves goes beside it.
self=\${BASH_SOURCE[0]}
saved=$(cd "$(dirname "$self")" && pwd)/$(basename "$self" .sh).saved
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
answer='' force='' differences='' blocked='' state='' document=''`;
