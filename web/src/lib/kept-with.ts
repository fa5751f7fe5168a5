/** What takes long to work out, kept as long as what it was worked out from. */

const all = new WeakMap<object, Map<string, unknown>>();

/**
 * Return what `make` makes of a thing, and the same when asked again by that name.
 *
 * Answers of thousands of rows outlive the page that shows them: who comes back finds them in
 * order. The thing must never change, and a name says all that the result depends on besides.
 */
export function keptWith<Made>(of: object, name: string, make: () => Made): Made {
  const kept = all.get(of) ?? new Map<string, unknown>();
  all.set(of, kept);
  if (!kept.has(name)) kept.set(name, make());
  return kept.get(name) as Made;
}
