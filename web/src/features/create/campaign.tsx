/** A campaign that was kept: its ads per platform, looked at while written; the plan to make it. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { problemOf } from '@/api/problem';
import { LinkButton } from '@/components/link-button';
import { Page, Section } from '@/components/page';
import { Answered } from '@/components/states/answered';
import { Failed } from '@/components/states/states';
import { span } from '@/lib/dates';
import { platformName } from '@/lib/names';
import { money } from '@/lib/numbers';
import { Button } from '@/ui/buttons';
import { Alert } from '@/ui/feedback';
import { useDebouncedValue } from '@/ui/hooks';
import { Group, Stack } from '@/ui/layout';
import { Text } from '@/ui/text';
import { AdFields, fieldOf } from './ad-fields';
import { type Ad, briefOf, NOTHING, written } from './ads';
import { type Campaign, campaignQuery, lintQuery, publish } from './api/campaigns';
import classes from './create.module.css';
import { type Finding, shapesOf } from './findings';
import { Summary } from './summary';
import { named, said, shaped, t } from './words';

const route = getRouteApi('/shell/create/$campaign');
const TYPING_MS = 400;
const ELSEWHERE = / (countries|account)$/;

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
  const [ads, setAds] = useState<Record<string, Ad>>({});
  const [settled] = useDebouncedValue(ads, TYPING_MS);
  const parts = (from: Record<string, Ad>) =>
    campaign.platforms.map(({ id }) => briefOf(id, from[id] ?? NOTHING));
  const lint = useQuery(lintQuery(campaign.id, parts(settled)));
  const plan = useMutation({ mutationFn: () => publish(campaign.id, parts(ads)) });
  const shapes = lint.error ? shapesOf(problemOf(lint.error), shaped) : null;
  // What nobody has begun to write is lacking, not wrong.
  const findings: Finding[] = (lint.data ?? []).flatMap((part) =>
    part.findings
      .filter((one) => written(settled[part.part_id] ?? NOTHING, one.field))
      .map(({ field, lack, hint }) => ({
        field: fieldOf(part.part_id, field),
        message: t('platformNeeds', { platform: platformName(part.platform), lack }),
        hint,
      })),
  );
  const lacking = (lint.data ?? []).filter((one) => one.why).map((one) => one.platform);
  const nameOf = (field: string) =>
    named(field.replace(/^\S+ /, '').replace(/^settings\..*\./, ''));
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    plan.mutate();
  }
  return (
    <div className={classes.beside}>
      <Section title={t('ads')} lead={t('adsLead')}>
        <form onSubmit={submit}>
          <Stack p="md" pt={0} gap="lg">
            {campaign.missing.length ? (
              <Text size="sm" c="dimmed">
                {t('missing', { what: campaign.missing.map(said).join(', ') })}
              </Text>
            ) : null}
            {campaign.platforms.map((part) => (
              <AdFields
                key={part.id}
                title={`${platformName(part.platform)} · ${money(part.allocated, campaign.currency)}`}
                part={part.id}
                ad={ads[part.id] ?? NOTHING}
                lint={lint.data?.find((one) => one.part_id === part.id)}
                findings={findings}
                onWrite={(change) =>
                  setAds((was) => ({
                    ...was,
                    [part.id]: { ...(was[part.id] ?? NOTHING), ...change },
                  }))
                }
              />
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
      {lint.data || shapes ? (
        <Summary
          findings={shapes ?? findings}
          missing={[...new Set(lacking)].map(platformName)}
          idOf={(field) => (ELSEWHERE.test(field) ? '' : field.replaceAll(/[ .]/g, '-'))}
          nameOf={nameOf}
        />
      ) : null}
      {lint.error && !shapes ? (
        <Failed error={lint.error} onRetry={() => void lint.refetch()} />
      ) : null}
    </div>
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
