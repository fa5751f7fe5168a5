/** How the person's own browser writes numbers and days. */

function known(wanted: string | undefined): string {
  try {
    return Intl.getCanonicalLocales(wanted ?? 'en')[0] ?? 'en';
  } catch {
    return 'en';
  }
}

/** For numbers and dates. */
export const locale = known(globalThis.navigator?.language);
/** For words: English until there is another catalogue. */
export const language = 'en';
