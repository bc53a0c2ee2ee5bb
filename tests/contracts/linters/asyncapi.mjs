// Usage: node asyncapi.mjs FILE. Prints one line per error; exits 1 on errors, 2 on misuse or a crash.
import { readFile } from 'node:fs/promises';
import process from 'node:process';

import { Parser } from '@asyncapi/parser';

const ERROR = 0;

function line({ code, message, path, range }) {
  const at = `${range.start.line + 1}:${range.start.character + 1}`;
  const where = path.length > 0 ? `#/${path.join('/')}` : '#';
  return `${at} ${code} ${where}: ${message}`.replaceAll(/\s*\n\s*/g, ' ');
}

async function main([file]) {
  if (!file) {
    console.error('usage: node asyncapi.mjs FILE');
    return 2;
  }
  const { document, diagnostics } = await new Parser().parse(await readFile(file, 'utf8'), { source: file });
  const errors = diagnostics.filter(({ severity }) => severity === ERROR);
  errors.forEach((error) => console.log(line(error)));
  if (errors.length === 0 && !document) {
    console.log('1:1 no-document #: the file does not hold an AsyncAPI document');
    return 1;
  }
  return errors.length > 0 ? 1 : 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error);
  process.exitCode = 2;
}
