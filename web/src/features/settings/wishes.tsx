/** Wishes to loosen limits that wait for a second person. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { meQuery, useMay } from '@/api/me';
import { problemOf } from '@/api/problem';
import { Section } from '@/components/page';
import { ago } from '@/lib/dates';
import { Button } from '@/ui/buttons';
import { notify } from '@/ui/feedback';
import { Group, Stack } from '@/ui/layout';
import { Text } from '@/ui/text';
import { keys } from './api/keys';
import { decideWish, type Wish, wishesQuery } from './api/limits';
import { said, t } from './words';

export function Wishes() {
  const { data = [] } = useQuery(wishesQuery());
  if (!data.length) return null;
  return (
    <Section title={t('wishes')} lead={t('wishesLead')}>
      <Stack gap="sm" p="md" pt={0}>
        {data.map((one) => (
          <OneWish key={one.id} one={one} />
        ))}
      </Stack>
    </Section>
  );
}

function OneWish({ one }: { one: Wish }) {
  const client = useQueryClient();
  const { data: me } = useQuery(meQuery);
  const mayApprove = useMay('approve');
  const isMine = one.proposed_by.endsWith(me?.person_id ?? '-');
  const decide = useMutation({
    mutationFn: (verdict: 'confirm' | 'reject') => decideWish(one.id, verdict),
    onSuccess: () => {
      notify(t('decided'));
      void client.invalidateQueries({ queryKey: keys.all() });
    },
    onError: (error) => notify(problemOf(error).message, 'failed'),
  });
  const changes = Object.entries(one.changes)
    .map(([name, pair]) => `${said(name)}: ${told(pair?.[0])} → ${told(pair?.[1])}`)
    .join('; ');
  return (
    <Group justify="space-between" align="flex-start" wrap="nowrap">
      <div>
        <Text size="sm" fw={500}>
          {one.account || t('wholeWorkspace')}: {changes}
        </Text>
        <Text size="xs" c="dimmed">
          {[one.proposed_by, ago(one.proposed_at, Date.now()), one.reason]
            .filter(Boolean)
            .join(' · ')}
        </Text>
      </div>
      <Group gap={6} wrap="nowrap">
        <Button
          variant="default"
          loading={decide.isPending}
          onClick={() => decide.mutate('reject')}
        >
          {t('reject')}
        </Button>
        {mayApprove && !isMine ? (
          <Button loading={decide.isPending} onClick={() => decide.mutate('confirm')}>
            {t('confirm')}
          </Button>
        ) : null}
      </Group>
    </Group>
  );
}

function told(value: unknown): string {
  return value === null || value === undefined ? t('none') : String(value);
}
