/** Which of the accounts that a credential sees are this workspace's; then they are read. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { problemOf } from '@/api/problem';
import { LinkButton } from '@/components/link-button';
import { Section } from '@/components/page';
import { Answered } from '@/components/states/answered';
import { EmptyNew } from '@/components/states/states';
import { Button } from '@/ui/buttons';
import { notify } from '@/ui/feedback';
import { Checkbox } from '@/ui/inputs';
import { Group, Stack } from '@/ui/layout';
import { giveAccounts } from './api/give-accounts';
import { keys } from './api/keys';
import { type Seen, seenQuery } from './api/source-accounts';
import { syncSource } from './api/sync-source';
import { JobProgress } from './job-progress';
import { t } from './words';

export function Accounts({ source }: { source: string }) {
  const query = useQuery(seenQuery(source));
  return (
    <Section title={t('whichAccounts')}>
      <Answered
        query={query}
        empty={({ data }) =>
          data.rows.length === 0 ? (
            <EmptyNew title={t('connected')}>{t('noAccounts')}</EmptyNew>
          ) : null
        }
      >
        {({ data, etag }) => <Choice source={source} seen={data.rows} etag={etag} />}
      </Answered>
    </Section>
  );
}

function Choice({ source, seen, etag }: { source: string; seen: Seen[]; etag: string }) {
  const client = useQueryClient();
  const [chosen, setChosen] = useState<string[]>(seen.map((one) => one.account_id));
  const [job, setJob] = useState('');
  const take = useMutation({
    mutationFn: async () => {
      await giveAccounts(source, chosen, etag);
      return syncSource(source);
    },
    onSuccess: ({ job_id: id }) => setJob(id),
    onError: (error) => notify(problemOf(error).message, 'failed'),
  });
  if (job) {
    return (
      <Stack p="md" pt={0} maw={620}>
        <JobProgress
          id={job}
          title={source}
          stoppable
          onDone={() => void client.invalidateQueries({ queryKey: keys.all() })}
        />
        <Group>
          <LinkButton to="/" size="sm">
            {t('seeNumbers')}
          </LinkButton>
        </Group>
      </Stack>
    );
  }
  return (
    <Stack gap="sm" p="md" pt={0}>
      {seen.map((one) => (
        <Checkbox
          key={one.account_id}
          label={[one.name || one.account_id, one.currency, one.timezone]
            .filter(Boolean)
            .join(' · ')}
          description={one.account_id}
          checked={chosen.includes(one.account_id)}
          onChange={(event) => {
            const isOn = event.currentTarget.checked;
            setChosen((was) =>
              isOn ? [...was, one.account_id] : was.filter((id) => id !== one.account_id),
            );
          }}
        />
      ))}
      <Group>
        <Button
          size="sm"
          disabled={!chosen.length}
          loading={take.isPending}
          onClick={() => take.mutate()}
        >
          {t('takeAccounts')}
        </Button>
      </Group>
    </Stack>
  );
}
