import { answered, api } from '@/api/client';

/** Forget a source and its credential; what it brought stays. */
export function removeSource(name: string) {
  return answered(api.DELETE('/api/v1/sources/{name}', { params: { path: { name } } }));
}
