/** Where alerts go: channels, each with a test, and the way to a new one. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Schemas } from '@/api/client';
import { useMay } from '@/api/me';
import { problemOf } from '@/api/problem';
import { Section } from '@/components/page';
import { Answered } from '@/components/states/answered';
import { PlainTable } from '@/components/table/plain-table';
import { ago } from '@/lib/dates';
import { Button } from '@/ui/buttons';
import { notify } from '@/ui/feedback';
import { PasswordInput, Select, TextInput } from '@/ui/inputs';
import { Group } from '@/ui/layout';
import { Text } from '@/ui/text';
import { addChannel, type Channel, channelsQuery, keys, testChannel } from '../api/alerts';
import classes from '../automations.module.css';
import { t } from '../words';

type Kind = Schemas['ChannelKind'];
/** The kinds that need one secret at most; others are set up on the command line. */
const KINDS: Partial<Record<Kind, string>> = {
  email: '',
  slack: 'url',
  teams: 'url',
  pagerduty: 'routing_key',
};
const HEAD = [
  { key: 'name', label: t('channel') },
  { key: 'kind', label: t('kind') },
  { key: 'last', label: t('lastSent') },
  { key: 'act', label: t('test') },
];

export function Routing() {
  const query = useQuery(channelsQuery());
  const mayAdminister = useMay('admin');
  return (
    <Section title={t('routing')} lead={t('routingLead')}>
      <Answered
        query={query}
        empty={(rows) =>
          rows.length === 0 ? (
            <Text size="sm" c="dimmed" px="md" pb="sm">
              {t('noChannels')}
            </Text>
          ) : null
        }
      >
        {(rows) => (
          <PlainTable label={t('routing')} head={HEAD}>
            {rows.map((one) => (
              <Row key={one.id} one={one} mayTest={mayAdminister} />
            ))}
          </PlainTable>
        )}
      </Answered>
      {mayAdminister ? <NewChannel /> : null}
    </Section>
  );
}

function Row({ one, mayTest }: { one: Channel; mayTest: boolean }) {
  const test = useMutation({
    mutationFn: () => testChannel(one.id),
    onSuccess: () => notify(t('tested')),
    onError: (error) => notify(problemOf(error).message, 'failed'),
  });
  return (
    <tr>
      <td>{one.name}</td>
      <td>{one.kind}</td>
      <td>{one.error || (one.ok_at ? ago(one.ok_at, Date.now()) : t('never'))}</td>
      <td>
        {mayTest ? (
          <Button variant="default" loading={test.isPending} onClick={() => test.mutate()}>
            {t('test')}
          </Button>
        ) : null}
      </td>
    </tr>
  );
}

function NewChannel() {
  const client = useQueryClient();
  const [kind, setKind] = useState<Kind>('email');
  const secret = KINDS[kind];
  const add = useMutation({
    mutationFn: (form: FormData) => {
      const text = (name: string) => String(form.get(name) ?? '').trim();
      return addChannel({
        name: text('name'),
        kind,
        settings: secret ? {} : { to: text('to').split(/[\s,;]+/) },
        secrets: secret ? { [secret]: text('secret') } : {},
      });
    },
    onSuccess: () => {
      notify(t('done'));
      void client.invalidateQueries({ queryKey: keys.of('channels') });
    },
    onError: (error) => notify(`${problemOf(error).message} ${problemOf(error).hint}`, 'failed'),
  });
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    add.mutate(new FormData(event.currentTarget));
  }
  return (
    <form onSubmit={submit}>
      <Group p="md" align="flex-end" className={classes.fields}>
        <TextInput name="name" label={t('name')} w={180} required />
        <Select
          label={t('kind')}
          w={140}
          data={Object.keys(KINDS)}
          value={kind}
          allowDeselect={false}
          onChange={(chosen) => chosen && setKind(chosen as Kind)}
        />
        {secret ? (
          <PasswordInput
            name="secret"
            label={t('secret')}
            description={t('secretHint')}
            w={340}
            required
          />
        ) : (
          <TextInput name="to" label={t('target')} type="text" w={340} required />
        )}
        <Button type="submit" size="sm" variant="default" loading={add.isPending}>
          {t('addChannel')}
        </Button>
      </Group>
    </form>
  );
}
