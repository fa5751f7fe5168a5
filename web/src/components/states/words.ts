import { messages } from '@/lib/messages';

export const t = messages('states', {
  loading: 'Loading',
  newTitle: 'Nothing here yet',
  filteredTitle: 'Nothing matches',
  filteredBody: 'No row fits the filters and days that are chosen.',
  clear: 'Clear filters',
  staleBody: 'The newest data are from {when}. Newer figures may look different.',
  partialBody: '{what} did not answer; what is shown is the rest.',
  forbiddenTitle: 'You may not see this',
  forbiddenBody: 'Your role in this workspace does not allow it. An administrator can change that.',
  failedTitle: 'This did not load',
  unreached: 'The server does not answer. It may be restarting.',
  retry: 'Try again',
  request: 'Request {id}',
  rateTitle: 'A rate is missing',
  rateOf: 'There is none from {base} to {quote} on {day}.',
  rateBody: 'Amounts of several currencies add up once there is a rate for each day.',
  rateAsk: 'Somebody who may change things in this workspace can load rates.',
  rateBring: 'Load the rates of the European Central Bank',
  rateRuns: 'The European Central Bank is asked for its rates',
  rateFailed: 'The rates did not come: {why}',
  rateInVain:
    'The European Central Bank has none for it. Load one of your own, or look at one currency.',
  missingTitle: 'There is no such thing here',
  missingBody: 'It may have been removed, or belong to another workspace.',
});
