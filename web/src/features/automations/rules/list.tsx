/** All rules: what each may do, and how often it fired. */
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMay } from '@/api/me';
import { LinkButton } from '@/components/link-button';
import { Section } from '@/components/page';
import { Answered } from '@/components/states/answered';
import { EmptyNew } from '@/components/states/states';
import { PlainTable } from '@/components/table/plain-table';
import { ago } from '@/lib/dates';
import { count } from '@/lib/numbers';
import { Badge, Text } from '@/ui/text';
import { rulesQuery } from '../api/rules';
import classes from '../automations.module.css';
import { t } from '../words';

const HEAD = [
  { key: 'name', label: t('name') },
  { key: 'state', label: t('state') },
  { key: 'fired', label: t('fired'), figure: true },
  { key: 'last', label: t('last') },
];
const TONES = { watch: 'gray', propose: 'indigo', autopilot: 'green' } as const;

export function Rules() {
  const query = useQuery(rulesQuery());
  const mayPropose = useMay('propose');
  const now = Date.now();
  return (
    <Section
      title={t('rules')}
      lead={t('rulesLead')}
      actions={
        mayPropose ? (
          <LinkButton
            to="/automations/rules/$rule"
            params={{ rule: 'new' }}
            leftSection={<IconPlus size={15} aria-hidden />}
          >
            {t('newRule')}
          </LinkButton>
        ) : null
      }
    >
      <Answered
        query={query}
        empty={(rows) =>
          rows.length === 0 ? <EmptyNew title={t('noRules')}>{t('noRulesBody')}</EmptyNew> : null
        }
      >
        {(rows) => (
          <PlainTable label={t('rules')} head={HEAD}>
            {rows.map((one) => (
              <tr key={one.id}>
                <td>
                  <Link
                    to="/automations/rules/$rule"
                    params={{ rule: one.id }}
                    className={classes.ruleName}
                  >
                    {one.name}
                  </Link>
                  <Text size="xs" c="dimmed" maw={640} lineClamp={2}>
                    {one.source === 'shipped' ? `${t('shipped')} · ` : ''}
                    {one.sentence}
                  </Text>
                </td>
                <td>
                  <Badge color={one.paused ? 'gray' : TONES[one.mode]}>
                    {one.paused ? t('paused') : t(one.mode)}
                  </Badge>
                </td>
                <td data-figure>{count(one.fired_30d)}</td>
                <td>{one.fired_at ? ago(one.fired_at, now) : t('never')}</td>
              </tr>
            ))}
          </PlainTable>
        )}
      </Answered>
    </Section>
  );
}
