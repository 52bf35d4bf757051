import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../source/commands/program/table.ts';
import { OUTPUT_FORMATS } from '../../source/output/format.ts';
import { root } from '../../tools/document.ts';

const completions = join(root, 'share/completions');

describe('bash', () => {
  test.each([
    ['coppice ', COMMANDS.map(({ name }) => name)],
    ['coppice ref', ['refine']],
    ['coppice refine --st', ['--stream']],
    ['coppice check --st', []],
    ['coppice check --ex', ['--exceptions']],
    ['coppice -o out refine --format ', OUTPUT_FORMATS.map(({ format }) => format)],
    ['coppice refine --format = ac', ['access-analyzer']],
    ['coppice refine --generalize s', ['shortest']],
    ['coppice pull --role ', []],
    ['coppice catalog u', ['update']],
    ['coppice check poli', ['policy.json']],
    ['coppice apply --decisions find', ['finding.json']],
  ])('%j', (line, expected) => {
    const { status, stdout } = spawnSync(
      'bash',
      [
        '-uc',
        `source ${completions}/coppice.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _coppice; printf '%s\\n' "\${COMPREPLY[@]-}"`,
        'bash',
        ...line.split(' '),
      ],
      { cwd: join(root, 'examples/worked'), encoding: 'utf8' },
    );
    const offered = stdout
      .split('\n')
      .filter(
        (word) => word !== '' && ((word !== 'finding.json' && word !== 'policy.json') || !line.endsWith(' ')),
      );
    expect({ status, offered: offered.sort() }).toEqual({ status: 0, offered: [...expected].sort() });
  });
});

describe.each([
  ['zsh', ['-n', `${completions}/_coppice`]],
  ['fish', ['--no-execute', `${completions}/coppice.fish`]],
  ['groff', ['-man', '-ww', '-z', join(root, 'share/man/man1/coppice.1')]],
] as const)('%s', (program, args) => {
  const isThere = spawnSync(program, ['--version']).error === undefined;

  test.runIf(isThere)('reads its file without complaint', () => {
    const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});
