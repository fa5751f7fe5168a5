/** What each metric of a text comes to over the last 28 days, and who uses it. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Sparkline } from '@/components/figures/sparkline';
import { PlainTable } from '@/components/table/plain-table';
import { figure, UNKNOWN } from '@/lib/numbers';
import { Loader } from '@/ui/feedback';
import { TextInput } from '@/ui/inputs';
import { Text } from '@/ui/text';
import { type Checked, type Tried, triedQuery, usersQuery } from './api/own-metrics';
import classes from './settings.module.css';
import { usersOf } from './usage';
import { t } from './words';

type New = Checked['metrics'][number];
type Props = { text: string; metrics: readonly New[] };
const HEAD = [
  { key: 'name', label: t('name') },
  { key: 'definition', label: t('definition') },
  { key: 'total', label: t('last28'), figure: true },
  { key: 'days', label: t('last28'), hidden: true },
  { key: 'used', label: t('usedBy') },
];

export function OwnMetricsTable({ text, metrics }: Props) {
  const [currency, setCurrency] = useState('EUR');
  const isCurrency = /^[A-Z]{3}$/.test(currency);
  const tried = useQuery({ ...triedQuery(text, currency), enabled: isCurrency });
  const { data: users = [] } = useQuery(usersQuery());
  return (
    <>
      <TextInput
        label={t('inCurrency')}
        size="xs"
        w={80}
        maxLength={3}
        value={currency}
        onChange={(event) => setCurrency(event.currentTarget.value.toUpperCase())}
      />
      <PlainTable label={t('ownMetrics')} head={HEAD}>
        {metrics.map((one) => {
          const found = tried.data?.find((each) => each.name === one.name);
          const using = usersOf(one.name, users);
          return (
            <tr key={one.name}>
              <td>
                <Text size="sm" fw={500}>
                  {one.name}
                </Text>
                <Text size="xs" c="dimmed">
                  {one.what}
                </Text>
              </td>
              <td>
                <code className={classes.formula}>{one.definition}</code>
              </td>
              <td data-figure>
                {tried.isFetching && !found ? (
                  <Loader size="xs" />
                ) : (
                  <Total one={one} found={found} currency={currency} />
                )}
              </td>
              <td>{found ? <Days name={one.name} found={found} /> : null}</td>
              <td>
                {using.map((each) => t(`used_${each.kind}`, { name: each.name })).join(', ') ||
                  t('usedByNobody')}
              </td>
            </tr>
          );
        })}
      </PlainTable>
    </>
  );
}

function Total({ one, found, currency }: { one: New; found: Tried | undefined; currency: string }) {
  if (!found) return UNKNOWN;
  if (found.total === null) return <span className={classes.quiet}>{found.why}</span>;
  return figure(String(found.total), one.unit, currency);
}

function Days({ name, found }: { name: string; found: Tried }) {
  const points = found.days.map((day) => (day.value === null ? null : Number(day.value)));
  return <Sparkline points={points} label={name} width={110} height={28} />;
}
