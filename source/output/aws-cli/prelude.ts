/** The functions that a script may call; each is written into it only where it is needed. */
const FUNCTIONS = {
  say: `# Tells what is done, beside the output of the commands.
say() { printf '%s\\n' "$*" >&2; }`,

  require_account: `# Stops unless the credentials are those of the account that this is about.
require_account() {
  local account
  account=$(aws sts get-caller-identity --query Account --output text)
  if [[ $account != "$1" ]]; then
    say "This is about account $1, but the credentials are those of account $account. Nothing was changed."
    exit 1
  fi
}`,

  make_room: `# A managed policy has at most five versions: with five, the oldest that is not in force goes.
make_room() {
  local listed versions
  listed=$(aws iam list-policy-versions --policy-arn "$1" \\
    --query 'sort_by(Versions[?!IsDefaultVersion], &CreateDate)[].VersionId' --output text)
  read -r -a versions <<<"$listed"
  if ((\${#versions[@]} >= 4)); then
    say "Deleting version \${versions[0]} of $1, the oldest, to make room"
    aws iam delete-policy-version --policy-arn "$1" --version-id "\${versions[0]}"
  fi
}`,

  unless_gone: `# Runs a command that takes something away; that it is gone already is no error.
unless_gone() {
  local said
  if said=$("$@" 2>&1); then return; fi
  case $said in
    *NoSuchEntity*) ;;
    *)
      say "$said"
      return 1
      ;;
  esac
}`,

  attach: `# attach role|user|group NAME POLICY_ARN
attach() {
  say "Attaching $3 to the $1 $2"
  aws iam "attach-$1-policy" "--$1-name=$2" --policy-arn "$3"
}`,

  detach: `# detach role|user|group NAME POLICY_ARN
detach() {
  say "Detaching $3 from the $1 $2"
  unless_gone aws iam "detach-$1-policy" "--$1-name=$2" --policy-arn "$3"
}`,

  each_principal: `# each_principal attach|detach POLICY_ARN, for those named in PRINCIPALS
each_principal() {
  local principals principal
  read -r -a principals <<<"$PRINCIPALS"
  for principal in "\${principals[@]}"; do
    "$1" "\${principal%%/*}" "\${principal#*/}" "$2"
  done
}`,
} as const;

export type ShellFunction = keyof typeof FUNCTIONS;

const NEEDS: Readonly<Record<ShellFunction, readonly ShellFunction[]>> = {
  say: [],
  require_account: ['say'],
  make_room: ['say'],
  unless_gone: ['say'],
  attach: ['say'],
  detach: ['say', 'unless_gone'],
  each_principal: ['attach', 'detach'],
};

/** These functions and those that they call themselves, each once. */
export function prelude(wanted: Iterable<ShellFunction>): string {
  const needed = new Set<ShellFunction>();
  const add = (name: ShellFunction): void => {
    needed.add(name);
    for (const other of NEEDS[name]) add(other);
  };
  for (const name of wanted) add(name);
  const names = Object.keys(FUNCTIONS) as ShellFunction[];
  return names
    .filter((name) => needed.has(name))
    .map((name) => FUNCTIONS[name])
    .join('\n\n');
}
