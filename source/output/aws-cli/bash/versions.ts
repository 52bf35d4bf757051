/**
 * The customer-managed policy `$arn` gets a new version. Where the result is over the quota, the rest goes into added
 * policies.
 */
export const VERSIONS = `prepare() {
  document reviewed | keep reviewed
  document result | keep result
  keep_added
  what="policy $arn"
}

look() {
  local each
  look_at_policy "$arn"
  if same live result; then document=result; fi
  attached_to "$arn"
  attached=$answer
  list_versions
  look_at_added
  state=$document
  if [[ $document == other ]]; then differs "version $current has another document"; fi
  if [[ $document == result ]]; then
    if [[ -n $missing ]]; then state=unfinished; fi
    for each in $attached; do
      if lacks_added "$each"; then state=unfinished; fi
    done
  fi
  for each in $attached; do
    if ! is_known "$each"; then differs "$each has the policy, and the review did not know that"; fi
  done
  if [[ $boundaries =~ ^[1-9] ]]; then differs "$boundaries have the policy as their permissions boundary"; fi
}

look_back() {
  if [[ $document == other ]] && ! same live saved; then
    differs "version $current is neither the result nor what is saved"
  fi
  look_back_at_added
}

list_versions() {
  ask iam list-policy-versions --policy-arn "$arn" --query 'Versions[].[VersionId]' --output text ||
    stop 3 "there is no policy $arn"
  versions=\${answer//[$'\\t\\n ']/ }
}

show() {
  say "$title: the $what"
  case $document in
    original) say "  AWS has    what the review saw, as version $current, $(size live) characters" ;;
    result) say "  AWS has    the result, as version $current" ;;
    other) say "  AWS has    something else, as version $current, $(size live) characters" ;;
  esac
  say "  result     $result_size characters of $quota"
  say "  versions   $versions, of five that there may be"
  say "  attached   \${attached:-to nobody}"
  show_boundaries
  show_added
}

check_room() { check_attachments "$attached"; }

save() {
  printf '%s\\n' "$current" >"$1/default-version"
  printf '%s\\n' "$versions" >"$1/versions"
}

put_in_place() {
  create_added
  attach_added "$attached"
  if [[ $document != result ]]; then put result; fi
}

# put NAME [VERSION]: makes a document the one in force, as the version that has it already (VERSION is looked at
# first), or as a new one.
put() {
  local version
  for version in \${2-} $versions; do
    if [[ $version == "$current" ]] || ! has "$versions" "$version"; then continue; fi
    keep_version candidate "$arn" "$version"
    if same candidate "$1"; then
      say "Setting version $version of $arn as the default"
      change iam set-default-policy-version --policy-arn "$arn" --version-id "$version"
      return
    fi
  done
  make_room
  say "Creating a version of $arn"
  change iam create-policy-version --policy-arn "$arn" --set-as-default \\
    --policy-document file:///dev/stdin <"$work/$1"
}

# With five versions the oldest that is not in force is saved, and goes.
make_room() {
  local version oldest=''
  if (($(count "$versions") < 5)); then return 0; fi
  for version in $versions; do
    if [[ $version == "$current" ]]; then continue; fi
    if [[ -z $oldest ]] || ((10#\${version#v} < 10#\${oldest#v})); then oldest=$version; fi
  done
  keep_version oldest "$arn" "$oldest"
  cp "$work/oldest" "$saved/version-$oldest.json.new"
  mv "$saved/version-$oldest.json.new" "$saved/version-$oldest.json"
  say "Deleting version $oldest of $arn, the oldest, to make room; it is saved"
  change iam delete-policy-version --policy-arn "$arn" --version-id "$oldest"
}

put_back() {
  if ! same live saved; then put saved "$(<"$saved/default-version")"; fi
  undo_versions
  undo_added "$attached"
}

# Deletes versions that apply made, and makes those again that it deleted.
undo_versions() {
  local version file
  look_again
  for version in $versions; do
    if [[ $version == "$current" ]] || has "$(<"$saved/versions")" "$version"; then continue; fi
    keep_version candidate "$arn" "$version"
    if same candidate result; then
      say "Deleting version $version of $arn, which apply made"
      change iam delete-policy-version --policy-arn "$arn" --version-id "$version"
    fi
  done
  set +f
  for file in "$saved"/version-*.json; do
    if [[ -e $file ]]; then restore_version "$file"; fi
  done
  set -f
}

look_again() {
  ask iam get-policy --policy-arn "$arn" --query Policy.DefaultVersionId --output text || stop 3 "there is no policy $arn"
  current=$answer
  list_versions
}

# restore_version FILE: the saved document of version-NAME.json, unless it is there.
restore_version() {
  local version=\${1##*/version-}
  list_versions
  if has "$versions" "\${version%.json}"; then return 0; fi
  keep old <"$1"
  for version in $versions; do
    if has "$(<"$saved/versions")" "$version"; then continue; fi
    keep_version candidate "$arn" "$version"
    if same candidate old; then return 0; fi
  done
  if (($(count "$versions") >= 5)); then
    say 'A version that apply deleted stays in the saved folder: there are five others'
    return
  fi
  say "Creating a version of $arn again that apply deleted"
  change iam create-policy-version --policy-arn "$arn" --policy-document file:///dev/stdin <"$work/old"
}`;
