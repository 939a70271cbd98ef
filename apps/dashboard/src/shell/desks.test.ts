import { scopesOf } from '@lianfang/contracts/access';
import { desksOf, startingDesk } from './desks.ts';

function desksFor(role: string): string[] {
  return desksOf(new Set(scopesOf([role]))).map((desk) => desk.path);
}

test('only the health commission has the isolation desk', () => {
  expect(desksFor('health-commission')).toContain('isolation');
  for (const role of ['street-clerk', 'community-clerk', 'police', 'supply-desk', 'command-centre']) expect(desksFor(role)).not.toContain('isolation');
});

test('the command centre reads no register of named residents', () => {
  expect(desksFor('command-centre')).toEqual(['wall', 'grids', 'sweeps', 'checkpoints', 'supplies', 'glass', 'holds', 'publications']);
});

test('administrators and auditors have desks of their own, and no register', () => {
  expect(desksFor('agency-admin')).toEqual(['access', 'glass', 'publications']);
  expect(desksFor('auditor')).toEqual(['glass', 'holds', 'audit', 'publications']);
  expect(desksFor('health-commission')).toContain('approvals');
  expect(desksFor('resident')).toEqual([]);
});

test('everyone starts at the desk of their own work', () => {
  expect(startingDesk(new Set(scopesOf(['supply-desk'])), ['supply-desk'])).toBe('supplies');
  expect(startingDesk(new Set(scopesOf(['command-centre'])), ['command-centre'])).toBe('wall');
});

test('an account without any desk starts nowhere', () => {
  expect(startingDesk(new Set(), ['resident'])).toBeNull();
});
