/**
 * The permission set `$set` of the instance `$instance`: its inline policy (an empty document stands for none) and the
 * managed policies that are taken from it, `$detached`. The roles of the set are never changed directly: the set is
 * provisioned again to its accounts.
 */
export const PERMISSION_SET = `prepare() {
  document reviewed | keep reviewed
  document result | keep result
  what="permission set $set"
}

of_set() {
  local call=$1
  shift
  ask sso-admin "$call" --instance-arn "$instance" --permission-set-arn "$set" --output text "$@" ||
    stop 3 "there is no permission set $set"
  if [[ $answer == None ]]; then answer=''; fi
}

look() {
  local each gone=''
  of_set get-inline-policy-for-permission-set --query InlinePolicy
  keep live <<<"$answer"
  tell_document
  of_set list-managed-policies-in-permission-set --query 'AttachedManagedPolicies[].[Arn]'
  attached=$answer
  of_set list-customer-managed-policy-references-in-permission-set \\
    --query "CustomerManagedPolicyReferences[].[join('', [Path, Name])]"
  attached+=" $answer"
  attached=\${attached//[$'\\t\\n ']/ }
  there=''
  for each in $detached; do
    if has "$attached" "$each"; then there+=" $each"; else gone+=" $each"; fi
  done
  # The inline policy comes first, so an earlier run that was stopped has left it as the result.
  if [[ $document == original && -n $gone ]]; then
    state=other
    differs "the set does not have$gone any more"
  elif [[ $document == result && -n $there ]]; then
    state=unfinished
    if [[ -z $gone ]] && same reviewed result; then state=original; fi
  fi
  # Put, but not in all accounts yet: an earlier run was stopped in between.
  of_set list-accounts-for-provisioned-permission-set --query 'AccountIds[]' \\
    --provisioning-status LATEST_PERMISSION_SET_NOT_PROVISIONED
  if [[ $state == result && -n $answer ]]; then state=unfinished; fi
}

look_back() {
  if [[ $document == other ]] && ! same live saved; then
    differs 'the document is neither the result nor what is saved'
  fi
}

show() {
  say "$title: the $what"
  case $state in
    original) say '  AWS has    what the review saw' ;;
    result | unfinished) say '  AWS has    the result' ;;
    *) say '  AWS has    something else' ;;
  esac
  say "  result     $result_size characters of $quota"
  if [[ -n $detached ]]; then say "  without    $detached"; fi
}

check_room() { :; }

save() { printf '%s\\n' "$there" >"$1/attached"; }

put_in_place() {
  local each
  if [[ $document != result ]]; then put result; fi
  for each in $there; do managed detach from "$each"; done
  provision
}

put_back() {
  local each
  if ! same live saved; then put saved; fi
  for each in $(<"$saved/attached"); do
    if ! has "$attached" "$each"; then managed attach to "$each"; fi
  done
  provision
}

put() {
  if [[ -z $(<"$work/$1.plain") ]]; then
    say "Deleting the inline policy of the $what"
    change sso-admin delete-inline-policy-from-permission-set --instance-arn "$instance" --permission-set-arn "$set"
    return
  fi
  say "Putting the inline policy of the $what"
  change sso-admin put-inline-policy-to-permission-set --instance-arn "$instance" --permission-set-arn "$set" \\
    --inline-policy file:///dev/stdin <"$work/$1"
}

# managed attach to POLICY | managed detach from POLICY
managed() {
  say "The permission set: $1 $3"
  case $3 in
    arn:*)
      change sso-admin "$1-managed-policy-$2-permission-set" --instance-arn "$instance" \\
        --permission-set-arn "$set" --managed-policy-arn "$3"
      ;;
    *)
      change sso-admin "$1-customer-managed-policy-reference-$2-permission-set" --instance-arn "$instance" \\
        --permission-set-arn "$set" \\
        --customer-managed-policy-reference "Name=\${3##*/},Path=\${3%/*}/"
      ;;
  esac
}

# Puts the set as it is now into force in all accounts that it is in, and waits for it.
provision() {
  local request status reason fields='[RequestId, Status, FailureReason]'
  say 'Provisioning the permission set to its accounts'
  change sso-admin provision-permission-set --instance-arn "$instance" --permission-set-arn "$set" \\
    --target-type ALL_PROVISIONED_ACCOUNTS --query "PermissionSetProvisioningStatus.$fields" --output text
  read -r request status reason <"$work/answer"
  while [[ $status == IN_PROGRESS ]]; do
    sleep 3
    ask sso-admin describe-permission-set-provisioning-status --instance-arn "$instance" --output text \\
      --provision-permission-set-request-id "$request" --query "PermissionSetProvisioningStatus.$fields" ||
      stop 1 "AWS knows no provisioning $request"
    read -r request status reason <<<"$answer"
  done
  if [[ $status == FAILED ]]; then stop 1 "it could not be provisioned: $reason; run this again"; fi
}`;
