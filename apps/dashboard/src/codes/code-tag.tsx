import { Tag } from 'antd';
import { useTerms } from '../language/words.ts';

const colours: Readonly<Record<string, string>> = { GREEN: 'green', YELLOW: 'gold', RED: 'red' };

/** The code with its colour and its name: colour alone tells nothing to who cannot see it. */
export function CodeTag({ code }: { code: string }) {
  const term = useTerms();
  return <Tag color={colours[code]} style={{ marginInlineEnd: 4 }}>{term('HealthCodeColour', code)}</Tag>;
}
