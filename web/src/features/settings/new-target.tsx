/** Sets a target: which figure, at least or at most what, for whom, on which days. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Schemas } from '@/api/client';
import { platformsQuery } from '@/api/platforms';
import { problemOf } from '@/api/problem';
import { Button } from '@/ui/buttons';
import { Alert, notify } from '@/ui/feedback';
import { Select, TextInput } from '@/ui/inputs';
import { Group, Stack } from '@/ui/layout';
import { Modal } from '@/ui/overlays';
import { catalogueQuery } from './api/catalogue';
import { keys } from './api/keys';
import { setTarget } from './api/targets';
import { t } from './words';

const LESS_IS_BETTER = /^(cp|cost)/;
const UNITS: Record<string, Schemas['Unit']> = { money: 'money', ratio: 'ratio', percent: 'ratio' };

export function NewTarget({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const client = useQueryClient();
  const { data: catalogue = [] } = useQuery({ ...catalogueQuery(), enabled: opened });
  const { data: platforms = [] } = useQuery({ ...platformsQuery(), enabled: opened });
  const [metric, setMetric] = useState('roas');
  const unit = UNITS[catalogue.find((one) => one.name === metric)?.unit ?? ''] ?? 'number';
  const set = useMutation({
    mutationFn: setTarget,
    onSuccess: () => {
      notify(t('targetSet'));
      void client.invalidateQueries({ queryKey: keys.of('targets') });
      onClose();
    },
  });
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '').trim();
    set.mutate({
      metric,
      unit,
      comparator: text('comparator') as Schemas['Comparator'],
      value: text('value').replace(',', '.'),
      currency: unit === 'money' ? text('currency') : '',
      first_day: text('first_day'),
      last_day: text('last_day'),
      platform: text('platform'),
      account: '',
      group: '',
      campaign: '',
      why: text('why'),
    });
  }
  const [first, last] = thisMonth(new Date());
  return (
    <Modal opened={opened} onClose={onClose} title={t('newTarget')} size="lg">
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Group grow align="flex-start">
            <Select
              label={t('metric')}
              data={catalogue.filter((one) => one.kind === 'metric').map((one) => one.name)}
              value={metric}
              onChange={(chosen) => setMetric(chosen ?? 'roas')}
              searchable
              allowDeselect={false}
            />
            <Select
              key={metric}
              name="comparator"
              label={t('comparator')}
              data={(['at_least', 'at_most'] as const).map((value) => ({
                value,
                label: t(value),
              }))}
              defaultValue={LESS_IS_BETTER.test(metric) ? 'at_most' : 'at_least'}
              allowDeselect={false}
            />
            <TextInput
              name="value"
              label={t('value')}
              description={t('valueHint')}
              inputMode="decimal"
              pattern="\d{1,15}([.,]\d{1,6})?"
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              required
            />
            {unit === 'money' ? (
              <Select
                name="currency"
                label={t('currency')}
                data={Intl.supportedValuesOf('currency')}
                defaultValue="EUR"
                searchable
                limit={200}
                required
              />
            ) : null}
          </Group>
          <Group grow align="flex-start">
            <Select
              name="platform"
              label={t('scope')}
              placeholder={t('everything')}
              clearable
              data={platforms.map((one) => ({ value: one.name, label: one.title }))}
            />
            <TextInput
              name="first_day"
              type="date"
              label={t('firstDay')}
              defaultValue={first}
              required
            />
            <TextInput
              name="last_day"
              type="date"
              label={t('lastDay')}
              defaultValue={last}
              required
            />
          </Group>
          <TextInput name="why" label={t('why')} description={t('whyHint')} />
          {set.isError ? (
            <Alert color="orange" role="alert">
              {problemOf(set.error).message} {problemOf(set.error).hint}
            </Alert>
          ) : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={set.isPending}>
              {t('save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Return the first and the last day of the month that a day is in. */
function thisMonth(now: Date): [string, string] {
  const [year, month] = [now.getFullYear(), now.getMonth()];
  const iso = (day: number, of: number) => new Date(Date.UTC(year, of, day)).toISOString();
  return [iso(1, month).slice(0, 10), iso(0, month + 1).slice(0, 10)];
}
