import type { AccountCase } from '../../account/cases.ts';
import { quotaSize } from '../../policy/size.ts';
import type { Outcome } from '../../refine/outcome.ts';
import { shellWord } from './shell.ts';
import type { Task } from './task.ts';

/** A script of a folder, with what decides its place in the order. */
export interface Turn {
  readonly file: string;
  readonly task: Task;
  readonly outcome: Outcome<AccountCase>;
}

/** The file name of the script that runs the others. */
export const RUN_ALL = 'run-all.sh';

/**
 * Makes the script that runs the scripts of a folder one after the other. Each of them keeps used permissions in force
 * all the time and first checks whether its work is done, so running all of them again goes on where it stopped.
 */
export function runAll(turns: readonly Turn[]): string {
  const lines = inTurn(turns).map(({ file, task }) =>
    task.kind === 'refused' ? undefined : `  ${shellWord(file.replace(/\.sh$/, ''))}`,
  );
  const refused = turns.flatMap(({ file, task }) =>
    task.kind === 'refused' ? [`  ${shellWord(`${file.replace(/\.sh$/, '')}: ${task.reason}`)}`] : [],
  );
  return `#!/usr/bin/env bash
#
# Runs the scripts beside it, in an order that takes nothing away before its replacement is there, and stops at the
# first fault. Run again, it goes on where it stopped: what is in place already stays as it is.
#
#   bash run-all.sh plan|apply|verify|rollback [--only NAME] [--force]
#
set -uo pipefail

names=(
${lines.filter((line) => line !== undefined).join('\n')}
)
left_out=(
${refused.join('\n')}
)

usage() {
  printf 'Usage: bash %s plan|apply|verify|rollback [--only NAME] [--force]\\n' "\${BASH_SOURCE[0]}" >&2
  exit 2
}

here=$(cd "$(dirname "\${BASH_SOURCE[0]}")" && pwd)
verb=\${1-}
case $verb in
  plan | apply | verify | rollback) shift ;;
  *) usage ;;
esac
only='' force=''
while (($# > 0)); do
  case $1 in
    --only)
      (($# > 1)) || usage
      only=\${2%.sh}
      shift
      ;;
    --force) force=--force ;;
    *) usage ;;
  esac
  shift
done
if [[ $force != '' && $verb != apply && $verb != rollback ]]; then usage; fi

count=\${#names[@]} done=0 found='' worst=0
for ((i = 0; i < count; i++)); do
  # The way back is the other way round.
  if [[ $verb == rollback ]]; then name=\${names[count - 1 - i]}; else name=\${names[i]}; fi
  if [[ -n $only && $name != "$only" ]]; then continue; fi
  found=yes
  if [[ $verb == rollback && ! -d $here/$name.saved ]]; then continue; fi
  printf '[%s/%s] %s\\n' "$((i + 1))" "$count" "$name"
  bash "$here/$name.sh" "$verb" \${force:+"$force"}
  code=$?
  if ((code == 0)); then
    done=$((done + 1))
    continue
  fi
  if [[ $verb == apply || $verb == rollback ]]; then
    printf 'Stopped at %s, %s done before it. The same command goes on from here.\\n' "$name" "$done" >&2
    exit "$code"
  fi
  if ((code > worst)); then worst=$code; fi
done
if [[ -n $only && -z $found ]]; then
  printf 'There is no script for %s here.\\n' "$only" >&2
  exit 2
fi
printf '%s: %s of %s done\\n' "$verb" "$done" "$count"
if ((\${#left_out[@]} > 0)); then printf 'Left out, %s\\n' "\${left_out[@]}"; fi
exit "$worst"
`;
}

/**
 * Puts the scripts in order: first those that detach unused policies, then those that make policies smaller. This makes
 * room for the policies that grow and for those that are attached.
 */
function inTurn(turns: readonly Turn[]): Turn[] {
  const growth = ({ outcome }: Turn): number =>
    quotaSize(outcome.text ?? '') - quotaSize(outcome.case.policy.text);
  const added = ({ task }: Turn): number =>
    task.kind === 'versions' || task.kind === 'exchange' ? task.added.length : 0;
  return [...turns].sort((a, b) => added(a) - added(b) || growth(a) - growth(b));
}
