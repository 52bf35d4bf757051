import { drawPicture } from './terminal/picture.ts';
import { openTerminal } from './terminal/terminal.ts';

/** The pictures of the documents, by their paths in the repository, made by running the program. */
export async function pictures(): Promise<Map<string, string>> {
  return new Map([['docs/pictures/review.svg', await reviewPicture()]]);
}

/** The example half decided, with the cursor on a proposal that says much. */
async function reviewPicture(): Promise<string> {
  const terminal = openTerminal({ args: ['demo'], cols: 108, rows: 37 });
  try {
    await terminal.waitFor('decided 0/9');
    for (let decided = 1; decided <= 5; decided++) {
      await terminal.press('tab', 'a');
      await terminal.waitFor(`decided ${decided}/9`);
    }
    await terminal.press('tab', 'tab', 'tab');
    // The cursor is there, what was said before is gone, and the picture is the same on every day.
    await terminal.waitFor(/s3:GetObject\* +safe · proposed/);
    await terminal.waitFor(() => !terminal.text().includes('accepted'), 'the message to be gone');
    return drawPicture(terminal.cells(), { title: 'coppice demo' });
  } finally {
    await terminal.dispose();
  }
}
