/** One alert: what, where, since when, why; acknowledge, snooze, mute, judge, go there. */
import { IconArrowRight } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useAccountTitles } from '@/api/account-names';
import { useMay } from '@/api/me';
import { problemOf } from '@/api/problem';
import { LaterMenu } from '@/components/later/later-menu';
import { LinkButton } from '@/components/link-button';
import { ago, moment } from '@/lib/dates';
import { platformName } from '@/lib/names';
import { leadsTo } from '@/lib/slice';
import { Button } from '@/ui/buttons';
import { notify } from '@/ui/feedback';
import { Group } from '@/ui/layout';
import { Menu } from '@/ui/overlays';
import { Badge, Text } from '@/ui/text';
import { type Alert, acknowledge, keys, mark, mute, resolve, snooze } from '../api/alerts';
import classes from '../automations.module.css';
import { said, t } from '../words';

const WEEK_MS = 7 * 86_400_000;

export function OneAlert({ one, isChosen }: { one: Alert; isChosen: boolean }) {
  const now = Date.now();
  const titled = useAccountTitles();
  const isThing = one.entity !== one.entity_id && !one.account.endsWith(`/${one.entity}`);
  const where = [
    one.account ? titled(one.account) : one.platform && platformName(one.platform),
    isThing ? one.entity : '',
  ];
  return (
    <article className={classes.alert} aria-current={isChosen || undefined}>
      <span className={classes.mark} data-severity={one.severity} aria-hidden />
      <div>
        <Text size="md" fw={600}>
          {one.claim}
        </Text>
        {one.cause ? <Text size="sm">{one.cause}</Text> : null}
        <Group gap={8} mt={4}>
          <Badge color={one.severity === 'critical' || one.severity === 'high' ? 'red' : 'gray'}>
            {said(one.severity)}
          </Badge>
          {one.state === 'acknowledged' ? <Badge color="gray">{t('acknowledged')}</Badge> : null}
          {one.snoozed ? (
            <Badge color="gray">
              {one.snoozed_until
                ? t('snoozedUntil', { when: moment(one.snoozed_until) })
                : t('snoozedWorse')}
            </Badge>
          ) : null}
          <Text size="xs" c="dimmed" title={moment(one.first_at)}>
            {[
              ...where,
              t('since', { when: ago(one.first_at, now) }),
              one.episode > 1 ? t('times', { count: one.episode }) : '',
            ]
              .filter(Boolean)
              .join(' · ')}
          </Text>
        </Group>
      </div>
      <Deeds one={one} />
    </article>
  );
}

function Deeds({ one }: { one: Alert }) {
  const client = useQueryClient();
  const mayWrite = useMay('write');
  const act = useMutation({
    mutationFn: (deed: () => Promise<unknown>) => deed(),
    onSuccess: () => {
      notify(t('done'));
      void client.invalidateQueries({ queryKey: keys.all() });
    },
    onError: (error) => notify(problemOf(error).message, 'failed'),
  });
  const run = (deed: () => Promise<unknown>) => act.mutate(deed);
  const isOpen = one.state !== 'resolved';
  const place = leadsTo(one);
  return (
    <Group gap={6} align="flex-start" wrap="wrap">
      <LinkButton
        to={place.to}
        search={place.search as never}
        variant="default"
        rightSection={<IconArrowRight size={14} aria-hidden />}
      >
        {t('goThere')}
      </LinkButton>
      {mayWrite && isOpen ? (
        <>
          {one.state === 'firing' ? (
            <Button variant="default" onClick={() => run(() => acknowledge(one))}>
              {t('acknowledge')}
            </Button>
          ) : null}
          <LaterMenu onChoose={(until) => run(() => snooze(one, until))}>
            <Menu.Divider />
            <Menu.Item
              onClick={() =>
                run(() => mute(one.detector, new Date(Date.now() + WEEK_MS).toISOString()))
              }
            >
              {t('mute')}
            </Menu.Item>
            <Menu.Item onClick={() => run(() => resolve(one))}>{t('resolve')}</Menu.Item>
          </LaterMenu>
        </>
      ) : null}
      {mayWrite ? (
        <>
          <Button variant="subtle" color="gray" onClick={() => run(() => mark(one, 'useful'))}>
            {t('useful')}
          </Button>
          <Button variant="subtle" color="gray" onClick={() => run(() => mark(one, 'useless'))}>
            {t('noise')}
          </Button>
        </>
      ) : null}
    </Group>
  );
}
