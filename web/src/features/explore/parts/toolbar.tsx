/** What the table shows and how: dimension, search, columns, density, copy, download. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { memo } from 'react';
import { catalogueQuery } from '@/api/metrics';
import type { Answer } from '@/api/query';
import { SegmentedControl, Select, TextInput } from '@/ui/inputs';
import { LEVELS } from '../levels';
import type { ExploreSearch } from '../search';
import { t } from '../words';
import { dimensionName } from './columns';
import { Columns } from './columns-menu';
import { Take } from './take';
import { Views } from './views';

const route = getRouteApi('/shell/explore');
/** Ids and names of things are the levels above; days are the overview's. */
const HIDDEN = /_id$|_status$|^(account|campaign|ad_group|ad|platform|date|hour|period_\w+)$/;

/** Not drawn again for another order or an open row. */
export const Toolbar = memo(function Toolbar({ answer }: { answer: Answer | undefined }) {
  const { by, find, as } = route.useSearch({
    select: ({ by = 'campaign', find = '', as = 'table' }) => ({ by, find, as }),
    structuralSharing: true,
  });
  const navigate = route.useNavigate();
  const { data: catalogue = [] } = useQuery(catalogueQuery());
  const others = catalogue.filter((one) => one.kind === 'dimension' && !HIDDEN.test(one.name));

  function change(changed: ExploreSearch) {
    void navigate({ search: (before) => ({ ...before, ...changed }), replace: true });
  }
  return (
    <>
      {as === 'table' ? (
        <>
          <TextInput
            size="xs"
            w={160}
            aria-label={t('find')}
            placeholder={t('find')}
            defaultValue={find}
            onChange={(event) => change({ find: event.currentTarget.value || undefined })}
          />
          <Select
            size="xs"
            w={150}
            searchable
            aria-label={t('by')}
            value={by}
            allowDeselect={false}
            maxDropdownHeight={340}
            onChange={(chosen) =>
              change({ by: chosen ?? undefined, open: undefined, sort: undefined })
            }
            data={[
              ...LEVELS.map((one) => ({ value: one.by, label: dimensionName(one.by) })),
              ...others.map((one) => ({ value: one.name, label: dimensionName(one.name) })),
            ]}
          />
          <Columns />
          <Take answer={answer} />
          <Views />
        </>
      ) : null}
      <SegmentedControl
        size="xs"
        aria-label={t('show')}
        value={as}
        onChange={(chosen) => change({ as: chosen === 'maturity' ? 'maturity' : undefined })}
        data={[
          { value: 'table', label: t('asTable') },
          { value: 'maturity', label: t('asMaturity') },
        ]}
      />
    </>
  );
});
