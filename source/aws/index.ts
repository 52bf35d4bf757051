/** Everything that `coppice pull` needs from this room, in one module that is loaded only then. */
export { pullAccounts } from './accounts.ts';
export { parseAnalyzerArn } from './analyzers.ts';
export { pull } from './pull.ts';
export { openSession } from './session.ts';
