import { render, Text } from 'ink';

/** Paints one line with Ink, in a screen of its own as the review has, and stays until it is ended. */
export function paint(): void {
  render(<Text>one line</Text>, { alternateScreen: true, incrementalRendering: true, interactive: true });
  // Nothing else keeps it from ending.
  setInterval(() => undefined, 2 ** 30);
}
