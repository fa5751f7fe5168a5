import { answered, api } from '@/api/client';
import { filterOf, type View } from '@/lib/view';

type Wanted = {
  view: View;
  metrics: string[];
  by: string[];
  where: string;
  currency: string | null;
  format: 'csv' | 'json';
};

/** Let the server write a file of all rows, and hand it to the browser. */
export async function exportRows({ view, where, format, ...asked }: Wanted): Promise<void> {
  const body = {
    ...asked,
    format,
    where: [filterOf(view), where].filter(Boolean).join(' and '),
    range: view.range,
    compare: view.compare === 'off' ? '' : view.compare.replaceAll('_', ' '),
    match_weekday: view.matchWeekday,
  };
  const file = await answered(
    api.POST('/api/v1/reports/export', { body: body as never, parseAs: 'blob' }),
  );
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file as Blob);
  link.download = `adhelm-${asked.by[0]}-${view.range}.${format}`;
  link.click();
  URL.revokeObjectURL(link.href);
}
