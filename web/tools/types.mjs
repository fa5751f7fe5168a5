// Writes src/api/schema.d.ts from the API's own document; `--check` only says whether it is fresh.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));
const target = fileURLToPath(new URL('../src/api/schema.d.ts', import.meta.url));
const python = process.env.PYTHON ?? `${root}/.venv/bin/python`;

const document = JSON.parse(
  execFileSync(python, [`${root}/tools/openapi.py`], { maxBuffer: 2 ** 28, encoding: 'utf8' }),
);
slim(document);
const made = `// Made by \`npm run types\`; not edited by hand.\n${astToString(
  await openapiTS(document, { alphabetize: true, defaultNonNullable: false }),
)}`;

if (process.argv.includes('--check')) {
  const kept = readFileSync(target, 'utf8');
  if (kept !== made) {
    console.error('src/api/schema.d.ts is stale: run `npm run types`');
    process.exit(1);
  }
  console.log('types are fresh');
} else {
  writeFileSync(target, made);
  console.log(`wrote ${target} (${made.split('\n').length} lines)`);
}

/** Leave out what no type needs: words, examples, and that every route may answer a Problem. */
function slim(node) {
  if (Array.isArray(node)) return node.forEach(slim);
  if (node === null || typeof node !== 'object') return undefined;
  for (const word of [
    'description',
    'summary',
    'example',
    'examples',
    'title',
    'version',
    'tags',
  ]) {
    // A property of such a name is an object, except examples beside a schema.
    const said = typeof node[word] === 'string' || Array.isArray(node[word]);
    if (said || (word.startsWith('example') && 'schema' in node)) delete node[word];
  }
  if (node.responses && !node.schemas) {
    for (const status of Object.keys(node.responses)) {
      if (!status.startsWith('2')) delete node.responses[status];
    }
    const problem = { schema: { $ref: '#/components/schemas/Problem' } };
    node.responses.default = { description: '', content: { 'application/problem+json': problem } };
  }
  return Object.values(node).forEach(slim);
}
