/** Platform › account › campaign › ad group › ad: where one is, and the way back. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { askQuery } from '@/api/query';
import { useView } from '@/lib/view';
import classes from '../explore.module.css';
import { below, dimensions, nameOf, type Step, whereOf } from '../levels';
import { useNamed } from '../use-named';
import { t } from '../words';

export function Crumbs({ way }: { way: readonly Step[] }) {
  return (
    <nav aria-label={t('path')} className={classes.crumbs}>
      <Link
        from="/explore"
        to="/explore"
        search={(before) => ({
          ...before,
          drill: undefined,
          by: way[0]?.level.by,
          open: undefined,
        })}
      >
        {t('all')}
      </Link>
      {way.map((step, at) => (
        <Fragment key={step.id}>
          <span aria-hidden>›</span>
          <Crumb step={step} way={way.slice(0, at + 1)} isLast={at === way.length - 1} />
        </Fragment>
      ))}
    </nav>
  );
}

function Crumb({ step, way, isLast }: { step: Step; way: readonly Step[]; isLast: boolean }) {
  const view = useView();
  const asked = { metrics: ['spend'], by: dimensions(step.level), where: whereOf(way), limit: 1 };
  const { data } = useQuery({
    ...askQuery({ ...view, compare: 'off' }, asked),
    enabled: step.level.name !== undefined,
  });
  const named = useNamed(data);
  const row = named?.rows[0] ?? { [step.level.id]: step.value };
  const name = nameOf(step.level, row);
  if (isLast) return <span aria-current="page">{name}</span>;
  const drill = way.map(({ id, value }) => `${id}:${value}`);
  return (
    <Link
      from="/explore"
      to="/explore"
      search={(before) => ({
        ...before,
        drill,
        by: below(step.level.by) ?? undefined,
        open: undefined,
      })}
    >
      {name}
    </Link>
  );
}
