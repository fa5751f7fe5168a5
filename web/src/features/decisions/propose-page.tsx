/** A change of one's own: what can be set of a thing, what it is now, and why it shall change. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMay } from '@/api/me';
import { Answered } from '@/components/states/answered';
import { EmptyNew, Forbidden } from '@/components/states/states';
import { settableQuery } from './api/list-settable';
import { Frame } from './parts/frame';
import { ProposeForm } from './parts/propose-form';
import { t } from './words';

const route = getRouteApi('/shell/decisions/propose');

export function Propose() {
  const { level = 'campaign', entity = '', account, why = '' } = route.useSearch();
  const mayPropose = useMay('propose');
  const query = useQuery(settableQuery({ level, entity_id: entity, account }));
  return (
    <Frame>
      {mayPropose ? (
        <Answered
          query={query}
          empty={(found) =>
            !found.length && <EmptyNew title={t('unsettableTitle')}>{t('unsettableBody')}</EmptyNew>
          }
        >
          {(found) =>
            found.map((one) => (
              <ProposeForm key={`${one.connector}/${one.account_id}`} of={one} why={why} />
            ))
          }
        </Answered>
      ) : (
        <Forbidden />
      )}
    </Frame>
  );
}
