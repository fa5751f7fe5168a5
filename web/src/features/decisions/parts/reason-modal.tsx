/** Asks for a reason, and says what the answer does. */
import type { ReactNode } from 'react';
import { Modal } from '@/ui/overlays';
import { Text } from '@/ui/text';
import { t } from '../words';
import { Reasoned } from './reasoned';

const LONGEST = 1000;

type Props = {
  opened: boolean;
  onClose: () => void;
  title: string;
  lead: string;
  action: string;
  busy: boolean;
  error?: unknown;
  onAnswer: (reason: string) => void;
  children?: ReactNode;
};

export function ReasonModal(props: Props) {
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={props.title} centered>
      <Reasoned
        hint={t('reasonHint')}
        longest={LONGEST}
        isFirst
        action={props.action}
        busy={props.busy}
        error={props.error}
        onSend={props.onAnswer}
        onCancel={props.onClose}
      >
        <Text size="sm" c="dimmed">
          {props.lead}
        </Text>
        {props.children}
      </Reasoned>
    </Modal>
  );
}
