import { Progress } from 'antd';
import type { CoverageRowFragment } from '../generated/operations.ts';
import { useFormats } from '../language/use-formats.ts';

/** Reached in full colour, tried without success pale behind it. */
export function CoverageBar({ coverage }: { coverage: Pick<CoverageRowFragment, 'households' | 'reached' | 'unreached' | 'ratio'> }) {
  const { percent } = useFormats();
  const tried = coverage.households > 0 ? (coverage.reached + coverage.unreached) / coverage.households : 1;
  return (
    <Progress
      size="small"
      style={{ minWidth: 140, margin: 0 }}
      percent={Math.round(tried * 1000) / 10}
      success={{ percent: Math.round(coverage.ratio * 1000) / 10 }}
      strokeColor="#e3b561"
      format={() => percent(coverage.ratio)}
    />
  );
}
