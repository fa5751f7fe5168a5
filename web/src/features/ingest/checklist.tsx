/** The way to the first alert, step by step; each leads to where it is done. */
import { IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Section } from '@/components/page';
import { Text, VisuallyHidden } from '@/ui/text';
import {
  hasAlertsQuery,
  hasBudgetsQuery,
  hasTargetsQuery,
  newestDataQuery,
  peopleCountQuery,
} from './api/progress';
import classes from './ingest.module.css';
import { t } from './words';

const STEPS = [
  { key: 'Import', to: '/start/file' },
  { key: 'Zone', to: '/settings/workspace' },
  { key: 'Targets', to: '/settings/targets' },
  { key: 'Budget', to: '/budgets' },
  { key: 'Alert', to: '/automations/alerts' },
  { key: 'Invite', to: '/settings/people' },
] as const;

export function Checklist() {
  const done = useDone();
  const count = STEPS.filter(({ key }) => done[key]).length;
  return (
    <Section title={t('checklist')} lead={t('stepsDone', { done: count, total: STEPS.length })}>
      <ol className={classes.steps}>
        {STEPS.map(({ key, to }) => (
          <li key={key}>
            <Link to={to as string} className={classes.step}>
              <span className={classes.tick} data-done={done[key] || undefined} aria-hidden>
                <IconCheck size={13} stroke={3} />
              </span>
              <span>
                <Text span fw={500} size="md" display="block">
                  {t(`step${key}`)}
                  <VisuallyHidden>{` (${done[key] ? t('done') : t('open')})`}</VisuallyHidden>
                </Text>
                <Text span size="sm" c="dimmed">
                  {t(`step${key}Hint`)}
                </Text>
              </span>
            </Link>
          </li>
        ))}
      </ol>
    </Section>
  );
}

function useDone(): Record<(typeof STEPS)[number]['key'], boolean> {
  const hasData = Boolean(useQuery(newestDataQuery()).data);
  const hasTargets = useQuery(hasTargetsQuery()).data ?? false;
  const hasBudgets = useQuery(hasBudgetsQuery()).data ?? false;
  const hasAlerts = useQuery(hasAlertsQuery()).data ?? false;
  const people = useQuery(peopleCountQuery()).data ?? 0;
  return {
    Import: hasData,
    // An import that lacks either asks for it before anything is loaded.
    Zone: hasData,
    Targets: hasTargets,
    Budget: hasBudgets,
    Alert: hasAlerts,
    Invite: people > 1,
  };
}
