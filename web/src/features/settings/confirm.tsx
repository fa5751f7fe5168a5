/** Asks once more before something is gone. */
import type { ReactNode } from 'react';
import { Button } from '@/ui/buttons';
import { Group, Stack } from '@/ui/layout';
import { Modal } from '@/ui/overlays';
import { Text } from '@/ui/text';
import { t } from './words';

type Props = {
  opened: boolean;
  title: string;
  body: ReactNode;
  act: string;
  busy: boolean;
  onAct: () => void;
  onClose: () => void;
};

export function Confirm({ opened, title, body, act, busy, onAct, onClose }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <Stack>
        <Text size="sm">{body}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button loading={busy} onClick={onAct}>
            {act}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
