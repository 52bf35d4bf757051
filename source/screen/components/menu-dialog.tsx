import { Box, Text } from 'ink';
import SelectInput from 'ink-select-input';
import type { ReactNode } from 'react';
import type { Menu, Step } from '../../review/state/mode.ts';
import type { Area } from '../layout.ts';
import { wrapped } from '../picture/text.ts';
import type { Theme } from '../theme.ts';

interface Props {
  readonly menu: Menu;
  readonly area: Area;
  readonly theme: Theme;
  readonly onChoose: (step: Step) => void;
}

/** A menu in the place of the panel. */
export function MenuDialog({ menu, area, theme, onChoose }: Props): ReactNode {
  const title = wrapped(menu.title, area.width);
  const about = menu.about.flatMap((text) => wrapped(text, area.width));
  const room = area.height - title.length - about.length - 1 - (about.length > 0 ? 1 : 0);
  const labels = labelsOf(menu, area.width - 4);
  const items = labels.map((label, value) => ({ label: `${value + 1} ${label}`, value, key: String(value) }));
  return (
    <Box flexDirection="column" width={area.width} height={area.height} overflow="hidden">
      {title.map((line) => (
        <Text key={line}>{theme.paint('strong', line)}</Text>
      ))}
      {about.length > 0 && <Text>{about.join('\n')}</Text>}
      <Text> </Text>
      <SelectInput
        key={menu.title}
        items={items}
        initialIndex={menu.initial}
        limit={Math.max(2, room)}
        indicatorComponent={({ isSelected = false }) => (
          <Box flexShrink={0} width={2}>
            <Text>{isSelected ? theme.paint('key', theme.glyphs.cursor) : ' '}</Text>
          </Box>
        )}
        itemComponent={({ isSelected = false, label }) => (
          <Text wrap={room >= menu.items.length * 2 ? 'wrap' : 'truncate-end'}>
            {isSelected ? theme.paint('strong', label) : label}
          </Text>
        )}
        onSelect={({ value }) => {
          const item = menu.items[value];
          if (item !== undefined) onChoose(item.step);
        }}
      />
    </Box>
  );
}

/** The labels, with their hints in a column of their own where all of them fit. */
function labelsOf({ items }: Menu, width: number): string[] {
  const widest = Math.max(...items.map(({ label }) => label.length));
  const full = items.map(({ label, hint }) =>
    hint === undefined ? label : `${label.padEnd(widest)}  ${hint}`,
  );
  return full.every((text) => text.length <= width) ? full : items.map(({ label }) => label);
}
