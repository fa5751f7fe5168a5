/** A new campaign: what for, how much, where, for whom, when; its split before it is kept. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { Schemas } from '@/api/client';
import { platformsQuery } from '@/api/platforms';
import { problemOf } from '@/api/problem';
import { Page, Section } from '@/components/page';
import { Button } from '@/ui/buttons';
import { Alert, notify } from '@/ui/feedback';
import { MultiSelect, Select, TextInput } from '@/ui/inputs';
import { Group, Stack } from '@/ui/layout';
import { keys, makeCampaign } from './api/campaigns';
import { Split } from './split';
import { said, t } from './words';

const OBJECTIVES: readonly Schemas['Objective'][] = [
  'sales',
  'leads',
  'traffic',
  'awareness',
  'engagement',
  'video_views',
  'app_promotion',
  'recruiting',
];

export function NewCampaign() {
  const form = useRef<HTMLFormElement>(null);
  const client = useQueryClient();
  const navigate = useNavigate();
  const { data: platforms = [] } = useQuery(platformsQuery());
  const [accounts, setAccounts] = useState<string[]>([]);
  const choices = platforms.flatMap((platform) =>
    platform.accounts.map((one) => ({
      value: `${platform.name}/${one.account_id}`,
      label: `${platform.title} · ${one.name || one.account_id} · ${one.currency}`,
    })),
  );
  const preview = useMutation({
    mutationFn: () => makeCampaign(asked(form.current, accounts), true),
  });
  const keep = useMutation({
    mutationFn: () => makeCampaign(asked(form.current, accounts), false),
    onSuccess: async (made) => {
      notify(t('kept'));
      await client.invalidateQueries({ queryKey: keys.all() });
      await navigate({ to: '/create/$campaign', params: { campaign: made.id } });
    },
  });
  const error = keep.error ?? preview.error;
  function whole(act: () => void) {
    if (form.current?.reportValidity()) act();
  }
  return (
    <Page title={t('newCampaign')} lead={t('lead')}>
      <form ref={form} onSubmit={(event) => event.preventDefault()}>
        <Section title={t('newCampaign')}>
          <Stack p="md" pt={0} gap="sm" maw={760}>
            <TextInput name="name" label={t('name')} required />
            <Group grow align="flex-start">
              <Select
                name="objective"
                label={t('objective')}
                data={OBJECTIVES.map((value) => ({ value, label: said(value) }))}
                defaultValue="sales"
                allowDeselect={false}
              />
              <TextInput
                name="budget"
                label={t('budget')}
                inputMode="decimal"
                pattern="\d{1,12}([.,]\d{1,2})?"
                required
              />
              <Select
                name="currency"
                label={t('currency')}
                data={Intl.supportedValuesOf('currency')}
                defaultValue="EUR"
                searchable
                limit={200}
                allowDeselect={false}
              />
            </Group>
            <Group grow align="flex-start">
              <TextInput name="start_date" type="date" label={t('first')} required />
              <TextInput name="end_date" type="date" label={t('last')} required />
              <TextInput
                name="countries"
                label={t('countries')}
                placeholder={t('countriesHint')}
                required
              />
              <TextInput name="age_min" label={t('ageFrom')} inputMode="numeric" pattern="\d{2}" />
              <TextInput name="age_max" label={t('ageTo')} inputMode="numeric" pattern="\d{2}" />
            </Group>
            <MultiSelect
              label={t('platforms')}
              data={choices}
              value={accounts}
              onChange={setAccounts}
              searchable
              required
              description={accounts.length ? null : t('choose')}
            />
            {error ? (
              <Alert color="orange" role="alert" title={problemOf(error).message}>
                {problemOf(error).hint}
              </Alert>
            ) : null}
            <Group>
              <Button
                size="sm"
                variant="default"
                disabled={!accounts.length}
                loading={preview.isPending}
                onClick={() => whole(() => preview.mutate())}
              >
                {t('preview')}
              </Button>
              <Button
                size="sm"
                disabled={!accounts.length}
                loading={keep.isPending}
                onClick={() => whole(() => keep.mutate())}
              >
                {t('keep')}
              </Button>
            </Group>
          </Stack>
        </Section>
      </form>
      {preview.data ? <Split made={preview.data} /> : null}
    </Page>
  );
}

function asked(form: HTMLFormElement | null, accounts: string[]): Schemas['CampaignIn'] {
  const given = new FormData(form ?? undefined);
  const text = (name: string) => String(given.get(name) ?? '').trim();
  const age = (name: string) => (text(name) ? Number(text(name)) : null);
  return {
    name: text('name'),
    status: 'draft',
    description: '',
    notes: '',
    objective: text('objective') as Schemas['Objective'],
    budget: text('budget').replace(',', '.'),
    currency: text('currency'),
    start_date: text('start_date'),
    end_date: text('end_date'),
    audience: {
      countries: text('countries')
        .toUpperCase()
        .split(/[\s,;]+/)
        .filter(Boolean),
      age_min: age('age_min'),
      age_max: age('age_max'),
    } as Schemas['Audience'],
    platforms: accounts.map((one) => {
      const at = one.indexOf('/');
      return { platform: one.slice(0, at), account: one };
    }) as Schemas['PlatformIn'][],
  };
}
