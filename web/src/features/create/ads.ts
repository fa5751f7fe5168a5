/** An ad as it is typed, and as its platform is asked about it. */
import type { Brief } from './api/campaigns';

export type Ad = {
  final_url: string;
  headlines: string;
  descriptions: string;
  /** By 'settings.level.name': what only the platform knows. */
  settings: Record<string, string>;
};
export const NOTHING: Ad = { final_url: '', headlines: '', descriptions: '', settings: {} };

/** Return what is asked for; several texts stand one in a line. */
export function briefOf(part: string, ad: Ad): Brief {
  const settings: Record<string, Record<string, unknown>> = {};
  for (const [field, text] of Object.entries(ad.settings)) {
    const [, level = '', name = ''] = field.split('.');
    if (text.trim()) settings[level] = { ...settings[level], [name]: meant(text.trim()) };
  }
  return {
    part_id: part,
    final_url: ad.final_url.trim(),
    headlines: lines(ad.headlines),
    descriptions: lines(ad.descriptions),
    settings,
  } as Brief;
}

/** Say whether somebody has begun with a field; others, such as the account, are not typed here. */
export function written(ad: Ad, field: string): boolean {
  if (field === 'final_url' || field === 'headlines' || field === 'descriptions') {
    return Boolean(ad[field].trim());
  }
  return field.startsWith('settings.') ? Boolean(ad.settings[field]?.trim()) : true;
}

/** Some platforms take whole structures, which are written as JSON. */
function meant(text: string): unknown {
  if (!/^[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((one) => one.trim())
    .filter(Boolean);
}
