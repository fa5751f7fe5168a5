import { messages } from '@/lib/messages';

export const t = messages('later', {
  snooze: 'Snooze',
  hour: 'For an hour',
  tomorrow: 'Until tomorrow, 9:00',
  week: 'For a week',
  worsens: 'Until it worsens',
  custom: 'Until a date…',
  title: 'Snooze until',
  when: 'Date and time',
  whenHint: 'Your own time, at most 90 days ahead.',
  past: 'Choose a time to come, at most 90 days ahead',
  cancel: 'Cancel',
});
