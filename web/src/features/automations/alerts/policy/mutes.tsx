/** When nobody is told: by hours, days, or until a day. */
import { type FormEvent, useState } from 'react';
import { Button } from '@/ui/buttons';
import { TextInput } from '@/ui/inputs';
import { Group, Stack } from '@/ui/layout';
import { Modal } from '@/ui/overlays';
import { Text } from '@/ui/text';
import classes from '../../automations.module.css';
import { type Mute, muteOf } from './draft';
import { MatchFields } from './match-fields';
import { matchWords, muteWords } from './saying';
import { DaysAndZone, ownZone } from './timing-fields';
import { t } from './words';

type Props = { mutes: readonly Mute[]; onChange?: ((mutes: Mute[]) => void) | undefined };

export function Mutes({ mutes, onChange }: Props) {
  const [isAdding, setIsAdding] = useState(false);
  return (
    <div className={classes.mutes}>
      <h3 className={classes.mutesTitle}>{t('mutes')}</h3>
      {mutes.length ? null : (
        <Text size="sm" c="dimmed">
          {t('noMutes')}
        </Text>
      )}
      <ul className={classes.branches}>
        {mutes.map((one, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: names may be there twice
          <li key={at} className={classes.node}>
            <div className={classes.nodeText}>
              <span className={classes.nodeMatch}>{one.name}</span>
              <span>{matchWords(one.match)}</span>
              <span className={classes.nodeMore}>{muteWords(one)}</span>
            </div>
            {onChange ? (
              <Button
                variant="subtle"
                color="gray"
                size="compact-sm"
                onClick={() => onChange(mutes.toSpliced(at, 1))}
              >
                {t('remove')}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {onChange ? (
        <Button variant="default" onClick={() => setIsAdding(true)}>
          {t('addMute')}
        </Button>
      ) : null}
      {isAdding && onChange ? (
        <MuteModal
          onClose={() => setIsAdding(false)}
          onSave={(mute) => {
            setIsAdding(false);
            onChange([...mutes, mute]);
          }}
        />
      ) : null}
    </div>
  );
}

type ModalProps = { onClose: () => void; onSave: (mute: Mute) => void };

function MuteModal({ onClose, onSave }: ModalProps) {
  const [mute, setMute] = useState(() => muteOf({ zone: ownZone(), from: '22:00', to: '07:00' }));
  const [until, setUntil] = useState('');
  const set = (some: Partial<Mute>) => setMute({ ...mute, ...some });

  function submit(event: FormEvent) {
    event.preventDefault();
    const ends = until ? new Date(until).toISOString() : null;
    onSave({ ...mute, name: mute.name.trim(), until: ends });
  }

  return (
    <Modal opened onClose={onClose} title={t('addMute')} size="lg" centered>
      <form onSubmit={submit}>
        <Stack gap="md">
          <TextInput
            label={t('name')}
            required
            maxLength={120}
            value={mute.name}
            data-autofocus
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <fieldset className={classes.part}>
            <legend>{t('whichAlerts')}</legend>
            <MatchFields match={mute.match} onChange={(match) => set({ match })} />
          </fieldset>
          <fieldset className={classes.part}>
            <legend>{t('whenQuiet')}</legend>
            <Group gap="sm" align="flex-start">
              <TextInput
                type="time"
                label={t('quietFrom')}
                w={120}
                required
                value={mute.from}
                onChange={(event) => set({ from: event.currentTarget.value })}
              />
              <TextInput
                type="time"
                label={t('quietTo')}
                w={120}
                required
                value={mute.to}
                onChange={(event) => set({ to: event.currentTarget.value })}
              />
              <DaysAndZone
                zone={mute.zone}
                days={mute.days}
                onZone={(zone) => set({ zone })}
                onDays={(days) => set({ days })}
              />
              <TextInput
                type="datetime-local"
                label={t('endsAt')}
                value={until}
                onChange={(event) => setUntil(event.currentTarget.value)}
              />
            </Group>
            <Text size="xs" c="dimmed">
              {t('quietHint')}
            </Text>
          </fieldset>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit">{t('take')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
