/** An error of the file system in words, and what to do about it. */
export interface SystemFault {
  readonly says: string;
  readonly hint: string;
}

const FAULTS: Readonly<Record<string, SystemFault>> = {
  ENOENT: { says: 'there is no such file or folder', hint: 'Check the name, and the folder you are in.' },
  ENOTDIR: { says: 'a part of the path is a file and not a folder', hint: 'Check the path.' },
  EEXIST: { says: 'a file is where a folder is needed', hint: 'Move it, or choose another place.' },
  ENOTEMPTY: {
    says: 'something else is there by now',
    hint: 'Look at it, and run the command again.',
  },
  EISDIR: { says: 'this is a folder, and a file is needed', hint: 'Name a file.' },
  EACCES: { says: 'you may not open it', hint: 'Check who owns it and its permissions.' },
  EPERM: { says: 'the system does not allow it', hint: 'Check who owns it and its permissions.' },
  EROFS: { says: 'it is on a file system that is read-only', hint: 'Choose another place.' },
  ENOSPC: { says: 'there is no space left on the device', hint: 'Make some, or choose another place.' },
  EDQUOT: { says: 'your disk quota is used up', hint: 'Make some space, or choose another place.' },
  EFBIG: {
    says: 'it would be larger than files may be here',
    hint: 'Raise the limit (ulimit -f), or write less.',
  },
  ENXIO: { says: 'this is a socket, or a device without anything behind it', hint: 'Name a file.' },
  ENAMETOOLONG: { says: 'the name is too long', hint: 'Choose a shorter one.' },
  ELOOP: { says: 'its symbolic links lead in a circle', hint: 'Name the file itself.' },
  EMFILE: { says: 'too many files are open', hint: 'Raise the limit (ulimit -n), or give fewer files.' },
};

/** The words for an error of the file system; undefined for every other error. */
export function systemFault(error: unknown): SystemFault | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  const known = FAULTS[error.code];
  if (known !== undefined) return known;
  // Node's own errors (ERR_…) do not come from the file system.
  return error.code.startsWith('E') && !error.code.startsWith('ERR_')
    ? { says: `the system answers ${error.code}`, hint: 'Check the path.' }
    : undefined;
}
