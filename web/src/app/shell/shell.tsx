/** The frame of every page: the way around on the left, what is looked at on top. */
import { useIsFetching } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { useMediaQuery } from '@/ui/hooks';
import { t } from '../words';
import { Nav } from './nav';
import classes from './shell.module.css';
import { TabBar } from './tab-bar';
import { TopBar } from './top-bar';

export function Shell() {
  const narrow = useMediaQuery('(max-width: 48em)');
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#content">
        {t('skip')}
      </a>
      {narrow ? <TabBar /> : <Nav />}
      <div className={classes.rest}>
        <TopBar />
        <Content />
      </div>
    </div>
  );
}

/** The page itself; says to who looks from outside whether something is still on its way. */
function Content() {
  const isBusy = useIsFetching() > 0;
  return (
    <main id="content" tabIndex={-1} className={classes.content} data-busy={isBusy || undefined}>
      <Outlet />
    </main>
  );
}
