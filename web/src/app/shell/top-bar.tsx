/** What is looked at, always in reach: workspace, filters, days, freshness, search, freeze. */

import { Days } from './days';
import { Filter } from './filter';
import { FreezeSlot } from './freeze-slot';
import { Freshness } from './freshness';
import { PaletteButton } from './palette-button';
import classes from './shell.module.css';
import { Workspaces } from './workspaces';

export function TopBar() {
  return (
    <header className={classes.top}>
      <Workspaces />
      <Filter />
      <Days />
      <span className={classes.spring} />
      <Freshness />
      <FreezeSlot />
      <PaletteButton />
    </header>
  );
}
