/** What stands still, the way to let it go on, and the way to stop more. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAccountTitles } from '@/api/account-names';
import { useMay } from '@/api/me';
import { useNames } from '@/api/people';
import { platformsQuery } from '@/api/platforms';
import { problemOf } from '@/api/problem';
import { ago } from '@/lib/dates';
import { Button } from '@/ui/buttons';
import { notify } from '@/ui/feedback';
import { Select, TextInput } from '@/ui/inputs';
import { Stack } from '@/ui/layout';
import { Text } from '@/ui/text';
import { freeze } from './api/freeze';
import { keys } from './api/keys';
import type { Stop } from './api/list-freezes';
import classes from './compliance.module.css';
import { t } from './words';

export type Kind = 'freeze' | 'breaker';
type Props = {
  freezes: readonly Stop[];
  breakers: readonly Stop[];
  onLift: (stop: Stop, kind: Kind) => void;
};

export default function FreezePanel({ freezes, breakers, onLift }: Props) {
  const mayFreeze = useMay('propose');
  return (
    <Stack gap="sm">
      <Text size="xs" c="dimmed">
        {t('what')}
      </Text>
      {freezes.length + breakers.length === 0 ? <Text size="sm">{t('nothing')}</Text> : null}
      <ul className={classes.stops}>
        {freezes.map((one) => (
          <StopRow key={one.id} stop={one} kind="freeze" onLift={onLift} />
        ))}
        {breakers.map((one) => (
          <StopRow key={one.id} stop={one} kind="breaker" onLift={onLift} />
        ))}
      </ul>
      {mayFreeze ? <FreezeForm frozen={freezes.map((one) => one.account)} /> : null}
    </Stack>
  );
}

type Row = { stop: Stop; kind: Kind; onLift: Props['onLift'] };

function StopRow({ stop, kind, onLift }: Row) {
  const named = useNames();
  const titled = useAccountTitles();
  const mayApprove = useMay('approve');
  const since = ago(stop.begun_at, Date.now());
  return (
    <li className={classes.stop} data-kind={kind}>
      <div className={classes.stopHead}>
        <Text size="sm" fw={600}>
          {kind === 'breaker' ? `${t('breaker')}: ` : ''}
          {stop.account ? titled(stop.account) : t('whole')}
        </Text>
        {mayApprove ? (
          <Button variant="default" onClick={() => onLift(stop, kind)}>
            {kind === 'freeze' ? t('thaw') : t('close')}
          </Button>
        ) : null}
      </div>
      {stop.reason ? <Text size="sm">{stop.reason}</Text> : null}
      <Text size="xs">
        {kind === 'freeze'
          ? t('by', { who: named(stop.begun_by), when: since })
          : `${since} · ${t('byItself', { count: stop.clean_syncs })}`}
      </Text>
      {mayApprove ? null : <Text size="xs">{t('mayNot')}</Text>}
    </li>
  );
}

function FreezeForm({ frozen }: { frozen: readonly string[] }) {
  const client = useQueryClient();
  const { data: platforms = [] } = useQuery(platformsQuery());
  const titled = useAccountTitles();
  const [account, setAccount] = useState('');
  const [reason, setReason] = useState('');
  const accounts = platforms.flatMap((platform) =>
    platform.accounts.map((one) => `${platform.name}/${one.account_id}`),
  );
  const choices = ['', ...accounts].filter((one) => !frozen.includes(one));
  const done = useMutation({
    mutationFn: freeze,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.all() });
      setReason('');
      notify(t('frozenToast'));
    },
    onError: (error) => notify(problemOf(error).message, 'failed'),
  });
  if (!choices.length) return null;
  const chosen = choices.includes(account) ? account : (choices[0] ?? '');
  return (
    <Stack gap="xs">
      <Select
        label={t('where')}
        value={chosen || 'all'}
        data={choices.map((one) => ({
          value: one || 'all',
          label: one ? titled(one) : t('whole'),
        }))}
        onChange={(value) => setAccount(value === 'all' || !value ? '' : value)}
        allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
      />
      <TextInput
        label={t('reason')}
        placeholder={t('reasonHint')}
        value={reason}
        maxLength={2000}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Button
        color="red"
        loading={done.isPending}
        onClick={() => done.mutate({ account: chosen, reason: reason.trim() })}
      >
        {t('freezeNow')}
      </Button>
    </Stack>
  );
}
