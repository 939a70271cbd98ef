import { Component } from 'react';
import type { ReactNode } from 'react';

/** React asks for a class here. A defect in a screen must not hide that the records are safe. */
export class FaultBoundary extends Component<{ children: ReactNode }, { fault: Error | null }> {
  override state: { fault: Error | null } = { fault: null };

  static getDerivedStateFromError(fault: Error): { fault: Error } {
    return { fault };
  }

  override render(): ReactNode {
    const { fault } = this.state;
    if (!fault) return this.props.children;
    return (
      <div className="login" role="alert">
        <h1>页面出错 · Something broke</h1>
        <p>记录都在本机，没有丢失。请重新打开。<br />Your records are safe on this phone. Open the app again.</p>
        <p className="muted">{fault.message}</p>
        <button type="button" className="primary" onClick={() => location.assign('/field/')}>重新打开 · Open again</button>
      </div>
    );
  }
}
