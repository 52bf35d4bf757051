/** The door of the program that the review's first frame is held against; as small as coppice's own. */
import * as module from 'node:module';

module.enableCompileCache();
import('./line.tsx').then(({ paint }) => paint());
