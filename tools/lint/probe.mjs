import { ESLint } from 'eslint';

// Lints texts as if they stood in files of the house: [{ file, text }] in, the messages of each out. A process of its own,
// because jest's CommonJS world cannot load the configuration.
let input = '';
for await (const chunk of process.stdin) input += chunk;
const eslint = new ESLint();
const found = [];
for (const { file, text } of JSON.parse(input)) {
  const [result] = await eslint.lintText(text, { filePath: file });
  found.push(result.messages.map(({ ruleId, message }) => ({ rule: ruleId, message })));
}
process.stdout.write(JSON.stringify(found));
