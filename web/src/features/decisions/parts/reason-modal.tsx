/** Asks for a reason, and says what the answer does. */
import { type FormEvent, type ReactNode, useState } from 'react';
import { problemOf } from '@/api/problem';
import { Button } from '@/ui/buttons';
import { Alert } from '@/ui/feedback';
import { Textarea } from '@/ui/inputs';
import { Group, Stack } from '@/ui/layout';
import { Modal } from '@/ui/overlays';
import { Text } from '@/ui/text';
import { t } from '../words';

type Props = {
  opened: boolean;
  onClose: () => void;
  title: string;
  lead: string;
  action: string;
  required?: boolean;
  busy: boolean;
  error?: unknown;
  onAnswer: (reason: string) => void;
  children?: ReactNode;
};

export function ReasonModal(props: Props) {
  const [reason, setReason] = useState('');
  function submit(event: FormEvent) {
    event.preventDefault();
    props.onAnswer(reason.trim());
  }
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={props.title} centered>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            {props.lead}
          </Text>
          {props.children}
          <Textarea
            label={t('reason')}
            description={t('reasonHint')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) submit(event);
            }}
            maxLength={1000}
            required={props.required}
            autosize
            minRows={2}
            maxRows={6}
            data-autofocus
          />
          {props.error ? (
            <Alert color="orange" role="alert" p="xs">
              {problemOf(props.error).message} {problemOf(props.error).hint}
            </Alert>
          ) : null}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={props.onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={props.busy}>
              {props.action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
