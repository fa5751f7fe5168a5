import { messages } from '@/lib/messages';

export const t = messages('create', {
  create: 'Create',
  lead: 'One campaign, several platforms: planned here, made paused, enabled by two people.',
  newCampaign: 'New campaign',
  campaigns: 'Campaigns',
  none: 'No campaign yet',
  noneBody: 'Say what it shall reach and what it may cost; the split over platforms is shown.',
  name: 'Name',
  objective: 'Objective',
  awareness: 'Awareness',
  traffic: 'Traffic',
  engagement: 'Engagement',
  video_views: 'Video views',
  leads: 'Leads',
  app_promotion: 'App promotion',
  sales: 'Sales',
  recruiting: 'Recruiting',
  budget: 'Budget, all days together',
  check: 'Check',
  checkLead: 'What the platforms would refuse, looked at while you write.',
  toMend: { one: '{count} thing to mend', other: '{count} things to mend' },
  nothingToMend: 'Nothing to mend in what is written.',
  'shape budget': 'An amount such as 5000.00',
  'shape start_date': 'A day such as 2026-12-01',
  'shape end_date': 'A day such as 2026-12-31',
  'shape audience.countries': 'Two letters for each country: DE, AT',
  'shape audience.age_min': 'A whole number from 13 to 120',
  'shape audience.age_max': 'A whole number from 13 to 120',
  'shape headlines': 'At most 50 lines of 500 characters',
  'shape descriptions': 'At most 50 lines of 500 characters',
  'shape final_url': 'At most 2000 characters',
  currency: 'Currency',
  start_date: 'First day',
  end_date: 'Last day',
  'audience.countries': 'Countries',
  countriesHint: 'Two letters each: DE, AT',
  countries: 'Countries',
  account: 'Account',
  'audience.age_min': 'Age from',
  'audience.age_max': 'Age to',
  platforms: 'Platforms and accounts',
  preview: 'Preview the split',
  split: 'How the budget is split',
  platform: 'Platform',
  amount: 'Amount',
  share: 'Share',
  minimum: 'Least for these days',
  returned: 'Returned per unit spent',
  missing: 'Still missing: {what}',
  keep: 'Keep as draft',
  kept: 'Kept. Now its ads.',
  choose: 'Choose at least one account.',
  status: 'Status',
  draft: 'draft',
  active: 'active',
  paused: 'paused',
  completed: 'completed',
  archived: 'archived',
  days: 'Days',
  ads: 'Ads',
  adsLead:
    'What each platform shows. Checked as the platform will; made paused, by a plan that another person approves.',
  final_url: 'Landing page',
  platformNeeds: '{platform} needs {lack}',
  declared: 'Declared to the platform as a special ad category: {what}.',
  employment: 'employment',
  housing: 'housing',
  credit: 'credit',
  politics: 'politics',
  headlines: 'Headlines',
  descriptions: 'Descriptions',
  onePerLine: 'One per line',
  publish: 'Plan to make it, paused',
  planned: 'The plan is made; it waits for approval',
  toPlan: 'See the plan',
  refused: 'The platforms would refuse this',
  back: 'All campaigns',
});

/** How a field is written, in words; '' where nothing more can be said than what the server says. */
export function shaped(field: string): string {
  const key = `shape ${field}`;
  const told = said(key);
  return told === key ? '' : told;
}

/** Words whose keys come from the server; what has no word is told as it is. */
export function said(key: string): string {
  return (t as (key: string) => string)(key);
}

/** Return what a field is called; one that only its platform knows by its own name, as words. */
export function named(field: string): string {
  const told = said(field);
  const words = field.replaceAll('_', ' ').replace(/\bid\b/g, 'ID');
  return told === field ? words.charAt(0).toUpperCase() + words.slice(1) : told;
}
