/** What was done or refused: found by subject or request, exported, verified. */
import { IconDownload, IconShieldCheck } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Fragment, useState } from 'react';
import { problemOf } from '@/api/problem';
import { Section } from '@/components/page';
import { EmptyFiltered, Failed, Loading } from '@/components/states/states';
import { PlainTable } from '@/components/table/plain-table';
import { ago, moment } from '@/lib/dates';
import { Button, UnstyledButton } from '@/ui/buttons';
import { Alert, notify } from '@/ui/feedback';
import { TextInput } from '@/ui/inputs';
import { Group } from '@/ui/layout';
import { Badge } from '@/ui/text';
import { auditQuery, type Entry, exportAudit, verifyAudit } from './api/audit';
import classes from './settings.module.css';
import { said, t } from './words';

const route = getRouteApi('/shell/settings/audit');
const HEAD = [
  { key: 'when', label: t('when') },
  { key: 'who', label: t('who') },
  { key: 'action', label: t('action') },
  { key: 'subject', label: t('subject') },
  { key: 'outcome', label: t('outcome') },
];

export function Audit() {
  const { subject = '', request = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(auditQuery({ subject, request }));
  const rows = query.data?.pages.flatMap((page) => page.rows);
  function set(changed: { subject?: string; request?: string }) {
    void navigate({ search: (was) => ({ ...was, ...changed }), replace: true });
  }
  return (
    <Section title={t('audit')} lead={t('auditLead')} actions={<Actions />}>
      <div className={classes.filters}>
        <TextInput
          size="xs"
          w={240}
          aria-label={t('subject')}
          placeholder={t('subjectHint')}
          value={subject}
          onChange={(event) => set({ subject: event.currentTarget.value })}
        />
        <TextInput
          size="xs"
          w={280}
          aria-label={t('request')}
          placeholder={t('request')}
          value={request}
          onChange={(event) => set({ request: event.currentTarget.value })}
        />
      </div>
      {query.isError ? (
        <Failed error={query.error} onRetry={() => void query.refetch()} />
      ) : !rows ? (
        <Loading />
      ) : rows.length === 0 ? (
        <EmptyFiltered onClear={() => set({ subject: '', request: '' })}>
          {t('noEntries')}
        </EmptyFiltered>
      ) : (
        <>
          <PlainTable label={t('audit')} head={HEAD}>
            {rows.map((one) => (
              <EntryRow key={one.number} one={one} />
            ))}
          </PlainTable>
          {query.hasNextPage ? (
            <Group p="md">
              <Button
                variant="default"
                loading={query.isFetchingNextPage}
                onClick={() => void query.fetchNextPage()}
              >
                {t('more')}
              </Button>
            </Group>
          ) : null}
        </>
      )}
    </Section>
  );
}

function Actions() {
  const fail = (error: unknown) => notify(problemOf(error).message, 'failed');
  const download = useMutation({ mutationFn: exportAudit, onSuccess: saved, onError: fail });
  const verify = useMutation({ mutationFn: verifyAudit, onError: fail });
  const found = verify.data;
  return (
    <>
      {found ? (
        <Alert color={found.intact ? 'green' : 'red'} p="xs" role="status">
          {found.intact
            ? t('intact', { count: found.entries ?? 0, head: found.head?.slice(0, 12) ?? '' })
            : t('broken', { fault: found.fault ?? '' })}
        </Alert>
      ) : null}
      <Button
        variant="default"
        leftSection={<IconShieldCheck size={15} aria-hidden />}
        loading={verify.isPending}
        onClick={() => verify.mutate()}
      >
        {t('verify')}
      </Button>
      <Button
        variant="default"
        leftSection={<IconDownload size={15} aria-hidden />}
        loading={download.isPending}
        onClick={() => download.mutate()}
      >
        {t('export')}
      </Button>
    </>
  );
}

function saved(blob: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = 'audit.ndjson';
  link.click();
  URL.revokeObjectURL(link.href);
}

function EntryRow({ one }: { one: Entry }) {
  const [open, setOpen] = useState(false);
  return (
    <Fragment>
      <tr>
        <td title={moment(one.at)}>{ago(one.at, Date.now())}</td>
        <td>{[one.actor, one.actor_id].filter(Boolean).join(' ')}</td>
        <td>
          <UnstyledButton fz="sm" fw={500} aria-expanded={open} onClick={() => setOpen(!open)}>
            {one.action}
          </UnstyledButton>
        </td>
        <td>{one.subject}</td>
        <td>
          <Badge color={one.outcome === 'done' ? 'green' : 'yellow'}>{said(one.outcome)}</Badge>
        </td>
      </tr>
      {open ? (
        <tr>
          <td colSpan={HEAD.length}>
            <dl className={classes.facts}>
              <dt>{t('reason')}</dt>
              <dd>{one.reason || t('none')}</dd>
              <dt>{t('before')}</dt>
              <dd>
                <pre className={classes.code}>{json(one.before)}</pre>
              </dd>
              <dt>{t('after')}</dt>
              <dd>
                <pre className={classes.code}>{json(one.after)}</pre>
              </dd>
              <dt>{t('request')}</dt>
              <dd>{one.request_id}</dd>
              <dt>{t('hash')}</dt>
              <dd className={classes.code}>{one.hash}</dd>
            </dl>
          </td>
        </tr>
      ) : null}
    </Fragment>
  );
}

function json(value: unknown): string {
  return value === null ? t('none') : JSON.stringify(value, null, 1);
}
