import type { AccountCase } from '../../account/cases.ts';

/** Which policy it is, as `--json` tells it of every policy. */
export function whichPolicy({ id, name, principal, kind, arn, file, path }: AccountCase) {
  return {
    id,
    policy: name,
    ...(principal === undefined ? {} : { principal }),
    kind,
    ...(arn === undefined ? {} : { arn }),
    file,
    ...(path === '' ? {} : { path }),
  };
}

/** Who has it, and who holds back what. */
export function whosePolicy({ attachedTo, holders, heldBack, spared }: AccountCase) {
  return { attachedTo, holders, heldBack, spared };
}
