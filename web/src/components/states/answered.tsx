/** Shows what a query has: its answer, or the state that it is in instead. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failed, Loading } from './states';

type Props<Data> = {
  query: UseQueryResult<Data>;
  children: (data: Data) => ReactNode;
  loading?: ReactNode;
  /** What to show instead, if there is an answer with nothing in it. */
  empty?: (data: Data) => ReactNode | null | false;
};

export function Answered<Data>({ query, children, loading, empty }: Props<Data>) {
  if (query.data !== undefined) return <>{empty?.(query.data) || children(query.data)}</>;
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  return <>{loading ?? <Loading />}</>;
}
