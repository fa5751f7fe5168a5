/** The accounts of the workspace with currency, time zone and mode; and new workspaces. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { meQuery, useMay } from '@/api/me';
import { platformsQuery } from '@/api/platforms';
import { problemOf } from '@/api/problem';
import { Section } from '@/components/page';
import { Answered } from '@/components/states/answered';
import { EmptyNew } from '@/components/states/states';
import { PlainTable } from '@/components/table/plain-table';
import { platformName } from '@/lib/names';
import { workspace } from '@/lib/workspace';
import { Button } from '@/ui/buttons';
import { notify } from '@/ui/feedback';
import { TextInput } from '@/ui/inputs';
import { Group, Stack } from '@/ui/layout';
import { Badge, Text } from '@/ui/text';
import { keys } from './api/keys';
import { modeQuery, setMode } from './api/mode';
import { makeWorkspace } from './api/workspaces';
import { t } from './words';

const HEAD = [
  { key: 'account', label: t('account') },
  { key: 'platform', label: t('platform') },
  { key: 'currency', label: t('currency') },
  { key: 'timezone', label: t('timezone') },
  { key: 'mode', label: t('mode') },
  { key: 'actions', label: t('actions'), hidden: true },
];

export function Workspace() {
  const query = useQuery(platformsQuery());
  const { data: me } = useQuery(meQuery);
  const mayAdminister = useMay('admin');
  const here = me?.workspaces.find((one) => one.id === workspace.current);
  return (
    <Stack gap="md">
      <Section title={here?.name || workspace.current} lead={t('workspaceLead')}>
        <Answered
          query={query}
          empty={(all) =>
            all.every((one) => one.accounts.length === 0) ? (
              <EmptyNew title={t('noAccounts')}>{t('noAccountsBody')}</EmptyNew>
            ) : null
          }
        >
          {(all) => (
            <PlainTable label={t('accounts')} head={HEAD}>
              {all.flatMap((platform) =>
                platform.accounts
                  .filter((one) => one.assigned)
                  .map((one) => (
                    <tr key={`${platform.name}/${one.account_id}`}>
                      <td>
                        <Text size="sm" fw={500}>
                          {one.name || one.account_id}
                        </Text>
                        <Text size="xs" c="dimmed">
                          {one.account_id}
                        </Text>
                      </td>
                      <td>{platformName(platform.name)}</td>
                      <td>{one.currency}</td>
                      <td>{one.timezone}</td>
                      <Mode connector={platform.name} account={one.account_id} />
                    </tr>
                  )),
              )}
            </PlainTable>
          )}
        </Answered>
      </Section>
      {mayAdminister ? <NewWorkspace /> : null}
    </Stack>
  );
}

function Mode({ connector, account }: { connector: string; account: string }) {
  const client = useQueryClient();
  const { data } = useQuery(modeQuery(connector, account));
  const mayPropose = useMay('propose');
  const change = useMutation({
    mutationFn: (live: boolean) => setMode(connector, account, live, data?.etag ?? '*'),
    onSuccess: (_, live) => {
      notify(live ? t('askedLive') : t('wentDry'));
      void client.invalidateQueries({ queryKey: keys.all() });
    },
    onError: (error) => notify(problemOf(error).message, 'failed'),
  });
  const mode = data?.data;
  return (
    <>
      <td>
        {mode ? (
          <Badge color={mode.live ? 'green' : 'gray'}>{mode.live ? t('live') : t('dryRun')}</Badge>
        ) : null}
      </td>
      <td data-figure>
        {mode?.pending ? (
          <Text size="xs" c="dimmed">
            {t('pendingLive')}
          </Text>
        ) : mode && mayPropose ? (
          <Button
            variant="subtle"
            color="gray"
            loading={change.isPending}
            onClick={() => change.mutate(!mode.live)}
          >
            {mode.live ? t('goDry') : t('goLive')}
          </Button>
        ) : null}
      </td>
    </>
  );
}

function NewWorkspace() {
  const client = useQueryClient();
  const make = useMutation({
    mutationFn: ({ id, name }: { id: string; name: string }) => makeWorkspace(id, name),
    onSuccess: () => {
      notify(t('made'));
      void client.invalidateQueries({ queryKey: meQuery.queryKey });
    },
    onError: (error) => notify(problemOf(error).message, 'failed'),
  });
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    make.mutate({ id: String(form.get('id') ?? ''), name: String(form.get('name') ?? '') });
  }
  return (
    <Section title={t('newWorkspace')} lead={t('newWorkspaceLead')}>
      <form onSubmit={submit}>
        <Group p="md" pt={0} align="flex-end">
          <TextInput
            name="id"
            label={t('workspaceId')}
            description={t('workspaceIdHint')}
            required
          />
          <TextInput name="name" label={t('name')} w={280} />
          <Button type="submit" size="sm" variant="default" loading={make.isPending}>
            {t('newWorkspace')}
          </Button>
        </Group>
      </form>
    </Section>
  );
}
