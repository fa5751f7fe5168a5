import { messages } from '@/lib/messages';

export const t = messages('figures', {
  reconOk: 'Equals the platforms’ own totals ({checks} checks)',
  reconRounding: 'Equals the platforms’ own totals but for rounding',
  reconOff: 'Differs from the platforms’ own totals, unexplained',
  reconUnknown: 'Not checkable against the platforms’ own totals',
  previous: 'before: {value}',
  notCollected: 'Not collected for these days',
  provisional: 'may still change',
  trendOf: '{name} by day',
});
