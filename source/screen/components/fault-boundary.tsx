import { Component, type ReactNode } from 'react';

interface Props {
  readonly children: ReactNode;
  /** Is told what was thrown; nothing is drawn from then on. */
  readonly onFault: (error: unknown) => void;
}

/** Takes what is thrown while a picture is made: Ink would fill the screen with its stack trace. */
export class FaultBoundary extends Component<Props, { readonly failed: boolean }> {
  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override state = { failed: false };

  override componentDidCatch(error: unknown): void {
    this.props.onFault(error);
  }

  override render(): ReactNode {
    return this.state.failed ? null : this.props.children;
  }
}
