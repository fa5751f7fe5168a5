// Holds the build against what a page may weigh, packed: first load, styles, charts, each route.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const KB = 1000;
const MOST = { first: 280 * KB, styles: 30 * KB, charts: 230 * KB, route: 80 * KB };
const CHARTS = 'src/components/chart/engine.ts';
const folder =
  process.argv[2] ?? fileURLToPath(new URL('../../src/adhelm/app/static', import.meta.url));
const manifest = JSON.parse(readFileSync(`${folder}/.vite/manifest.json`, 'utf8'));
const packed = (name) => gzipSync(readFileSync(`${folder}/${name}`), { level: 9 }).length;

/** All that comes with an entry, without what is fetched later. */
function withImports(key, found = new Set()) {
  if (!found.has(key)) {
    found.add(key);
    for (const other of manifest[key]?.imports ?? []) withImports(other, found);
  }
  return found;
}
const weigh = (keys) => [...keys].reduce((sum, key) => sum + packed(manifest[key].file), 0);
const styles = (keys) =>
  [...new Set([...keys].flatMap((key) => manifest[key].css ?? []))].reduce(
    (sum, one) => sum + packed(one),
    0,
  );

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const shell = withImports(entry);
// The overview comes along: most visits begin there.
const first = shell;
const rows = [
  ['first load, scripts', weigh(first), MOST.first],
  ['first load, styles', styles(first), MOST.styles],
];
for (const key of manifest[entry].dynamicImports ?? []) {
  if (key === CHARTS) continue;
  const own = [...withImports(key)].filter((one) => !shell.has(one));
  rows.push([key, weigh(own), MOST.route]);
}
if (manifest[CHARTS]) {
  const own = [...withImports(CHARTS)].filter((one) => !first.has(one));
  rows.push(['charts', weigh(own), MOST.charts]);
}
let tooMuch = false;
for (const [name, bytes, most] of rows) {
  const isOver = bytes > most;
  tooMuch ||= isOver;
  console.log(
    `${isOver ? 'over' : '  ok'}  ${(bytes / KB).toFixed(1).padStart(6)} of ${most / KB} kB  ${name}`,
  );
}
process.exit(tooMuch ? 1 : 0);
