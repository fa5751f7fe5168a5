/** Keys by which programs act here: made, seen once, revoked. */
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '@/api/me';
import { problemOf } from '@/api/problem';
import { Section } from '@/components/page';
import { Answered } from '@/components/states/answered';
import { EmptyNew } from '@/components/states/states';
import { PlainTable } from '@/components/table/plain-table';
import { ago, shortDay } from '@/lib/dates';
import { Button } from '@/ui/buttons';
import { notify } from '@/ui/feedback';
import { Group } from '@/ui/layout';
import { Badge } from '@/ui/text';
import { type ApiKey, apiKeysQuery, revokeKey } from './api/api-keys';
import { keys } from './api/keys';
import { Confirm } from './confirm';
import { NewKey } from './new-key';
import { said, t } from './words';

const HEAD = [
  { key: 'name', label: t('name') },
  { key: 'scopes', label: t('scopes') },
  { key: 'state', label: t('state') },
  { key: 'expires', label: t('expires') },
  { key: 'used', label: t('lastUsed') },
  { key: 'actions', label: t('actions'), hidden: true },
];

export function ApiKeys() {
  const query = useQuery(apiKeysQuery());
  const mayAdminister = useMay('admin');
  const [making, setMaking] = useState(false);
  return (
    <Section
      title={t('keys')}
      lead={t('keysLead')}
      actions={
        mayAdminister ? (
          <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setMaking(true)}>
            {t('newKey')}
          </Button>
        ) : null
      }
    >
      <Answered
        query={query}
        empty={(rows) => (rows.length === 0 ? <EmptyNew title={t('noKeys')} /> : null)}
      >
        {(rows) => (
          <PlainTable label={t('keys')} head={HEAD}>
            {rows.map((one) => (
              <KeyRow key={one.id} one={one} />
            ))}
          </PlainTable>
        )}
      </Answered>
      <NewKey opened={making} onClose={() => setMaking(false)} />
    </Section>
  );
}

function stateOf(one: ApiKey, now: number): 'active' | 'revoked' | 'expired' {
  if (one.revoked_at) return 'revoked';
  return one.expires_at && Date.parse(one.expires_at) < now ? 'expired' : 'active';
}

function KeyRow({ one }: { one: ApiKey }) {
  const client = useQueryClient();
  const [leaving, setLeaving] = useState(false);
  const now = Date.now();
  const state = stateOf(one, now);
  const revoke = useMutation({
    mutationFn: () => revokeKey(one.id),
    onSuccess: () => {
      setLeaving(false);
      notify(t('revokedNow'));
      void client.invalidateQueries({ queryKey: keys.of('api keys') });
    },
    onError: (error) => notify(problemOf(error).message, 'failed'),
  });
  return (
    <tr>
      <td>{one.name}</td>
      <td>
        <Group gap={4}>
          {one.scopes.map((scope) => (
            <Badge key={scope} color="gray">
              {said(scope)}
            </Badge>
          ))}
        </Group>
      </td>
      <td>
        <Badge color={state === 'active' ? 'green' : 'gray'}>{t(state)}</Badge>
      </td>
      <td>{one.expires_at ? shortDay(one.expires_at) : t('expiresNever')}</td>
      <td>{one.last_used_at ? ago(one.last_used_at, now) : t('neverUsed')}</td>
      <td data-figure>
        {state === 'active' ? (
          <Button variant="subtle" color="gray" onClick={() => setLeaving(true)}>
            {t('revoke')}
          </Button>
        ) : null}
        <Confirm
          opened={leaving}
          title={t('revokeTitle', { name: one.name })}
          body={t('revokeBody')}
          act={t('revoke')}
          busy={revoke.isPending}
          onAct={() => revoke.mutate()}
          onClose={() => setLeaving(false)}
        />
      </td>
    </tr>
  );
}
