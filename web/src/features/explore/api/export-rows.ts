import { answered, api, type Schemas } from '@/api/client';

type Wanted = Schemas['Wanted'];

/** Let the server write a file of all rows, and hand it to the browser. */
export async function exportRows(body: Wanted): Promise<void> {
  const file = await answered(api.POST('/api/v1/reports/export', { body, parseAs: 'blob' }));
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file as unknown as Blob);
  link.download = `adhelm-${body.by?.[0] ?? 'all'}-${body.range ?? 'all'}.${body.format ?? 'csv'}`;
  link.click();
  URL.revokeObjectURL(link.href);
}
