import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname);
const LONGEST = 250;
/** Who may import whom: app puts features together, features build on what is shared. */
const BELOW: Record<string, readonly string[]> = {
  app: ['app', 'features', 'components', 'ui', 'lib', 'api'],
  features: ['components', 'ui', 'lib', 'api'],
  components: ['components', 'ui', 'lib', 'api'],
  api: ['api', 'lib'],
  ui: ['ui', 'lib'],
  lib: ['lib'],
};

const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !/\.test\.|\.d\.ts$|^testing/.test(name))
  .map((name) => ({
    name: name.split(sep).join('/'),
    text: readFileSync(join(ROOT, name), 'utf8'),
  }));

function imports(text: string): string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((found) => found[1] ?? '');
}

/** Return `folder/…` of the source that an import leads to; null if it leads elsewhere. */
function target(from: string, path: string): string | null {
  if (path.startsWith('@/')) return path.slice(2);
  if (!path.startsWith('.')) return null;
  return relative(ROOT, join(ROOT, from, '..', path))
    .split(sep)
    .join('/');
}

describe('the tree', () => {
  it.each(files)('$name imports only what is below it', ({ name, text }) => {
    const [layer = '', slice = ''] = name.split('/');
    const allowed = BELOW[layer];
    if (!allowed) return;
    const wrong = imports(text)
      .map((path) => target(name, path))
      .filter((path) => path !== null)
      .filter((path) => {
        const [to = '', part] = path.split('/');
        return to === 'features' && layer === 'features' ? part !== slice : !allowed.includes(to);
      });
    expect(wrong).toEqual([]);
  });

  it.each(files)('$name is short', ({ text }) => {
    expect(text.split('\n').length).toBeLessThanOrEqual(LONGEST);
  });
});
