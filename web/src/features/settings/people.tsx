/** Who is in the workspace, as what; invite, change, take out. */
import { IconUserPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { meQuery, useMay } from '@/api/me';
import { problemOf } from '@/api/problem';
import { Section } from '@/components/page';
import { Answered } from '@/components/states/answered';
import { PlainTable } from '@/components/table/plain-table';
import { shortDay } from '@/lib/dates';
import { Button } from '@/ui/buttons';
import { notify } from '@/ui/feedback';
import { Select } from '@/ui/inputs';
import { Badge, Text } from '@/ui/text';
import { keys } from './api/keys';
import { changeRole, type Member, peopleQuery, type Role, takeOut } from './api/people';
import { Confirm } from './confirm';
import { Invite } from './invite';
import { ROLES } from './roles';
import { said, t } from './words';

const HEAD = [
  { key: 'name', label: t('name') },
  { key: 'role', label: t('role') },
  { key: 'accounts', label: t('accounts') },
  { key: 'since', label: t('since') },
  { key: 'actions', label: t('actions'), hidden: true },
];

export function People() {
  const query = useQuery(peopleQuery());
  const mayAdminister = useMay('admin');
  const [inviting, setInviting] = useState(false);
  return (
    <Section
      title={t('people')}
      lead={t('peopleLead')}
      actions={
        mayAdminister ? (
          <Button
            leftSection={<IconUserPlus size={15} aria-hidden />}
            onClick={() => setInviting(true)}
          >
            {t('invite')}
          </Button>
        ) : null
      }
    >
      <Answered query={query}>
        {(rows) => (
          <PlainTable label={t('people')} head={HEAD}>
            {rows.map((one) => (
              <Person key={one.id} one={one} mayChange={mayAdminister} />
            ))}
          </PlainTable>
        )}
      </Answered>
      <Invite opened={inviting} onClose={() => setInviting(false)} />
    </Section>
  );
}

function Person({ one, mayChange }: { one: Member; mayChange: boolean }) {
  const client = useQueryClient();
  const { data: me } = useQuery(meQuery);
  const [leaving, setLeaving] = useState(false);
  const name = one.username || one.email;
  const isMe = me?.person_id === one.id;
  const after = (told: string) => {
    notify(told);
    void client.invalidateQueries({ queryKey: keys.of('people') });
  };
  const fail = (error: unknown) => notify(problemOf(error).message, 'failed');
  const change = useMutation({
    mutationFn: (role: Role) => changeRole(one, role),
    onSuccess: (_, role) => after(t('roleChanged', { name, role: said(role) })),
    onError: fail,
  });
  const out = useMutation({
    mutationFn: () => takeOut(one.id),
    onSuccess: () => {
      setLeaving(false);
      after(t('tookOut'));
    },
    onError: fail,
  });
  return (
    <tr>
      <td>
        <Text size="sm" fw={500}>
          {name} {one.active ? null : <Badge color="gray">{t('inactive')}</Badge>}
        </Text>
        <Text size="xs" c="dimmed">
          {[one.email, one.company].filter(Boolean).join(' · ')}
        </Text>
      </td>
      <td>
        {mayChange && !isMe ? (
          <Select
            size="xs"
            w={150}
            aria-label={t('roleOf', { name })}
            data={ROLES.map((role) => ({ value: role, label: said(role) }))}
            value={one.role}
            allowDeselect={false}
            onChange={(role) => role && change.mutate(role as Role)}
          />
        ) : (
          said(one.role)
        )}
      </td>
      <td>
        {one.accounts === null
          ? t('allAccounts')
          : t('someAccounts', { count: one.accounts.length })}
      </td>
      <td>{shortDay(one.created_at)}</td>
      <td data-figure>
        {mayChange && !isMe ? (
          <Button variant="subtle" color="gray" onClick={() => setLeaving(true)}>
            {t('takeOut')}
          </Button>
        ) : null}
        <Confirm
          opened={leaving}
          title={t('takeOutTitle', { name })}
          body={t('takeOutBody')}
          act={t('takeOut')}
          busy={out.isPending}
          onAct={() => out.mutate()}
          onClose={() => setLeaving(false)}
        />
      </td>
    </tr>
  );
}
