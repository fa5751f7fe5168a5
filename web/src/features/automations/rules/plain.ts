/** Reads and writes the loose values of a document. */
export type Doc = Record<string, unknown>;

export function docOf(value: unknown): Doc {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Doc) : {};
}
export function said(value: unknown): string {
  return value === undefined || value === null ? '' : String(value);
}
export function texts(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  return value ? [String(value)] : [];
}
export function words(text: string): string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
}
export function whole(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text;
}
/** Leave out what is empty: the API has its own defaults. */
export function pruned(document: Doc): Doc {
  return Object.fromEntries(
    Object.entries(document).filter(
      ([, value]) =>
        value !== '' &&
        value !== undefined &&
        value !== null &&
        !(Array.isArray(value) && value.length === 0) &&
        !(
          typeof value === 'object' &&
          !Array.isArray(value) &&
          Object.keys(value as Doc).length === 0
        ),
    ),
  );
}
