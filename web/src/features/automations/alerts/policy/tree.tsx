/** The tree of routes: from the top, the first branch that fits takes an alert. */
import { Button } from '@/ui/buttons';
import { Badge } from '@/ui/text';
import classes from '../../automations.module.css';
import type { Path, Route } from './draft';
import { channelWords, matchWords, targetWords } from './saying';
import { t } from './words';

type Acts = {
  onEdit: (path: Path) => void;
  onAdd: (path: Path) => void;
  onMove: (path: Path, by: 1 | -1) => void;
  onRemove: (path: Path) => void;
};
type Props = {
  route: Route;
  path: Path;
  siblings: number;
  names: ReadonlyMap<string, string>;
  /** Left out for who may only look. */
  acts?: Acts | undefined;
};

export function Branch({ route, path, siblings, names, acts }: Props) {
  const isRoot = path.length === 0;
  return (
    <li className={classes.branch}>
      <div className={classes.node}>
        <div className={classes.nodeText}>
          <span className={classes.nodeMatch}>
            {isRoot ? t('otherwise') : null} {matchWords(route.match)}
          </span>
          <span>
            <span aria-hidden>→ </span>
            {targetWords(route, names)}
          </span>
          {route.escalate.map((step) => (
            <span key={`${step.after} ${step.channels.join()}`} className={classes.nodeMore}>
              {t('thenTell', { after: step.after, whom: channelWords(step.channels, names) })}
            </span>
          ))}
          {route.goesOn || !route.resolved ? (
            <span className={classes.counts}>
              {route.goesOn ? <Badge color="gray">{t('goesOn')}</Badge> : null}
              {route.resolved ? null : <Badge color="gray">{t('noEnd')}</Badge>}
            </span>
          ) : null}
        </div>
        {acts ? <NodeActs path={path} siblings={siblings} acts={acts} /> : null}
      </div>
      {route.routes.length ? (
        <ol className={classes.branches} aria-label={t('branches')}>
          {route.routes.map((one, at) => (
            <Branch
              // biome-ignore lint/suspicious/noArrayIndexKey: a branch is its place
              key={at}
              route={one}
              path={[...path, at]}
              siblings={route.routes.length}
              names={names}
              acts={acts}
            />
          ))}
        </ol>
      ) : null}
    </li>
  );
}

function NodeActs({ path, siblings, acts }: { path: Path; siblings: number; acts: Acts }) {
  const at = path.at(-1) ?? 0;
  const common = { variant: 'subtle', color: 'gray', size: 'compact-sm' } as const;
  return (
    <div className={classes.nodeActs}>
      <Button {...common} onClick={() => acts.onEdit(path)}>
        {t('edit')}
      </Button>
      <Button {...common} onClick={() => acts.onAdd(path)}>
        {t('addBranch')}
      </Button>
      {path.length ? (
        <>
          {at > 0 ? (
            <Button {...common} onClick={() => acts.onMove(path, -1)}>
              {t('up')}
            </Button>
          ) : null}
          {at < siblings - 1 ? (
            <Button {...common} onClick={() => acts.onMove(path, 1)}>
              {t('down')}
            </Button>
          ) : null}
          <Button {...common} onClick={() => acts.onRemove(path)}>
            {t('remove')}
          </Button>
        </>
      ) : null}
    </div>
  );
}
