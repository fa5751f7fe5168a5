/** The limits of the workspace or of an account: tighten alone, loosen by two. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '@/api/me';
import { platformsQuery } from '@/api/platforms';
import { problemOf } from '@/api/problem';
import { Section } from '@/components/page';
import { Answered } from '@/components/states/answered';
import { PlainTable } from '@/components/table/plain-table';
import { Button } from '@/ui/buttons';
import { Alert, notify } from '@/ui/feedback';
import { Select, TextInput } from '@/ui/inputs';
import { Group, Stack } from '@/ui/layout';
import { keys } from './api/keys';
import { type Limits as All, limitsQuery, setLimits } from './api/limits';
import { changed, NAMES, read, shown } from './limit-values';
import classes from './settings.module.css';
import { Wishes } from './wishes';
import { said, t } from './words';

const route = getRouteApi('/shell/settings/limits');
const HEAD = [
  { key: 'limit', label: t('limit') },
  { key: 'now', label: t('now'), figure: true },
];
const EDITED = [...HEAD, { key: 'new', label: t('newValue') }];

export function Limits() {
  const { account = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(limitsQuery(account));
  const { data: platforms = [] } = useQuery(platformsQuery());
  const places = platforms.flatMap((platform) =>
    platform.accounts.map((one) => ({
      value: `${platform.name}/${one.account_id}`,
      label: `${platform.title} · ${one.name || one.account_id}`,
    })),
  );
  return (
    <Stack gap="md">
      <Wishes />
      <Section title={t('limits')} lead={t('limitsLead')}>
        <div className={classes.filters}>
          <Select
            size="xs"
            w={300}
            aria-label={t('place')}
            data={[{ value: '', label: t('wholeWorkspace') }, ...places]}
            value={account}
            allowDeselect={false}
            onChange={(chosen) =>
              void navigate({ search: (was) => ({ ...was, account: chosen || undefined }) })
            }
          />
        </div>
        <Answered query={query}>
          {({ data, etag }) => (
            <Table key={`${account} ${etag}`} account={account} all={data.effective} etag={etag} />
          )}
        </Answered>
      </Section>
    </Stack>
  );
}

type TableProps = { account: string; all: All; etag: string };

function Table({ account, all, etag }: TableProps) {
  const client = useQueryClient();
  const mayPropose = useMay('propose');
  const [editing, setEditing] = useState(false);
  const [values, setValues] = useState<Record<string, string>>({});
  const [reason, setReason] = useState('');
  const save = useMutation({
    mutationFn: () => setLimits(account, changed(values), reason, etag),
    onSuccess: (told) => {
      notify(told.pending ? t('wished') : t('tightened'));
      setEditing(false);
      void client.invalidateQueries({ queryKey: keys.all() });
    },
  });
  return (
    <>
      <PlainTable label={t('limits')} head={editing ? EDITED : HEAD}>
        {NAMES.map((name) => (
          <tr key={name}>
            <td>{name === 'currency' ? t('limitCurrency') : said(name)}</td>
            <td data-figure>{shown(name, all[name], all.currency) || t('none')}</td>
            {editing ? (
              <td>
                <TextInput
                  size="xs"
                  w={160}
                  aria-label={said(name)}
                  placeholder={read(name, all[name])}
                  value={values[name] ?? ''}
                  onChange={(event) => {
                    const { value } = event.currentTarget;
                    setValues((was) => ({ ...was, [name]: value }));
                  }}
                />
              </td>
            ) : null}
          </tr>
        ))}
      </PlainTable>
      {mayPropose ? (
        <Stack p="md" gap="sm">
          {editing ? (
            <TextInput
              label={t('reason')}
              description={t('whyHint')}
              maw={480}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          ) : null}
          {save.isError ? (
            <Alert color="orange" role="alert">
              {problemOf(save.error).message} {problemOf(save.error).hint}
            </Alert>
          ) : null}
          <Group>
            {editing ? (
              <>
                <Button
                  loading={save.isPending}
                  disabled={!Object.values(values).some(Boolean)}
                  onClick={() => save.mutate()}
                >
                  {t('save')}
                </Button>
                <Button variant="default" onClick={() => setEditing(false)}>
                  {t('cancel')}
                </Button>
              </>
            ) : (
              <Button variant="default" onClick={() => setEditing(true)}>
                {t('change')}
              </Button>
            )}
          </Group>
        </Stack>
      ) : null}
    </>
  );
}
