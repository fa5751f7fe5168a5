/** Put something off: an hour, until tomorrow, until it worsens, or until a date of one's own. */
import { IconChevronDown } from '@tabler/icons-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '@/ui/buttons';
import { TextInput } from '@/ui/inputs';
import { Group, Stack } from '@/ui/layout';
import { Menu, Modal } from '@/ui/overlays';
import { asField, firstGuess, instantOf } from './until';
import { t } from './words';

const CHOICES = [
  ['1h', 'hour'],
  ['tomorrow', 'tomorrow'],
  ['7d', 'week'],
  ['worsens', 'worsens'],
] as const;

type Props = {
  /** Whether it can be seen to worsen. */
  canWorsen?: boolean;
  variant?: 'default' | 'subtle';
  onChoose: (until: string) => void;
  /** More choices, below. */
  children?: ReactNode;
};

export function LaterMenu({ canWorsen = true, variant = 'default', onChoose, children }: Props) {
  const [asksDate, setAsksDate] = useState(false);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant={variant}
            color="gray"
            rightSection={<IconChevronDown size={14} aria-hidden />}
          >
            {t('snooze')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {CHOICES.filter(([until]) => canWorsen || until !== 'worsens').map(([until, word]) => (
            <Menu.Item key={until} onClick={() => onChoose(until)}>
              {t(word)}
            </Menu.Item>
          ))}
          <Menu.Item onClick={() => setAsksDate(true)}>{t('custom')}</Menu.Item>
          {children}
        </Menu.Dropdown>
      </Menu>
      {asksDate ? (
        <DateModal
          onClose={() => setAsksDate(false)}
          onChoose={(until) => {
            setAsksDate(false);
            onChoose(until);
          }}
        />
      ) : null}
    </>
  );
}

function DateModal({
  onClose,
  onChoose,
}: {
  onClose: () => void;
  onChoose: (until: string) => void;
}) {
  const [now] = useState(() => Date.now());
  const [field, setField] = useState(() => firstGuess(now));
  const [isWrong, setIsWrong] = useState(false);

  function submit(event: FormEvent) {
    event.preventDefault();
    const until = instantOf(field, Date.now());
    setIsWrong(!until);
    if (until) onChoose(until);
  }

  return (
    <Modal opened onClose={onClose} title={t('title')} centered size="sm">
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <TextInput
            type="datetime-local"
            label={t('when')}
            description={t('whenHint')}
            min={asField(new Date(now))}
            value={field}
            error={isWrong ? t('past') : null}
            onChange={(event) => {
              setField(event.currentTarget.value);
              setIsWrong(false);
            }}
            data-autofocus
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit">{t('snooze')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
