/** Where figures come from: data version, formulas, rates, sources, checks, and the query itself. */
import { useQuery } from '@tanstack/react-query';
import { catalogueQuery } from '@/api/metrics';
import type { Provenance } from '@/api/query';
import { ReconDot } from '@/components/figures/recon-dot';
import { moment } from '@/lib/dates';
import { metricName } from '@/lib/metrics';
import { Title } from '@/ui/text';
import classes from '../explore.module.css';
import { t } from '../words';

export function Behind({ source, metrics }: { source: Provenance; metrics: readonly string[] }) {
  const { data: catalogue = [] } = useQuery(catalogueQuery());
  const formulas = metrics
    .map((name) => catalogue.find((one) => one.name === name))
    .filter((one) => one !== undefined);
  return (
    <section>
      <Title order={3} mb={8}>
        {t('behind')}
      </Title>
      <dl className={classes.facts}>
        <dt>{t('period')}</dt>
        <dd>{source.period.replace('..', ' – ')}</dd>
        {source.compare_period ? (
          <>
            <dt>{t('compared')}</dt>
            <dd>{source.compare_period.replace('..', ' – ')}</dd>
          </>
        ) : null}
        <dt>{t('currency')}</dt>
        <dd>{source.currency || t('asBooked')}</dd>
        {source.rates.length ? (
          <>
            <dt>{t('rates')}</dt>
            <dd>
              {[...new Set(source.rates.map((one) => `${one.base}/${one.quote}`))].join(', ')}
            </dd>
          </>
        ) : null}
        <dt>{t('checks')}</dt>
        <dd>
          <ReconDot of={source.reconciliation} /> {source.reconciliation.state}
        </dd>
        <dt>{t('details')}</dt>
        <dd>
          {t('version', {
            version: source.data_version,
            when: moment(source.known_at ?? source.read_at),
          })}{' '}
          · {t('sources', { count: source.sources.length })}
        </dd>
        {formulas.map((one) => (
          <div key={one.name} style={{ display: 'contents' }}>
            <dt>{metricName(one.name)}</dt>
            <dd>{one.definition}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
