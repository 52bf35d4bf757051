/** The program from its sources, in a process of its own. */
import { runProcess } from '../../../source/commands/program/program.ts';

await runProcess(process.argv.slice(2));
