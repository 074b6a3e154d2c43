// Reads an AsyncAPI document from standard input and prints what the parser finds wrong in it.
import { readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';

const ERROR_OR_WARNING = 1;

const { diagnostics } = await new Parser().parse(readFileSync(0, 'utf8'));
for (const { severity, message, path } of diagnostics) {
  if (severity <= ERROR_OR_WARNING) console.log(`${path.join('/')}: ${message}`);
}
