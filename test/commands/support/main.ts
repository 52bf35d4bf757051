/** The program from its sources, in a process of its own. */
import { run } from '../../../source/commands/program.ts';

process.exitCode = await run(process.argv.slice(2));
