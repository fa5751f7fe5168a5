/** What the address of Explore says. */
import { choice, list, searchOf, text } from '@/lib/search';

export const exploreSearch = searchOf({
  /** The dimension of the rows. */
  by: text,
  /** The columns, in their order. */
  metrics: list,
  sort: text,
  /** The way down: `platform:google_ads`, `campaign_id:123`. */
  drill: list,
  /** A filter in the words of the metrics' questions. */
  where: text,
  /** Only rows that contain this. */
  find: text,
  /** The row that the panel shows. */
  open: text,
  as: choice(['table', 'maturity']),
  density: choice(['dense']),
});

export type ExploreSearch = {
  by?: string;
  metrics?: string[];
  sort?: string;
  drill?: string[];
  where?: string;
  find?: string;
  open?: string;
  as?: 'table' | 'maturity';
  density?: 'dense';
};
