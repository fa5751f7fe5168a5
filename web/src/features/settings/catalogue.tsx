/** The metric catalogue: each figure's definition, unit and version. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Section } from '@/components/page';
import { Answered } from '@/components/states/answered';
import { EmptyFiltered } from '@/components/states/states';
import { PlainTable } from '@/components/table/plain-table';
import { UnstyledButton } from '@/ui/buttons';
import { SegmentedControl, TextInput } from '@/ui/inputs';
import { Stack } from '@/ui/layout';
import { Drawer } from '@/ui/overlays';
import { Text } from '@/ui/text';
import { catalogueQuery, explainedQuery, type Line } from './api/catalogue';
import { OwnMetrics } from './own-metrics';
import classes from './settings.module.css';
import { said, t } from './words';

const route = getRouteApi('/shell/settings/metrics');
const KINDS = ['metric', 'dimension', 'window', 'rule'] as const;
const HEAD = [
  { key: 'name', label: t('name') },
  { key: 'definition', label: t('definition') },
  { key: 'unit', label: t('unit') },
];

export function Catalogue() {
  const { find = '', kind = 'metric', open } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(catalogueQuery());
  function set(changed: { find?: string; kind?: (typeof KINDS)[number]; open?: string }) {
    void navigate({ search: (was) => ({ ...was, ...changed }), replace: true });
  }
  return (
    <Stack gap="md">
      <OwnMetrics />
      <Section title={t('metrics')} lead={t('metricsLead')}>
        <div className={classes.filters}>
          <TextInput
            size="xs"
            w={260}
            aria-label={t('findMetric')}
            placeholder={t('findMetric')}
            value={find}
            onChange={(event) => set({ find: event.currentTarget.value })}
          />
          <SegmentedControl
            size="xs"
            aria-label={t('kind')}
            data={KINDS.map((one) => ({ value: one, label: t(one) }))}
            value={kind}
            onChange={(chosen) => set({ kind: chosen as (typeof KINDS)[number] })}
          />
        </div>
        <Answered query={query}>
          {(all) => {
            const rows = all.filter((one) => one.kind === kind && matches(one, find));
            if (!rows.length) {
              return (
                <EmptyFiltered onClear={() => set({ find: '' })}>{t('noMetric')}</EmptyFiltered>
              );
            }
            return (
              <PlainTable label={t('metrics')} head={HEAD}>
                {rows.map((one) => (
                  <tr key={one.name}>
                    <td>
                      {one.kind === 'metric' || one.kind === 'dimension' ? (
                        <UnstyledButton fz="sm" fw={500} onClick={() => set({ open: one.name })}>
                          {one.name}
                        </UnstyledButton>
                      ) : (
                        <Text size="sm" fw={500}>
                          {one.name}
                        </Text>
                      )}
                      <Text size="xs" c="dimmed">
                        {one.what}
                      </Text>
                    </td>
                    <td>
                      <code className={classes.formula}>{one.definition}</code>
                    </td>
                    <td>{one.unit}</td>
                  </tr>
                ))}
              </PlainTable>
            );
          }}
        </Answered>
        <Drawer
          opened={Boolean(open)}
          onClose={() => set({ open: undefined })}
          position="right"
          title={open}
        >
          {open ? <Details name={open} /> : null}
        </Drawer>
      </Section>
    </Stack>
  );
}

function matches(one: Line, find: string): boolean {
  const wanted = find.trim().toLowerCase();
  return `${one.name} ${one.what} ${one.definition}`.toLowerCase().includes(wanted);
}

function Details({ name }: { name: string }) {
  const query = useQuery(explainedQuery(name));
  return (
    <Answered query={query}>
      {(one) => {
        const facts: [string, string | undefined][] = [
          [t('what'), one.what],
          [t('definition'), one.definition],
          [t('unit'), one.unit],
          [t('buildsOn'), one.builds_on?.join(', ')],
          [
            t('additive'),
            one.additive === undefined ? undefined : one.additive ? t('yes') : t('no'),
          ],
          [t('rule'), one.conversions],
          [t('version'), one.version],
        ];
        return (
          <dl className={classes.facts}>
            {facts
              .filter(([, value]) => value)
              .map(([label, value]) => (
                <div key={label} style={{ display: 'contents' }}>
                  <dt>{label}</dt>
                  <dd>{said(value ?? '')}</dd>
                </div>
              ))}
          </dl>
        );
      }}
    </Answered>
  );
}
