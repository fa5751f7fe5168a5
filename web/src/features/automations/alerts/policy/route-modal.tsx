/** One route: which alerts, which channels, when, and whom next if nobody acknowledges. */
import { type FormEvent, useState } from 'react';
import { Button } from '@/ui/buttons';
import { Checkbox, MultiSelect, TextInput } from '@/ui/inputs';
import { Group, Stack } from '@/ui/layout';
import { Modal } from '@/ui/overlays';
import { Text } from '@/ui/text';
import type { Channel } from '../../api/alerts';
import classes from '../../automations.module.css';
import { EVERY, type Route, type Step } from './draft';
import { MatchFields } from './match-fields';
import { DaysAndZone, ownZone } from './timing-fields';
import { t } from './words';

type Props = {
  route: Route;
  isRoot: boolean;
  channels: readonly Channel[];
  onClose: () => void;
  onSave: (route: Route) => void;
};
const SPAN = /^\d{1,4}[smhd]$/;

export function RouteModal({ route, isRoot, channels, onClose, onSave }: Props) {
  const [draft, setDraft] = useState(route);
  const set = (some: Partial<Route>) => setDraft({ ...draft, ...some });
  const choices = [
    { value: EVERY, label: t('everyChannel') },
    ...channels.map((one) => ({ value: one.id, label: `${one.name} (${one.kind})` })),
  ];
  const isRight =
    SPAN.test(draft.group) &&
    draft.escalate.every((one) => SPAN.test(one.after) && one.channels.length);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (isRight) onSave(draft);
  }

  return (
    <Modal opened onClose={onClose} title={t(isRoot ? 'editRoot' : 'editRoute')} size="lg" centered>
      <form onSubmit={submit}>
        <Stack gap="md">
          <fieldset className={classes.part}>
            <legend>{t('whichAlerts')}</legend>
            <MatchFields match={draft.match} onChange={(match) => set({ match })} />
          </fieldset>
          <fieldset className={classes.part}>
            <legend>{t('whoHears')}</legend>
            <MultiSelect
              label={t('channels')}
              placeholder={draft.channels.length ? '' : t('inboxOnly')}
              data={choices}
              value={draft.channels}
              onChange={(chosen) => set({ channels: chosen })}
            />
            <When draft={draft} set={set} />
          </fieldset>
          <fieldset className={classes.part}>
            <legend>{t('ifNobody')}</legend>
            {draft.escalate.map((step, at) => (
              <OneStep
                // biome-ignore lint/suspicious/noArrayIndexKey: steps have no name but their place
                key={at}
                step={step}
                choices={choices}
                onChange={(next) =>
                  set({
                    escalate: next
                      ? draft.escalate.with(at, next)
                      : draft.escalate.toSpliced(at, 1),
                  })
                }
              />
            ))}
            <Button
              variant="default"
              size="compact-sm"
              onClick={() => set({ escalate: [...draft.escalate, { after: '15m', channels: [] }] })}
            >
              {t('addStep')}
            </Button>
          </fieldset>
          <Checkbox
            label={t('tellEnd')}
            checked={draft.resolved}
            onChange={(event) => set({ resolved: event.currentTarget.checked })}
          />
          {isRoot ? null : (
            <Checkbox
              label={t('goOn')}
              checked={draft.goesOn}
              onChange={(event) => set({ goesOn: event.currentTarget.checked })}
            />
          )}
          {isRight ? null : (
            <Text size="sm" role="alert">
              {t('stepsWrong')}
            </Text>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" disabled={!isRight}>
              {t('take')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function When({ draft, set }: { draft: Route; set: (some: Partial<Route>) => void }) {
  const { digest } = draft;
  return (
    <>
      <Group gap="md" align="flex-end">
        <Checkbox
          label={t('gather')}
          mih={34}
          checked={digest !== null}
          onChange={(event) =>
            set({
              digest: event.currentTarget.checked
                ? { at: '09:00', zone: ownZone(), days: [] }
                : null,
            })
          }
        />
        {digest ? null : (
          <TextInput
            label={t('group')}
            w={200}
            value={draft.group}
            error={!SPAN.test(draft.group)}
            onChange={(event) => set({ group: event.currentTarget.value.trim() })}
          />
        )}
      </Group>
      {digest ? (
        <Group gap="sm" align="flex-start">
          <TextInput
            type="time"
            label={t('at')}
            w={120}
            value={digest.at}
            onChange={(event) => set({ digest: { ...digest, at: event.currentTarget.value } })}
          />
          <DaysAndZone
            zone={digest.zone}
            days={digest.days}
            onZone={(zone) => set({ digest: { ...digest, zone } })}
            onDays={(days) => set({ digest: { ...digest, days } })}
          />
        </Group>
      ) : null}
    </>
  );
}

type StepProps = {
  step: Step;
  choices: { value: string; label: string }[];
  onChange: (step: Step | null) => void;
};

function OneStep({ step, choices, onChange }: StepProps) {
  return (
    <Group gap="sm" align="flex-end">
      <TextInput
        label={t('after')}
        w={110}
        value={step.after}
        error={!SPAN.test(step.after)}
        onChange={(event) => onChange({ ...step, after: event.currentTarget.value.trim() })}
      />
      <MultiSelect
        label={t('tell')}
        flex="1 1 220px"
        data={choices}
        value={step.channels}
        onChange={(channels) => onChange({ ...step, channels })}
      />
      <Button variant="subtle" color="gray" onClick={() => onChange(null)}>
        {t('remove')}
      </Button>
    </Group>
  );
}
