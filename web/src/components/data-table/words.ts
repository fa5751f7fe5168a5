import { messages } from '@/lib/messages';

export const t = messages('table', {
  sort: 'Sort by {name}',
  resize: 'Width of {name}',
  rows: { one: '{count} row', other: '{count} rows' },
  help: 'Arrows move from row to row, Enter shows more.',
  helpPick: 'Arrows move from row to row, Enter shows more, the space bar chooses a row.',
  pick: 'Choose',
});
