/** What platforms are called. */
import { messages } from './messages';

const t = messages('platform', {
  google_ads: 'Google Ads',
  meta: 'Meta',
  facebook: 'Facebook',
  instagram: 'Instagram',
  tiktok: 'TikTok',
  linkedin: 'LinkedIn',
  x: 'X',
  microsoft_ads: 'Microsoft Ads',
  reddit: 'Reddit',
  pinterest: 'Pinterest',
  snapchat: 'Snapchat',
});

/** Return what a platform is called; its own id if nobody has named it here. */
export function platformName(id: string): string {
  const named = t as (key: string) => string;
  return named(id);
}
