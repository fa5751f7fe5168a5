/** How old the figures of each platform are. */
import { useQueries, useQuery } from '@tanstack/react-query';
import { platformsQuery, statusQuery } from '@/api/platforms';
import { ago, lately } from '@/lib/dates';
import { platformName } from '@/lib/names';
import { Button } from '@/ui/buttons';
import { Popover } from '@/ui/overlays';
import { Text } from '@/ui/text';
import { t } from '../words';
import classes from './shell.module.css';

const LATE_MS = 26 * 3_600_000;
const SHOWN = 2;
type Fresh = { name: string; read: string | null; state: 'ok' | 'late' | 'failing' | 'none' };

export function Freshness() {
  const all = useFreshness();
  const now = Date.now();
  if (all === null) return null;
  const worst = all.find((one) => one.state !== 'ok');
  const told = worst ? [worst] : all.slice(0, SHOWN);
  return (
    <Popover position="bottom-end" width={300} shadow="md">
      <Popover.Target>
        <Button variant="subtle" color="gray" px={8} flex="none" title={t('fresh')}>
          <span className={classes.dot} data-state={worst?.state ?? (all.length ? 'ok' : 'none')} />
          <Text span size="xs" ml={7} visibleFrom="lg">
            {told.map((one) => `${platformName(one.name)} ${when(one, now)}`).join(' · ') ||
              t('noSource')}
          </Text>
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Text size="sm" fw={600} mb={8}>
          {t('fresher')}
        </Text>
        <div className={classes.rows}>
          {all.map((one) => (
            <FreshRow key={one.name} one={one} now={now} />
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function FreshRow({ one, now }: { one: Fresh; now: number }) {
  return (
    <>
      <span className={classes.dot} data-state={one.state} />
      <span>{platformName(one.name)}</span>
      <span className={classes.dim}>{when(one, now)}</span>
    </>
  );
}

function when({ read, state }: Fresh, now: number): string {
  if (!read) return t('never');
  if (state === 'failing') return `${t('failing')}, ${ago(read, now)}`;
  return state === 'late' ? ago(read, now) : lately(read, now);
}

/** Return the platforms that have accounts, each with its oldest stream; null until known. */
function useFreshness(): Fresh[] | null {
  const { data: platforms } = useQuery(platformsQuery());
  const names = (platforms ?? []).filter((one) => one.accounts.length).map((one) => one.name);
  const answers = useQueries({ queries: names.map((name) => statusQuery(name)) });
  if (!platforms) return null;
  return names.map((name, at) => {
    const streams = answers[at]?.data ?? [];
    const reads = streams.map((one) => one.last_success).filter((one) => one !== null);
    const read = reads.sort()[0] ?? null;
    const isLate = read !== null && Date.now() - new Date(read).getTime() > LATE_MS;
    const failing = streams.some((one) => one.state === 'failing' || one.error !== null);
    return { name, read, state: !read ? 'none' : failing ? 'failing' : isLate ? 'late' : 'ok' };
  });
}
