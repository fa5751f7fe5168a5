/** What alerts say of the thing in the panel, and the way to a change of it. */
import { useQuery } from '@tanstack/react-query';
import { type Alert, alertsQuery } from '@/api/alerts';
import { useMay } from '@/api/me';
import { LinkButton } from '@/components/link-button';
import { ago } from '@/lib/dates';
import { Text } from '@/ui/text';
import classes from '../explore.module.css';
import { t } from '../words';

const SETTABLE = /^(campaign|ad_group|ad)$/;
type Props = { level: string; id: string };

export function Told({ level, id }: Props) {
  const { data = [] } = useQuery(alertsQuery());
  const mayPropose = useMay('propose');
  if (!SETTABLE.test(level)) return null;
  const about = data.filter((one) => one.level === level && one.entity_id === id);
  return (
    <>
      {about.map((one) => (
        <Claim key={one.id} of={one} />
      ))}
      {mayPropose ? (
        <LinkButton
          to="/decisions/propose"
          search={{ level, entity: id, why: about[0]?.claim } as never}
          variant={about.length ? 'filled' : 'default'}
        >
          {t('propose')}
        </LinkButton>
      ) : null}
    </>
  );
}

function Claim({ of: one }: { of: Alert }) {
  return (
    <div className={classes.claim} data-severity={one.severity}>
      <Text size="sm" fw={600}>
        {one.claim}
      </Text>
      {one.cause ? <Text size="sm">{one.cause}</Text> : null}
      <Text size="xs" c="dimmed">
        {t('alertSince', { when: ago(one.first_at, Date.now()) })}
      </Text>
    </div>
  );
}
