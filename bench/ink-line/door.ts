/** The door of the program that the review's first frame is held against; as small as coppice's own. */
const { paint } = await import('./line.tsx');
paint();

export {};
