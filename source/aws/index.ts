/** All of the room that `coppice pull` needs, in one module to be loaded when it is. */
export { pullAccounts } from './accounts.ts';
export { parseAnalyzerArn } from './analyzers.ts';
export { pull } from './pull.ts';
export { openSession } from './session.ts';
