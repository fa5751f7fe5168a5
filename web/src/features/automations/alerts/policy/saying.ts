/** Routes and mutes in words. */
import { moment } from '@/lib/dates';
import { platformName } from '@/lib/names';
import { type Digest, EVERY, type Match, type Mute, type Route } from './draft';
import { said, t } from './words';

/** Return which alerts something is for. */
export function matchWords(match: Match): string {
  const parts = [
    match.severity === 'low' ? '' : t('atLeast', { severity: said(match.severity) }),
    match.source.map((one) => said(`source_${one}`)).join(t('or')),
    match.platform.map(platformName).join(t('or')),
    match.detector.join(t('or')),
    match.account.join(t('or')),
    match.entity.join(t('or')),
    match.label.join(', '),
  ];
  return parts.filter(Boolean).join(' · ') || t('everyAlert');
}

/** Return where a route leads, and how. */
export function targetWords(route: Route, names: ReadonlyMap<string, string>): string {
  const told = channelWords(route.channels, names);
  const when = route.digest ? digestWords(route.digest) : t('atOnce');
  return route.channels.length ? `${told}, ${when}` : told;
}

export function channelWords(ids: readonly string[], names: ReadonlyMap<string, string>): string {
  if (!ids.length) return t('inboxOnly');
  return ids.map((id) => (id === EVERY ? t('everyChannel') : (names.get(id) ?? id))).join(', ');
}

export function digestWords(digest: Digest): string {
  const days = digest.days.map((one) => said(`day_${one}`)).join(', ') || t('everyDay');
  return t('asDigest', { days, at: digest.at, zone: digest.zone });
}

export function muteWords(mute: Mute): string {
  const isWhole = mute.from === mute.to;
  const hours = isWhole ? t('wholeDay') : t('hours', { from: mute.from, to: mute.to });
  const days = mute.days.map((one) => said(`day_${one}`)).join(', ');
  const until = mute.until ? t('untilWhen', { when: moment(mute.until) }) : '';
  return [days, hours, isWhole ? '' : mute.zone, until].filter(Boolean).join(' · ');
}
