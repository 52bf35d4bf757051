/**
 * The policies of a permission set, `$set` of the instance `$instance`: its inline policy, or, where `$detached` names
 * one, a managed policy of which nothing is used. The roles that the set made are never changed themselves: the set is
 * provisioned anew to its accounts.
 */
export const PERMISSION_SET = `prepare() {
  document reviewed | keep reviewed
  if [[ -n $has_result ]]; then document result | keep result; fi
  what="\${detached:-inline policy} of the permission set $set"
}

of_set() {
  local call=$1
  shift
  ask sso-admin "$call" --instance-arn "$instance" --permission-set-arn "$set" --output text "$@" ||
    stop 3 "there is no permission set $set"
  if [[ $answer == None ]]; then answer=''; fi
}

look() {
  if [[ -n $detached ]]; then look_at_managed; else look_at_inline; fi
  # Put, but not in all accounts yet: an earlier run was stopped in between.
  of_set list-accounts-for-provisioned-permission-set --query 'AccountIds[]' \\
    --provisioning-status LATEST_PERMISSION_SET_NOT_PROVISIONED
  if [[ $state == result && -n $answer ]]; then state=unfinished; fi
}

look_at_inline() {
  of_set get-inline-policy-for-permission-set --query InlinePolicy
  if [[ -z $answer ]]; then
    if [[ -z $has_result ]]; then
      document=result state=result
    else
      document=none state=other
      blocked='the permission set has no inline policy'
    fi
    return
  fi
  keep live <<<"$answer"
  tell_document
}

look_at_managed() {
  document=original
  cp "$work/reviewed" "$work/live"
  cp "$work/reviewed.plain" "$work/live.plain"
  case $detached in
    arn:*) of_set list-managed-policies-in-permission-set --query 'AttachedManagedPolicies[].[Arn]' ;;
    *)
      of_set list-customer-managed-policy-references-in-permission-set \\
        --query "CustomerManagedPolicyReferences[].[join('', [Path, Name])]"
      ;;
  esac
  if has "\${answer//[$'\\t\\n ']/ }" "$detached"; then state=original; else state=result; fi
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
  if [[ -z $detached ]]; then say "  result     $result_size characters of $quota"; fi
}

check_room() { :; }

save() { :; }

put_in_place() {
  if [[ -n $detached ]]; then
    if [[ $state == original ]]; then managed detach from; fi
  elif [[ $document == result ]]; then
    :
  elif [[ -n $has_result ]]; then
    put result
  else
    say "Deleting the $what"
    change sso-admin delete-inline-policy-from-permission-set --instance-arn "$instance" --permission-set-arn "$set"
  fi
  provision
}

put_back() {
  if [[ -n $detached ]]; then
    if [[ $state != original ]]; then managed attach to; fi
  elif [[ ! -e $work/live.plain ]] || ! same live saved; then
    put saved
  fi
  provision
}

put() {
  say "Putting the $what"
  change sso-admin put-inline-policy-to-permission-set --instance-arn "$instance" --permission-set-arn "$set" \\
    --inline-policy file:///dev/stdin <"$work/$1"
}

# managed attach to | managed detach from
managed() {
  say "The permission set: $1 $detached"
  case $detached in
    arn:*)
      change sso-admin "$1-managed-policy-$2-permission-set" --instance-arn "$instance" \\
        --permission-set-arn "$set" --managed-policy-arn "$detached"
      ;;
    *)
      change sso-admin "$1-customer-managed-policy-reference-$2-permission-set" --instance-arn "$instance" \\
        --permission-set-arn "$set" \\
        --customer-managed-policy-reference "Name=\${detached##*/},Path=\${detached%/*}/"
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
