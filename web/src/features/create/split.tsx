/** How a budget is split over platforms, and why. */
import { Section } from '@/components/page';
import { PlainTable } from '@/components/table/plain-table';
import { platformName } from '@/lib/names';
import { money, percent, ratio } from '@/lib/numbers';
import { Text } from '@/ui/text';
import type { Made } from './api/campaigns';
import { t } from './words';

const HEAD = [
  { key: 'platform', label: t('platform') },
  { key: 'amount', label: t('amount'), figure: true },
  { key: 'share', label: t('share'), figure: true },
  { key: 'minimum', label: t('minimum'), figure: true },
  { key: 'returned', label: t('returned'), figure: true },
];

export function Split({ made }: { made: Made }) {
  const { split, missing } = made;
  return (
    <Section title={t('split')} lead={split?.why}>
      {split ? (
        <PlainTable label={t('split')} head={HEAD}>
          {split.rows.map((one) => (
            <tr key={`${one.platform} ${one.account}`}>
              <td>{[platformName(one.platform), one.account].filter(Boolean).join(' · ')}</td>
              <td data-figure>{money(one.amount, made.currency)}</td>
              <td data-figure>{percent(one.share)}</td>
              <td data-figure title={one.minimum_source}>
                {money(one.minimum, made.currency)}
              </td>
              <td data-figure>{ratio(one.per_spend)}</td>
            </tr>
          ))}
        </PlainTable>
      ) : null}
      {missing.length ? (
        <Text size="sm" c="dimmed" p="md">
          {t('missing', { what: missing.join(', ') })}
        </Text>
      ) : null}
    </Section>
  );
}
