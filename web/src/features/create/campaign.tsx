/** A campaign that was kept: its ads per platform, and the plan to make it, paused. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { problemOf } from '@/api/problem';
import { LinkButton } from '@/components/link-button';
import { Page, Section } from '@/components/page';
import { Answered } from '@/components/states/answered';
import { span } from '@/lib/dates';
import { platformName } from '@/lib/names';
import { money } from '@/lib/numbers';
import { Button } from '@/ui/buttons';
import { Alert } from '@/ui/feedback';
import { Textarea, TextInput } from '@/ui/inputs';
import { Group, Stack } from '@/ui/layout';
import { Text, Title } from '@/ui/text';
import { type Brief, type Campaign, campaignQuery, publish } from './api/campaigns';
import { said, t } from './words';

const route = getRouteApi('/shell/create/$campaign');

export function CampaignPage() {
  const { campaign } = route.useParams();
  const query = useQuery(campaignQuery(campaign));
  return (
    <Answered query={query}>
      {(one) => (
        <Page
          title={one.name}
          lead={[
            said(one.status),
            money(one.budget, one.currency),
            one.start_date && one.end_date ? span(one.start_date, one.end_date) : '',
          ]
            .filter(Boolean)
            .join(' · ')}
          actions={
            <LinkButton to="/create" variant="default">
              {t('back')}
            </LinkButton>
          }
        >
          <Ads campaign={one} />
        </Page>
      )}
    </Answered>
  );
}

function Ads({ campaign }: { campaign: Campaign }) {
  const plan = useMutation({ mutationFn: (parts: Brief[]) => publish(campaign.id, parts) });
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '').trim();
    plan.mutate(
      campaign.platforms.map(({ id }) => ({
        part_id: id,
        final_url: text(`${id} url`),
        headlines: lines(text(`${id} headlines`)),
        descriptions: lines(text(`${id} descriptions`)),
        settings: {},
      })),
    );
  }
  return (
    <Section title={t('ads')} lead={t('adsLead')}>
      <form onSubmit={submit}>
        <Stack p="md" pt={0} gap="lg" maw={760}>
          {campaign.missing.length ? (
            <Text size="sm" c="dimmed">
              {t('missing', { what: campaign.missing.join(', ') })}
            </Text>
          ) : null}
          {campaign.platforms.map((part) => (
            <Stack key={part.id} gap="xs">
              <Title order={3}>
                {platformName(part.platform)} · {money(part.allocated, campaign.currency)}
              </Title>
              <TextInput name={`${part.id} url`} type="url" label={t('url')} required />
              <Group grow align="flex-start">
                <Textarea
                  name={`${part.id} headlines`}
                  label={t('headlines')}
                  description={t('onePerLine')}
                  minRows={3}
                  autosize
                />
                <Textarea
                  name={`${part.id} descriptions`}
                  label={t('descriptions')}
                  description={t('onePerLine')}
                  minRows={3}
                  autosize
                />
              </Group>
            </Stack>
          ))}
          {plan.isError ? <Refused error={plan.error} /> : null}
          {plan.data ? (
            <Alert color="green" role="status" title={t('planned')}>
              <LinkButton
                to={'/decisions/approvals' as string}
                search={((was: object) => ({ ...was, plan: plan.data.id })) as never}
                variant="default"
              >
                {t('toPlan')}
              </LinkButton>
            </Alert>
          ) : (
            <Group>
              <Button type="submit" size="sm" loading={plan.isPending}>
                {t('publish')}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Section>
  );
}

function Refused({ error }: { error: unknown }) {
  const problem = problemOf(error);
  const told = Object.values(problem.facts)
    .flat()
    .filter((one) => typeof one === 'object');
  return (
    <Alert color="orange" role="alert" title={t('refused')}>
      <Text size="sm">
        {problem.message} {problem.hint}
      </Text>
      {told.map((one) => {
        const { message = '', hint = '' } = one as { message?: string; hint?: string };
        return (
          <Text size="sm" key={message}>
            {message} {hint}
          </Text>
        );
      })}
    </Alert>
  );
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((one) => one.trim())
    .filter(Boolean);
}
