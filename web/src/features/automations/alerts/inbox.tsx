/** What needs somebody: each alert with its cause, and what to do about it. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Section } from '@/components/page';
import { Answered } from '@/components/states/answered';
import { EmptyFiltered, EmptyNew } from '@/components/states/states';
import { useLive } from '@/lib/live';
import { SegmentedControl } from '@/ui/inputs';
import { Stack } from '@/ui/layout';
import { type Alert, alertsQuery, keys } from '../api/alerts';
import { t } from '../words';
import { OneAlert } from './one-alert';
import { Policy } from './policy/policy';
import { Routing } from './routing';

const route = getRouteApi('/shell/automations/alerts');
const SHOWN = ['open', 'snoozed', 'resolved', 'everything'] as const;
type Shown = (typeof SHOWN)[number];
const SEVERITIES = ['critical', 'high', 'medium', 'low'];

export function Inbox() {
  const { show = 'open', alert } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const asked = show === 'resolved' ? ['resolved' as const] : show === 'everything' ? null : OPEN;
  const query = useQuery(alertsQuery(asked));
  useLive(['jobs.changed'], (news) => {
    if (news.state === 'done') void client.invalidateQueries({ queryKey: keys.of('list') });
  });
  function set(next: Shown) {
    void navigate({ search: (was) => ({ ...was, show: next, alert: undefined }) });
  }
  return (
    <Stack gap="md">
      <Section
        title={t('inbox')}
        lead={t('alertsLead')}
        actions={
          <SegmentedControl
            size="xs"
            aria-label={t('state')}
            data={SHOWN.map((one) => ({ value: one, label: t(one) }))}
            value={show}
            onChange={(next) => set(next as Shown)}
          />
        }
      >
        <Answered query={query}>
          {(all) => {
            const rows = sorted(all.filter((one) => fits(one, show)));
            if (rows.length) {
              return rows.map((one) => (
                <OneAlert key={one.id} one={one} isChosen={one.id === alert} />
              ));
            }
            return show === 'open' ? (
              <EmptyNew title={t('noAlerts')}>{t('noAlertsBody')}</EmptyNew>
            ) : (
              <EmptyFiltered onClear={() => set('open')} />
            );
          }}
        </Answered>
      </Section>
      <Policy />
      <Routing />
    </Stack>
  );
}

const OPEN: Alert['state'][] = ['firing', 'acknowledged'];

function fits(one: Alert, show: Shown): boolean {
  if (show === 'everything' || show === 'resolved') return true;
  return one.snoozed === (show === 'snoozed') && !one.inhibited_by;
}

function sorted(rows: Alert[]): Alert[] {
  const rank = (one: Alert) => (one.state === 'firing' ? 0 : 10) + SEVERITIES.indexOf(one.severity);
  return rows.sort((a, b) => rank(a) - rank(b) || b.last_at.localeCompare(a.last_at));
}
