/** What can be done with the rows that are chosen. */
import { IconCopy, IconDownload, IconFilter, IconX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { problemOf } from '@/api/problem';
import type { Row } from '@/api/query';
import { oneOf, useView } from '@/lib/view';
import { Button } from '@/ui/buttons';
import { notify } from '@/ui/feedback';
import { exportRows } from '../api/export-rows';
import classes from '../explore.module.css';
import { dimensions, idOf, type Level } from '../levels';
import { asked, DEFAULT, tabbed } from '../rows';
import { t } from '../words';

type Props = {
  chosen: readonly Row[];
  all: readonly Row[];
  level: Level;
  currency: string;
  onChoose: (rows: readonly Row[]) => void;
};

const route = getRouteApi('/shell/explore');
/** As many as an address and a filter can hold. */
const MOST_NAMED = 100;

export function Picked({ chosen, all, level, currency, onChoose }: Props) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const view = useView();
  const { metrics = DEFAULT, where } = search;
  const ids = [...new Set(chosen.map((row) => idOf(level, row)))];
  const only = oneOf(level.id, ids);
  const isTooMany = ids.length > MOST_NAMED;
  const title = isTooMany ? t('tooMany', { most: MOST_NAMED }) : undefined;
  const download = useMutation({
    mutationFn: () => {
      const whole = asked(view, search);
      return exportRows({
        ...whole,
        where: [whole.where, only].filter(Boolean).join(' and '),
        match_weekday: view.matchWeekday,
        currency: currency || null,
        format: 'csv',
      });
    },
    onError: (error) => notify(problemOf(error).message, 'failed'),
  });

  async function copy() {
    await navigator.clipboard.writeText(tabbed([...dimensions(level), ...metrics], chosen));
    notify(t('copied', { count: chosen.length }));
  }
  function narrow() {
    onChoose([]);
    const both = [where ? `(${where})` : '', only].filter(Boolean).join(' and ');
    void navigate({ search: (before) => ({ ...before, where: both, find: undefined }) });
  }
  return (
    <section className={classes.picked} aria-label={t('pickedBar')}>
      <strong role="status">{t('picked', { count: chosen.length })}</strong>
      {chosen.length < all.length ? (
        <Button variant="subtle" size="compact-sm" onClick={() => onChoose(all)}>
          {t('pickAll', { count: all.length })}
        </Button>
      ) : null}
      <span className={classes.spring} />
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconCopy size={14} aria-hidden />}
        onClick={() => void copy()}
      >
        {t('copy')}
      </Button>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconDownload size={14} aria-hidden />}
        disabled={isTooMany}
        title={title}
        loading={download.isPending}
        onClick={() => download.mutate()}
      >
        {t('asCsv')}
      </Button>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconFilter size={14} aria-hidden />}
        disabled={isTooMany}
        title={title}
        onClick={narrow}
      >
        {t('onlyThese')}
      </Button>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        leftSection={<IconX size={14} aria-hidden />}
        onClick={() => onChoose([])}
      >
        {t('unpick')}
      </Button>
    </section>
  );
}
