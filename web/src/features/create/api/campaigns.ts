/** Campaigns over several platforms: drafted, tried, kept, planned to be made. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answered, api, once, type Schemas } from '@/api/client';
import { queryKeys } from '@/lib/query-keys';

export const keys = queryKeys('campaigns');
export type Campaign = Schemas['CampaignOut'];
export type Made = Schemas['MadeOut'];
export type Brief = Schemas['BriefIn'];

export function campaignsQuery() {
  return queryOptions({
    queryKey: keys.of('list'),
    queryFn: async () =>
      (await answered(api.GET('/api/v1/campaigns', { params: { query: { limit: 200 } } }))).rows,
  });
}

export function campaignQuery(id: string) {
  return queryOptions({
    queryKey: keys.of('one', id),
    queryFn: () =>
      answered(
        api.GET('/api/v1/campaigns/{campaign_id}', { params: { path: { campaign_id: id } } }),
      ),
  });
}

export type Checked = Schemas['DraftCheckOut'];
export type Lint = Schemas['LintOut'];

/** What would be refused of a campaign as far as it is written; what is asked keeps nothing. */
export function checkedQuery(body: Schemas['DraftCampaignIn']) {
  return queryOptions({
    queryKey: keys.of('check', body),
    queryFn: () => answered(api.POST('/api/v1/campaigns/check', { body })),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

/** What each platform would refuse of ads as far as they are written. */
export function lintQuery(id: string, parts: Schemas['BriefDraft'][]) {
  return queryOptions({
    queryKey: keys.of('lint', { id, parts }),
    queryFn: async () =>
      (
        await answered(
          api.POST('/api/v1/campaigns/{campaign_id}/lint', {
            params: { path: { campaign_id: id } },
            body: { parts },
          }),
        )
      ).rows,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

/** Make a campaign; a dry run only tells how its budget would be split, and what is missing. */
export function makeCampaign(body: Schemas['CampaignIn'], dryRun: boolean) {
  return answered(
    api.POST('/api/v1/campaigns', {
      params: { query: { dry_run: dryRun } },
      headers: once(),
      body,
    }),
  );
}

/** Plan to make a campaign on its platforms, paused; refused as the platforms would. */
export function publish(id: string, parts: Brief[]) {
  return answered(
    api.POST('/api/v1/campaigns/{campaign_id}/publish', {
      params: { path: { campaign_id: id } },
      headers: once(),
      body: { parts },
    }),
  );
}
