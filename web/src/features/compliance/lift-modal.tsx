/** Asks twice before money may move again: whether one is sure, and why. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { problemOf } from '@/api/problem';
import { Button } from '@/ui/buttons';
import { Alert, notify } from '@/ui/feedback';
import { Checkbox, TextInput } from '@/ui/inputs';
import { Group, Stack } from '@/ui/layout';
import { Modal } from '@/ui/overlays';
import { Text } from '@/ui/text';
import { closeBreaker } from './api/close-breaker';
import { keys } from './api/keys';
import { liftFreeze } from './api/lift-freeze';
import type { Stop } from './api/list-freezes';
import { t } from './words';

type Props = { stop: Stop; kind: 'freeze' | 'breaker'; onClose: () => void };

export default function LiftModal({ stop, kind, onClose }: Props) {
  const client = useQueryClient();
  const [isSure, setSure] = useState(false);
  const [reason, setReason] = useState('');
  const isFreeze = kind === 'freeze';
  const lifted = useMutation({
    mutationFn: isFreeze ? liftFreeze : closeBreaker,
    onSuccess: () => {
      onClose();
      void client.invalidateQueries({ queryKey: keys.all() });
      notify(isFreeze ? t('thawed') : t('closed'));
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (isSure) lifted.mutate({ id: stop.id, reason: reason.trim() });
  }
  return (
    <Modal opened onClose={onClose} title={isFreeze ? t('thawTitle') : t('closeTitle')} centered>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            {isFreeze ? t('thawLead') : t('closeLead')}
          </Text>
          <TextInput
            label={t('reason')}
            value={reason}
            maxLength={2000}
            required
            data-autofocus
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Checkbox
            label={isFreeze ? t('thawSure') : t('closeSure')}
            checked={isSure}
            onChange={(event) => setSure(event.currentTarget.checked)}
          />
          {lifted.isError ? (
            <Alert color="orange" role="alert" p="xs">
              {problemOf(lifted.error).message} {problemOf(lifted.error).hint}
            </Alert>
          ) : null}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" disabled={!isSure || !reason.trim()} loading={lifted.isPending}>
              {isFreeze ? t('thawNow') : t('closeNow')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
