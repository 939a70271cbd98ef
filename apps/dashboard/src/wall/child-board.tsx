import type { NamedArea } from '../areas/use-area-path.ts';
import type { FigureSetFragment } from '../generated/operations.ts';
import { useFormats } from '../language/use-formats.ts';
import { useWords } from '../language/words.ts';
import type { Word } from '../language/words.ts';
import { useMoves } from './big-number.tsx';
import { bedsFree, coverageOf } from './board.ts';

interface Column {
  word: Word<'wall'>;
  of(figures: FigureSetFragment): number;
  tone?: 'amber' | 'red';
}

const columns: readonly Column[] = [
  { word: 'people', of: (figures) => figures.people },
  { word: 'passages', of: (figures) => figures.passages },
  { word: 'arrivalsAtRisk', of: (figures) => figures.arrivalsAtRisk, tone: 'amber' },
  { word: 'alertsOpen', of: (figures) => figures.alertsOpen, tone: 'red' },
  { word: 'ordersProposed', of: (figures) => figures.ordersProposed, tone: 'amber' },
  { word: 'inFacility', of: (figures) => figures.inFacility },
  { word: 'atHome', of: (figures) => figures.atHome },
  { word: 'bedsFree', of: bedsFree },
  { word: 'supportOpen', of: (figures) => figures.supportOpen },
];

interface ChildBoardProps {
  areas: readonly NamedArea[];
  figures: readonly FigureSetFragment[];
  onChoose(code: string): void;
}

/** The areas one level down with their key figures; a click goes there. */
export function ChildBoard({ areas, figures, onChoose }: ChildBoardProps) {
  const t = useWords('wall');
  if (areas.length === 0) return <p className="wall-empty">{t('boardEmpty')}</p>;
  const byCode = new Map(figures.map((one) => [one.areaCode, one]));
  return (
    <table className="child-board">
      <thead>
        <tr>
          <th scope="col">{t('area')}</th>
          <th scope="col">{t('coverage')}</th>
          {columns.map((column) => <th key={column.word} scope="col" className="number">{t(column.word)}</th>)}
        </tr>
      </thead>
      <tbody>
        {areas.map((area) => <ChildRow key={area.code} area={area} figures={byCode.get(area.code)} onChoose={onChoose} />)}
      </tbody>
    </table>
  );
}

function ChildRow({ area, figures, onChoose }: { area: NamedArea; figures: FigureSetFragment | undefined; onChoose(code: string): void }) {
  return (
    <tr onClick={() => onChoose(area.code)}>
      <th scope="row">
        <button type="button" onClick={(event) => { event.stopPropagation(); onChoose(area.code); }}>{area.name}</button>
      </th>
      <td><CoverageBar figures={figures} /></td>
      {columns.map((column) => <Cell key={column.word} value={figures ? column.of(figures) : null} tone={column.tone ?? 'calm'} />)}
    </tr>
  );
}

function Cell({ value, tone }: { value: number | null; tone: string }) {
  const { count } = useFormats();
  const moves = useMoves(value);
  return (
    <td className="number">
      <span key={moves} className={`cell ${value ? `tone-${tone}` : 'is-zero'} ${moves > 0 ? 'glow' : ''}`}>{value === null ? '·' : count(value)}</span>
    </td>
  );
}

function CoverageBar({ figures }: { figures: FigureSetFragment | undefined }) {
  const { percent } = useFormats();
  const ratio = figures ? coverageOf(figures) : null;
  if (ratio === null) return <span className="is-zero">—</span>;
  return (
    <span className="coverage-bar">
      <span className="coverage-track"><span style={{ width: `${ratio * 100}%` }} /></span>
      <span className="coverage-text">{percent(ratio)}</span>
    </span>
  );
}
