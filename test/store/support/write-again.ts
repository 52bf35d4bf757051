/** Writes a folder of files over and over, until it is killed: `node write-again.ts FOLDER FILES`. */
import { writeFolder } from '../../../source/store/write-all.ts';

const [folder = '', count = '0'] = process.argv.slice(2);

for (let round = 1; ; round++) {
  const files = Array.from({ length: Number(count) }, (_, i) => ({
    path: `file-${i}.json`,
    content: `round ${round}`,
  }));
  writeFolder(folder, files, { often: false });
  if (round === 1) process.stdout.write('ready\n');
}
