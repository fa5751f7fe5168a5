/** Take the figures along: to the clipboard, or as a file from the server. */
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { problemOf } from '@/api/problem';
import type { Answer } from '@/api/query';
import { useView } from '@/lib/view';
import { Button } from '@/ui/buttons';
import { notify } from '@/ui/feedback';
import { Menu } from '@/ui/overlays';
import { exportRows } from '../api/export-rows';
import { dimensions, levelOf } from '../levels';
import { asked, DEFAULT, tabbed } from '../rows';
import { t } from '../words';

const route = getRouteApi('/shell/explore');

export function Take({ answer }: { answer: Answer | undefined }) {
  const search = route.useSearch({
    select: ({ by, metrics, drill, where }) => ({ by, metrics, drill, where }),
    structuralSharing: true,
  });
  const { by = 'campaign', metrics = DEFAULT } = search;
  const view = useView();
  const names = dimensions(levelOf(by));
  const download = useMutation({
    mutationFn: (format: 'csv' | 'json') =>
      exportRows({
        ...asked(view, search),
        match_weekday: view.matchWeekday,
        currency: answer?.provenance.currency || null,
        format,
      }),
    onError: (error) => notify(problemOf(error).message, 'failed'),
  });

  async function copy() {
    if (!answer) return;
    await navigator.clipboard.writeText(tabbed([...names, ...metrics], answer.rows));
    notify(t('copied', { count: answer.rows.length }));
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<IconDownload size={15} aria-hidden />}
          loading={download.isPending}
        >
          {t('download')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void copy()}>{t('copy')}</Menu.Item>
        <Menu.Item onClick={() => download.mutate('csv')}>{t('asCsv')}</Menu.Item>
        <Menu.Item onClick={() => download.mutate('json')}>{t('asJson')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
