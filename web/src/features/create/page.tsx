/** The campaigns that were made here, and the way to a new one. */
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMay } from '@/api/me';
import { LinkButton } from '@/components/link-button';
import { Page, Section } from '@/components/page';
import { Answered } from '@/components/states/answered';
import { EmptyNew } from '@/components/states/states';
import { PlainTable } from '@/components/table/plain-table';
import { span } from '@/lib/dates';
import { platformName } from '@/lib/names';
import { money } from '@/lib/numbers';
import { Badge } from '@/ui/text';
import { campaignsQuery } from './api/campaigns';
import { said, t } from './words';

const HEAD = [
  { key: 'name', label: t('name') },
  { key: 'status', label: t('status') },
  { key: 'platforms', label: t('platform') },
  { key: 'days', label: t('days') },
  { key: 'budget', label: t('budget'), figure: true },
];

export function Create() {
  const query = useQuery(campaignsQuery());
  const mayPropose = useMay('propose');
  return (
    <Page
      title={t('create')}
      lead={t('lead')}
      actions={
        mayPropose ? (
          <LinkButton to="/create/new" leftSection={<IconPlus size={15} aria-hidden />}>
            {t('newCampaign')}
          </LinkButton>
        ) : null
      }
    >
      <Section title={t('campaigns')}>
        <Answered
          query={query}
          empty={(rows) =>
            rows.length === 0 ? <EmptyNew title={t('none')}>{t('noneBody')}</EmptyNew> : null
          }
        >
          {(rows) => (
            <PlainTable label={t('campaigns')} head={HEAD}>
              {rows.map((one) => (
                <tr key={one.id}>
                  <td>
                    <Link to="/create/$campaign" params={{ campaign: one.id }}>
                      {one.name}
                    </Link>
                  </td>
                  <td>
                    <Badge color={one.status === 'active' ? 'green' : 'gray'}>
                      {said(one.status)}
                    </Badge>
                  </td>
                  <td>
                    {[...new Set(one.platforms.map((p) => platformName(p.platform)))].join(', ')}
                  </td>
                  <td>
                    {one.start_date && one.end_date ? span(one.start_date, one.end_date) : ''}
                  </td>
                  <td data-figure>{money(one.budget, one.currency)}</td>
                </tr>
              ))}
            </PlainTable>
          )}
        </Answered>
      </Section>
    </Page>
  );
}
