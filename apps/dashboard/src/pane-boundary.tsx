import { Component, type ComponentChildren } from 'preact';
import { Icon } from './icon.js';

interface Props {
  readonly name: string;
  readonly children: ComponentChildren;
}

/** A pane that breaks says so, and the rest of the page lives. */
export class PaneBoundary extends Component<Props, { readonly broken: boolean }> {
  override state = { broken: false };

  static override getDerivedStateFromError() {
    return { broken: true };
  }

  override componentDidCatch(error: unknown) {
    console.error(`${this.props.name} could not be shown`, error);
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <div class="broken" role="alert">
        <Icon name="stop" />
        <p>{this.props.name} could not be shown. The rest of the page goes on.</p>
        <button type="button" class="button" onClick={() => this.setState({ broken: false })}>
          Try again
        </button>
      </div>
    );
  }
}
