/**
 * The part that all managed policies share: who has them, their versions, and added policies, which are parts of a
 * policy over its quota or the replacement of an AWS-managed one. An added policy has `$mark` as its description; the
 * mark and the document tell it from another policy of the same name.
 */
export const MANAGED = `# attached_to ARN: those who have a policy, as role/NAME, user/NAME and group/NAME, in $answer.
attached_to() {
  local each all=''
  ask iam list-entities-for-policy --policy-arn "$1" --policy-usage-filter PermissionsPolicy --output text \\
    --query "[PolicyRoles[].join('/', ['role', RoleName]), PolicyUsers[].join('/', ['user', UserName]), PolicyGroups[].join('/', ['group', GroupName])][]" ||
    answer=''
  for each in $answer; do
    if [[ $each == */* ]]; then all+="$each "; fi
  done
  answer=$all
}

is_known() {
  local each
  for each in \${known[@]+"\${known[@]}"}; do
    if [[ $each == "$1" ]]; then return 0; fi
  done
  return 1
}

attach() {
  say "Attaching $2 to the \${1%%/*} \${1#*/}"
  change iam "attach-\${1%%/*}-policy" "--\${1%%/*}-name=\${1#*/}" --policy-arn "$2"
}

detach() {
  say "Detaching $2 from the \${1%%/*} \${1#*/}"
  change iam "detach-\${1%%/*}-policy" "--\${1%%/*}-name=\${1#*/}" --policy-arn "$2"
}

# keep_version NAME ARN VERSION: the document of a version.
keep_version() {
  ask iam get-policy-version --policy-arn "$2" --version-id "$3" --query PolicyVersion.Document --output json ||
    stop 3 "$2 has no version $3"
  keep "$1" <<<"$answer"
}

# look_at_policy ARN: its document, versions, and who has it as a boundary.
look_at_policy() {
  ask iam get-policy --policy-arn "$1" --output text \\
    --query 'Policy.[DefaultVersionId, PermissionsBoundaryUsageCount]' || stop 3 "there is no policy $1"
  read -r current boundaries <<<"$answer"
  keep_version live "$1" "$current"
  if same live reviewed; then
    document=original
  else
    document=other
  fi
}

arn_of() { printf 'arn:%s:iam::%s:policy%s%s' "$partition" "$account" "$added_path" "$1"; }

# The documents of the policies to be added.
keep_added() {
  local name number=0
  for name in \${added[@]+"\${added[@]}"}; do
    number=$((number + 1))
    document "result-$number" | keep "result-$number"
  done
}

# What there is of the policies to be added: theirs, foreign or changed ones, and whether one is missing.
look_at_added() {
  local name new description version number=0
  missing='' foreign='' changed='' added_to=()
  for name in \${added[@]+"\${added[@]}"}; do
    number=$((number + 1))
    added_to[number]=''
    new=$(arn_of "$name")
    if ! ask iam get-policy --policy-arn "$new" --query 'Policy.[DefaultVersionId, Description]' --output text; then
      missing+="$name "
      find_namesake "$name"
      continue
    fi
    read -r version description <<<"$answer"
    if [[ $description != "$mark" ]]; then
      foreign+="$new "
      continue
    fi
    keep_version "added-$number" "$new" "$version"
    if [[ $version != v1 ]] || ! same "added-$number" "result-$number"; then changed+="$new "; fi
    attached_to "$new"
    added_to[number]=$answer
  done
  if [[ -n $foreign ]]; then blocked="there is a policy of the same name that this script did not make: \${foreign% }"; fi
  if [[ -n $changed ]]; then blocked="what this script made has been changed since: \${changed% }"; fi
}

# Names of policies are told apart without their paths and letter case.
find_namesake() {
  local name found
  ask iam list-policies --scope Local --query 'Policies[].[PolicyName, Arn]' --output text || return 0
  while read -r name found; do
    if (shopt -s nocasematch && [[ $name == "$1" ]]); then foreign+="$found "; fi
  done <<<"$answer"
}

# lacks_added PRINCIPAL: whether one of the policies to be added is not attached to it.
lacks_added() {
  local name number=0
  for name in \${added[@]+"\${added[@]}"}; do
    number=$((number + 1))
    if ! has "\${added_to[number]}" "$1"; then return 0; fi
  done
  return 1
}

# check_attachments PRINCIPALS: whether each may have so many policies more.
check_attachments() {
  local principal kind limit name number new
  if [[ \${#added[@]} -eq 0 ]]; then return 0; fi
  for principal in $1; do
    new=0 number=0
    for name in "\${added[@]}"; do
      number=$((number + 1))
      if ! has "\${added_to[number]}" "$principal"; then new=$((new + 1)); fi
    done
    if ((new == 0)); then continue; fi
    kind=\${principal%%/*}
    case $kind in
      role) limit=AttachedPoliciesPerRoleQuota ;;
      user) limit=AttachedPoliciesPerUserQuota ;;
      *) limit=AttachedPoliciesPerGroupQuota ;;
    esac
    ask iam get-account-summary --query "SummaryMap.$limit" --output text || answer=10
    limit=$answer
    ask iam "list-attached-$kind-policies" "--$kind-name=\${principal#*/}" --output text \\
      --query 'AttachedPolicies[].[PolicyArn]' || stop 3 "there is no $principal"
    if (($(count "$answer") + new > limit)); then
      stop 1 "$principal has $(count "$answer") managed policies of $limit that it may have, and needs $new more for a while; nothing was changed"
    fi
  done
}

create_added() {
  local name number=0
  for name in \${added[@]+"\${added[@]}"}; do
    number=$((number + 1))
    if ! has "$missing" "$name"; then continue; fi
    say "Creating the policy $name"
    change iam create-policy "--policy-name=$name" --path "$added_path" --description "$mark" \\
      --policy-document file:///dev/stdin <"$work/result-$number"
  done
}

# attach_added PRINCIPALS
attach_added() {
  local name principal number=0
  for name in \${added[@]+"\${added[@]}"}; do
    number=$((number + 1))
    for principal in $1; do
      if ! has "\${added_to[number]}" "$principal"; then attach "$principal" "$(arn_of "$name")"; fi
    done
  done
}

look_back_at_added() {
  blocked=''
  if [[ -n $changed ]]; then differs "changed since, so it stays: \${changed% }"; fi
}

# undo_added PRINCIPALS: takes what was added from those who have the original, and deletes it where nobody else has it.
undo_added() {
  local name principal others new number=0
  for name in \${added[@]+"\${added[@]}"}; do
    number=$((number + 1))
    new=$(arn_of "$name")
    if has "$missing" "$name" || has "$foreign$changed" "$new"; then continue; fi
    others=''
    for principal in \${added_to[number]}; do
      if has "$1" "$principal"; then
        detach "$principal" "$new"
      else
        others+="$principal "
      fi
    done
    if [[ -n $others ]]; then
      say "$new stays: somebody attached it to \${others% }"
    else
      say "Deleting the policy $new"
      change iam delete-policy --policy-arn "$new"
    fi
  done
}

show_boundaries() {
  if [[ $boundaries =~ ^[1-9] ]]; then say "  boundary   of $boundaries"; fi
}

show_added() {
  local name
  for name in \${added[@]+"\${added[@]}"}; do
    if has "$missing" "$name"; then
      say "  new        $(arn_of "$name"), to be created"
    else
      say "  new        $(arn_of "$name"), there already"
    fi
  done
}`;
