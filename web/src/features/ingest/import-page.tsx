/** Files from the person's machine: dropped, sent, asked about, loaded. */
import { IconArrowRight } from '@tabler/icons-react';
import { useState } from 'react';
import { LinkButton } from '@/components/link-button';
import { Page } from '@/components/page';
import { Group, Stack } from '@/ui/layout';
import type { Imported } from './api/list-imports';
import type { Answers } from './api/send-file';
import { DropZone } from './drop-zone';
import { worthSeeing } from './upload';
import { UploadCard } from './upload-card';
import { t } from './words';

/** What holds for one file may hold for the next; whose it is, seldom does. */
const KEPT = new Set(['timezone', 'currency', 'locale']);

export function Import() {
  const [files, setFiles] = useState<File[]>([]);
  const [found, setFound] = useState<Imported[]>([]);
  const [before, setBefore] = useState<Answers>({});
  const range = worthSeeing(found, new Date().toISOString().slice(0, 10));

  function remember(answers: Answers) {
    const kept = Object.entries(answers).filter(([name]) => KEPT.has(name));
    setBefore((known) => ({ ...known, ...Object.fromEntries(kept) }));
  }

  return (
    <Page title={t('importTitle')} lead={t('importLead')}>
      <Stack gap="md" maw={860}>
        {files.map((file) => (
          <UploadCard
            key={`${file.name} ${file.size} ${file.lastModified}`}
            file={file}
            before={before}
            onAnswer={remember}
            onEnded={(ended) => setFound((known) => [...known, ...ended])}
          />
        ))}
        {range ? (
          <Group>
            <LinkButton
              to="/"
              search={(was) => ({ ...was, range })}
              size="sm"
              rightSection={<IconArrowRight size={16} aria-hidden />}
            >
              {t('seeNumbers')}
            </LinkButton>
          </Group>
        ) : null}
        <DropZone onFiles={(more) => setFiles((known) => [...known, ...more])} />
      </Stack>
    </Page>
  );
}
