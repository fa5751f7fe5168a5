import { answered, api } from '@/api/client';

/** Try a credential; return what it sees, each with its trouble if there is one. */
export async function checkSource(name: string) {
  return (await answered(api.POST('/api/v1/sources/{name}/check', { params: { path: { name } } })))
    .rows;
}
