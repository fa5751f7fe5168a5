/** A form that asks why, tells what was refused, and is sent or given up: the same everywhere. */
import { type FormEvent, type ReactNode, useState } from 'react';
import { problemOf } from '@/api/problem';
import { Button } from '@/ui/buttons';
import { Alert } from '@/ui/feedback';
import { Textarea } from '@/ui/inputs';
import { Group, Stack } from '@/ui/layout';
import { Text } from '@/ui/text';
import { t } from '../words';

type Props = {
  /** What stands above the reason. */
  children?: ReactNode;
  /** The reason as it is at first. */
  why?: string;
  hint?: string;
  longest?: number;
  required?: boolean;
  /** Whether what stands above may be sent. */
  isReady?: boolean;
  /** Said beside the buttons. */
  note?: string;
  /** Whether writing begins with the reason. */
  isFirst?: boolean;
  action: string;
  busy: boolean;
  error?: unknown;
  onSend: (reason: string) => void;
  onCancel: () => void;
};

export function Reasoned({ isReady = true, longest = 2000, required = false, ...props }: Props) {
  const [reason, setReason] = useState(props.why ?? '');
  const isSendable = isReady && (!required || reason.trim() !== '');
  function send(event: FormEvent) {
    event.preventDefault();
    if (isSendable) props.onSend(reason.trim());
  }
  return (
    <form onSubmit={send}>
      <Stack gap="sm">
        {props.children}
        <Textarea
          label={t('reason')}
          description={props.hint}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) send(event);
          }}
          maxLength={longest}
          required={required}
          autosize
          minRows={2}
          maxRows={6}
          data-autofocus={props.isFirst || undefined}
        />
        {props.error ? (
          <Alert color="orange" role="alert" p="xs">
            {problemOf(props.error).message} {problemOf(props.error).hint}
          </Alert>
        ) : null}
        <Group justify="flex-end" gap="xs">
          {props.note ? (
            <Text size="xs" c="dimmed" mr="auto">
              {props.note}
            </Text>
          ) : null}
          <Group gap="xs" wrap="nowrap">
            <Button variant="default" onClick={props.onCancel}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={props.busy} disabled={!isSendable}>
              {props.action}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
}
