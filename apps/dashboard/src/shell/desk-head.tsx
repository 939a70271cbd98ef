import type { ReactNode } from 'react';

/** Title of a desk with a line on what it is for, and its main actions. */
export function DeskHead({ title, lead, children }: { title: ReactNode; lead?: ReactNode; children?: ReactNode }) {
  return (
    <div className="desk-head">
      <div>
        <h1>{title}</h1>
        {lead ? <p>{lead}</p> : null}
      </div>
      <div className="spread" />
      <div className="toolbar no-print" style={{ margin: 0 }}>{children}</div>
    </div>
  );
}
