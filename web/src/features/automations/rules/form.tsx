/** The five steps of a rule. */
import type { ReactNode } from 'react';
import { platformName } from '@/lib/names';
import { Checkbox, MultiSelect, Select, TextInput } from '@/ui/inputs';
import { Stack } from '@/ui/layout';
import { Text } from '@/ui/text';
import classes from '../automations.module.css';
import { said, t } from '../words';
import { Conditions } from './conditions';
import { type Draft, LEVELS, STATUSES, WEEKDAYS } from './draft';
import { Steps } from './steps';

type Props = { draft: Draft; onChange: (draft: Draft) => void };
const PLATFORMS = ['google_ads', 'meta', 'tiktok', 'linkedin', 'x'];
const options = (values: readonly string[]) =>
  values.map((value) => ({ value, label: said(value) }));

export function Form({ draft, onChange }: Props) {
  const set = (changed: Partial<Draft>) => onChange({ ...draft, ...changed });
  return (
    <div className={classes.steps}>
      <TextInput
        label={t('name')}
        value={draft.name}
        required
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Part number={1} title={t('scopeStep')} hint={t('scopeHint')}>
        <div className={classes.fields}>
          <Select
            label={t('level')}
            w={150}
            data={options(LEVELS)}
            value={draft.level}
            allowDeselect={false}
            onChange={(level) => level && set({ level })}
          />
          <Select
            label={t('status')}
            w={150}
            data={options(STATUSES)}
            value={draft.status}
            allowDeselect={false}
            onChange={(status) => status && set({ status })}
          />
          <MultiSelect
            label={t('platforms')}
            placeholder={draft.platforms.length ? '' : t('allPlatforms')}
            miw={220}
            data={PLATFORMS.map((value) => ({ value, label: platformName(value) }))}
            value={draft.platforms}
            onChange={(platforms) => set({ platforms })}
          />
          <TextInput
            label={t('names')}
            placeholder={t('namesHint')}
            w={260}
            value={draft.names}
            onChange={(event) => set({ names: event.currentTarget.value })}
          />
          <TextInput
            label={t('notNames')}
            w={200}
            value={draft.notNames}
            onChange={(event) => set({ notNames: event.currentTarget.value })}
          />
        </div>
      </Part>
      <Part number={2} title={t('ifStep')} hint={t('ifHint')}>
        <Conditions
          join={draft.join}
          groups={draft.groups}
          onChange={(join, groups) => set({ join, groups })}
        />
      </Part>
      <Part number={3} title={t('thenStep')} hint={t('thenHint')}>
        <Steps
          steps={draft.steps}
          otherwise={draft.otherwise}
          onChange={(steps, otherwise) => set({ steps, otherwise })}
        />
      </Part>
      <Part number={4} title={t('whenStep')} hint={t('whenHint')}>
        <div className={classes.fields}>
          <TextInput
            type="time"
            label={t('at')}
            description={t('atHint')}
            value={draft.at}
            onChange={(event) => set({ at: event.currentTarget.value })}
          />
          <Select
            label={t('zone')}
            searchable
            limit={100}
            data={['UTC', ...Intl.supportedValuesOf('timeZone')]}
            value={draft.zone}
            allowDeselect={false}
            onChange={(zone) => zone && set({ zone })}
          />
          <MultiSelect
            label={t('days')}
            miw={220}
            placeholder={draft.days.length ? '' : t('everyDay')}
            data={options(WEEKDAYS)}
            value={draft.days}
            onChange={(days) => set({ days })}
          />
        </div>
      </Part>
      <Part number={5} title={t('protectStep')} hint={t('protectHint')}>
        <Stack gap="sm">
          <div className={classes.fields}>
            <TextInput
              label={t('coolDown')}
              description={t('coolDownHint')}
              w={170}
              value={draft.coolDown}
              required
              onChange={(event) => set({ coolDown: event.currentTarget.value })}
            />
            <TextInput
              label={t('perRun')}
              inputMode="numeric"
              w={130}
              value={draft.perRun}
              required
              onChange={(event) => set({ perRun: event.currentTarget.value })}
            />
            <TextInput
              label={t('perDay')}
              inputMode="numeric"
              w={130}
              value={draft.perDay}
              required
              onChange={(event) => set({ perDay: event.currentTarget.value })}
            />
            <TextInput
              label={t('launchDays')}
              inputMode="numeric"
              w={250}
              value={draft.launchDays}
              required
              onChange={(event) => set({ launchDays: event.currentTarget.value })}
            />
          </div>
          <TextInput
            label={t('mature')}
            description={t('matureHint')}
            placeholder="90%"
            maw={520}
            value={draft.mature}
            onChange={(event) => set({ mature: event.currentTarget.value })}
          />
          <Checkbox
            label={t('learning')}
            checked={draft.learning}
            onChange={(event) => set({ learning: event.currentTarget.checked })}
          />
        </Stack>
      </Part>
    </div>
  );
}

type PartProps = { number: number; title: string; hint: string; children: ReactNode };

function Part({ number, title, hint, children }: PartProps) {
  return (
    <fieldset className={classes.step}>
      <legend>
        <span className={classes.number} aria-hidden>
          {number}
        </span>
        {title}
        <Text span size="sm" c="dimmed" fw={400} ml={10}>
          {hint}
        </Text>
      </legend>
      <div>{children}</div>
    </fieldset>
  );
}
