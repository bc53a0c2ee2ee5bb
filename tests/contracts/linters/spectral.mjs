// Usage: node spectral.mjs FILE… Prints one line per error or warning; exits 1 on any, 2 on misuse or a crash.
import { readFile } from 'node:fs/promises';
import process from 'node:process';

import core from '@stoplight/spectral-core';
import rulesets from '@stoplight/spectral-rulesets';

const WARNING = 1;

function line(file, { code, message, path, range }) {
  const at = `${range.start.line + 1}:${range.start.character + 1}`;
  return `${file} ${at} ${code} #/${path.join('/')}: ${message}`.replaceAll(/\s*\n\s*/g, ' ');
}

async function main(files) {
  if (files.length === 0) {
    console.error('usage: node spectral.mjs FILE…');
    return 2;
  }
  const spectral = new core.Spectral();
  spectral.setRuleset({
    extends: [[rulesets.oas, 'recommended']],
  });
  let faults = 0;
  for (const file of files) {
    const found = await spectral.run(JSON.parse(await readFile(file, 'utf8')));
    const counted = found.filter(({ severity }) => severity <= WARNING);
    counted.forEach((one) => console.log(line(file, one)));
    faults += counted.length;
  }
  return faults > 0 ? 1 : 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error);
  process.exitCode = 2;
}
