/**
 * The managed policy `$arn` is detached from the principals that the review knew, after its replacement is attached to
 * them: an AWS-managed policy is replaced by one of the account's own, a wholly unused policy by nothing.
 */
export const EXCHANGE = `prepare() {
  document reviewed | keep reviewed
  keep_added
  what="policy $arn"
}

look() {
  local each
  look_at_policy "$arn"
  attached_to "$arn"
  attached=$answer
  holding=''
  for each in $attached; do
    if is_known "$each"; then holding+="$each "; fi
  done
  look_at_added
  # Those who had it when an earlier run began, too: it may have got as far as taking it from them.
  targets=$holding
  if [[ -d $saved ]]; then
    for each in $(<"$saved/attached"); do
      if is_known "$each" && ! has "$holding" "$each"; then targets+="$each "; fi
    done
  fi
  state=original
  if [[ -z $holding ]]; then
    state=result
    for each in \${known[@]+"\${known[@]}"}; do
      if lacks_added "$each"; then state=unfinished; fi
    done
    if [[ $state == unfinished && -z $targets ]]; then differs 'it is attached to no principal that the review knew'; fi
  fi
  if [[ $state != result && $document == other ]]; then
    state=other
    differs "version $current has another document"
  fi
}

look_back() { look_back_at_added; }

show() {
  say "$title: the $what"
  case $document in
    original) say "  AWS has    what the review saw, as version $current" ;;
    *) say "  AWS has    another document, as version $current" ;;
  esac
  say "  attached   \${attached:-to nobody}"
  show_boundaries
  show_added
}

check_room() { check_attachments "$targets"; }

save() { printf '%s\\n' "$targets" >"$1/attached"; }

put_in_place() {
  local each
  create_added
  attach_added "$targets"
  for each in $holding; do detach "$each" "$arn"; done
}

put_back() {
  local each
  for each in $(<"$saved/attached"); do
    if ! has "$attached" "$each"; then attach "$each" "$arn"; fi
  done
  undo_added "$(<"$saved/attached") $attached"
}`;
