/** What keeps answers: asked again when they are old, never for what cannot change by asking. */
import { QueryCache, QueryClient } from '@tanstack/react-query';
import { isPassing, problemOf } from '@/api/problem';

const TRIES = 2;

export function createQueryClient(signedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (problemOf(error).status === 401) signedOut();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        gcTime: 600_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => isPassing(error) && failures < TRIES,
        retryDelay: (failures) => 400 * 2 ** failures,
      },
      mutations: { retry: false },
    },
  });
}
