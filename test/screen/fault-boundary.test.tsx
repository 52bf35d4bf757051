import { Text } from 'ink';
import { render } from 'ink-testing-library';
import type { ReactElement, ReactNode } from 'react';
import { expect, test } from 'vitest';
import { FaultBoundary } from '../../source/screen/components/fault-boundary.tsx';

function Picture({ fault }: { readonly fault: Error | undefined }): ReactNode {
  if (fault !== undefined) throw fault;
  return <Text>a picture</Text>;
}

test.each([false, true])(
  'a fault in a picture is handed on, and no stack trace is drawn (in the first one: %s)',
  (inFirst) => {
    const faults: unknown[] = [];
    const picture = (fault: Error | undefined): ReactElement => (
      <FaultBoundary onFault={(error) => faults.push(error)}>
        <Picture fault={fault} />
      </FaultBoundary>
    );
    const fault = new Error('this cannot be drawn');
    const { lastFrame, frames, rerender } = render(picture(inFirst ? fault : undefined));
    if (!inFirst) {
      expect(lastFrame()).toBe('a picture');
      rerender(picture(fault));
    }
    expect(faults).toEqual([fault]);
    expect(lastFrame()?.trim()).toBe('');
    expect(frames.join('')).not.toContain('cannot be drawn');
  },
);
