/** Where figures come from: each source with its streams, and the files that were imported. */
import { IconFileUpload, IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMay } from '@/api/me';
import { LinkButton } from '@/components/link-button';
import { Section } from '@/components/page';
import { Answered } from '@/components/states/answered';
import { EmptyNew } from '@/components/states/states';
import { PlainTable } from '@/components/table/plain-table';
import { ago, moment, span } from '@/lib/dates';
import { useLive } from '@/lib/live';
import { platformName } from '@/lib/names';
import { count } from '@/lib/numbers';
import { Stack } from '@/ui/layout';
import { Badge, Text } from '@/ui/text';
import { keys } from './api/keys';
import { type Imported, importsQuery } from './api/list-imports';
import { sourcesQuery } from './api/list-sources';
import { SourceCard } from './source-card';
import { said, t } from './words';

export function Sources() {
  const client = useQueryClient();
  const query = useQuery(sourcesQuery());
  const imports = useQuery(importsQuery());
  const mayWrite = useMay('write');
  useLive(['jobs.changed'], (news) => {
    if (news.state === 'done') void client.invalidateQueries({ queryKey: keys.of('standings') });
  });
  return (
    <Stack gap="md">
      <Section
        title={t('sources')}
        lead={t('sourcesLead')}
        actions={
          mayWrite ? (
            <>
              <LinkButton
                to="/start/file"
                variant="default"
                leftSection={<IconFileUpload size={15} aria-hidden />}
              >
                {t('importFile')}
              </LinkButton>
              <LinkButton to="/start/connect" leftSection={<IconPlus size={15} aria-hidden />}>
                {t('connect')}
              </LinkButton>
            </>
          ) : null
        }
      >
        <Answered
          query={query}
          empty={(rows) =>
            rows.length === 0 ? (
              <EmptyNew title={t('noSources')}>{t('noSourcesBody')}</EmptyNew>
            ) : null
          }
        >
          {(rows) => rows.map((one) => <SourceCard key={one.name} source={one} />)}
        </Answered>
      </Section>
      <Section title={t('recentImports')}>
        <Answered
          query={imports}
          empty={(rows) => (rows.length === 0 ? <EmptyNew>{t('noImports')}</EmptyNew> : null)}
        >
          {(rows) => <Imports rows={rows} />}
        </Answered>
      </Section>
    </Stack>
  );
}

const HEAD = [
  { key: 'file', label: t('file') },
  { key: 'platform', label: t('platform') },
  { key: 'days', label: t('days') },
  { key: 'rows', label: t('rows'), figure: true },
  { key: 'state', label: t('result') },
  { key: 'at', label: t('when') },
];

function Imports({ rows }: { rows: readonly Imported[] }) {
  const now = Date.now();
  return (
    <PlainTable label={t('recentImports')} head={HEAD}>
      {rows.map((one) => (
        <tr key={one.id}>
          <td>{one.file}</td>
          <td>
            {[one.platform && platformName(one.platform), one.account_id]
              .filter(Boolean)
              .join(' · ')}
          </td>
          <td>{one.first_day && one.last_day ? span(one.first_day, one.last_day) : ''}</td>
          <td data-figure>{count(one.rows)}</td>
          <td>
            <Badge
              color={
                one.state === 'loaded' ? 'green' : one.state === 'unchanged' ? 'gray' : 'yellow'
              }
            >
              {said(one.state)}
            </Badge>
            {one.rejected ? (
              <Text span size="xs" c="dimmed" ml={8}>
                {t('rowsRejected', { count: one.rejected })}
              </Text>
            ) : null}
          </td>
          <td title={moment(one.at)}>{ago(one.at, now)}</td>
        </tr>
      ))}
    </PlainTable>
  );
}
