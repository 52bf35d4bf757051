import type { AccountCase } from '../../account/cases.ts';

/** The fields of `--json` that identify a policy. */
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

/** The fields of `--json` about the holders of a policy, and about what stays because of them. */
export function whosePolicy({ attachedTo, holders, heldBack, spared }: AccountCase) {
  return { attachedTo, holders, heldBack, spared };
}
