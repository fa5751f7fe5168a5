/** What is recommended, by whomever, with what it promises and how right its source has been. */
import { useQuery } from '@tanstack/react-query';
import { useAccountNames } from '@/api/account-names';
import { Answered } from '@/components/states/answered';
import { EmptyFiltered, EmptyNew } from '@/components/states/states';
import { useChangeView, useView, type View } from '@/lib/view';
import { Title } from '@/ui/text';
import { type Recommendation, recommendationsQuery } from './api/list-recommendations';
import { trackRecordQuery } from './api/track-record';
import classes from './decisions.module.css';
import { recordOf, shelves } from './logic/effects';
import { Card } from './parts/card';
import { Frame } from './parts/frame';
import { PutOff } from './parts/put-off';
import { t } from './words';

export function Recommendations() {
  const query = useQuery(recommendationsQuery());
  return (
    <Frame>
      <Answered
        query={query}
        empty={(all) => !all.length && <EmptyNew title={t('noneTitle')}>{t('noneBody')}</EmptyNew>}
      >
        {(all) => <Shelves all={all} />}
      </Answered>
      <PutOff />
    </Frame>
  );
}

function Shelves({ all }: { all: readonly Recommendation[] }) {
  const view = useView();
  const change = useChangeView();
  const accountName = useAccountNames();
  const { data: records = [] } = useQuery(trackRecordQuery());
  const seen = all.filter((one) => isInView(one, view));
  if (!seen.length) {
    return <EmptyFiltered onClear={() => change({ platforms: [], accounts: [] })} />;
  }
  return [...shelves(seen)].map(([shelf, those]) => (
    <section key={shelf} className={classes.shelf} aria-label={t(shelf)}>
      <Title order={2} className={classes.shelfName}>
        {t(shelf)} <span className={classes.dim}>{those.length}</span>
      </Title>
      {those.map((one) => (
        <Card
          key={one.id}
          of={one}
          record={recordOf(one, records)}
          account={one.account ? accountName(one.account) : t('severalAccounts')}
        />
      ))}
    </section>
  ));
}

function isInView(one: Recommendation, view: View): boolean {
  const places = one.changes.map((each) => `${each.connector}/${each.account_id}`);
  const accounts = one.account ? [one.account] : places;
  const platforms = [one.platform, ...one.changes.map((each) => each.platform)];
  return (
    (!view.platforms.length || view.platforms.some((each) => platforms.includes(each))) &&
    (!view.accounts.length || view.accounts.some((each) => accounts.includes(each)))
  );
}
