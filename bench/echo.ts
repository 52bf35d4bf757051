/** Parses each line it reads and prints it again: the least that a program can do which answers JSON lines. */
let rest = '';
for await (const chunk of process.stdin.setEncoding('utf8')) {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop() ?? '';
  const answers = lines.map((line) => `${JSON.stringify(JSON.parse(line))}\n`).join('');
  if (!process.stdout.write(answers)) await new Promise((resolve) => process.stdout.once('drain', resolve));
}
