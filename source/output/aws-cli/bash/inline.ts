/** An inline policy of a role, user or group: `$kind`, `$owner` and `$name` say which. */
export const INLINE = `prepare() {
  document reviewed | keep reviewed
  if [[ -n $has_result ]]; then document result | keep result; fi
  what="inline policy $name of the $kind $owner"
}

look() {
  if ! ask iam "get-$kind-policy" "--$kind-name=$owner" "--policy-name=$name" --query PolicyDocument --output json; then
    ask iam "get-$kind" "--$kind-name=$owner" || stop 3 "there is no $kind $owner"
    document=none
    if [[ -z $has_result ]]; then
      document=result state=result
    else
      state=other
      blocked='the policy is not there'
    fi
    return
  fi
  keep live <<<"$answer"
  tell_document
}

look_back() {
  if [[ $document == other ]] && ! same live saved; then
    differs 'the document is neither the result nor what is saved'
  fi
}

show() {
  say "$title: the $what"
  case $document in
    none) say '  AWS has    no such policy' ;;
    original) say "  AWS has    what the review saw, $(size live) characters" ;;
    result) say '  AWS has    the result' ;;
    other) say "  AWS has    something else, $(size live) characters" ;;
  esac
  say "  result     $result_size characters; all inline policies of a $kind may have $quota"
}

check_room() { :; }

save() { :; }

put_in_place() {
  if [[ -n $has_result ]]; then
    put result
  else
    say "Deleting the $what"
    change iam "delete-$kind-policy" "--$kind-name=$owner" "--policy-name=$name"
  fi
}

put_back() {
  if [[ -e $work/live.plain ]] && same live saved; then return 0; fi
  put saved
}

put() {
  say "Putting the $what"
  change iam "put-$kind-policy" "--$kind-name=$owner" "--policy-name=$name" \\
    --policy-document file:///dev/stdin <"$work/$1"
}`;
