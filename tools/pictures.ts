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
    await terminal.waitFor('approved 0/17');
    for (let approved = 1; approved <= 11; approved++) {
      await terminal.press('tab', 'a');
      if (approved === 1) {
        await terminal.waitFor('Who decides?');
        // The picture is the same whoever makes it.
        await terminal.press('ctrl-u');
        await terminal.type('rosa');
        await terminal.waitFor('rosa');
        await terminal.press('enter');
      }
      await terminal.waitFor(`approved ${approved}/17`);
    }
    for (let i = 0; i < 3; i++) await terminal.press('tab');
    // The cursor is there, and what was said before is gone.
    await terminal.waitFor(/❯ .*GetObject/);
    await terminal.waitFor(() => !terminal.text().includes('✔ approved'), 'the message to be gone');
    return drawPicture(terminal.cells(), { title: 'coppice demo' });
  } finally {
    await terminal.dispose();
  }
}
