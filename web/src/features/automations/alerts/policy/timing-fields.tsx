/** When something is told: a time of day, a zone, days of the week. */
import { Checkbox, TextInput } from '@/ui/inputs';
import { Group } from '@/ui/layout';
import { DAYS } from './draft';
import { said, t } from './words';

type Props = {
  zone: string;
  days: string[];
  onZone: (zone: string) => void;
  onDays: (days: string[]) => void;
};

export function DaysAndZone({ zone, days, onZone, onDays }: Props) {
  return (
    <>
      <TextInput
        label={t('zone')}
        value={zone}
        w={180}
        onChange={(event) => onZone(event.currentTarget.value.trim())}
      />
      <Checkbox.Group label={t('days')} value={days} onChange={onDays}>
        <Group gap="sm" mt={6} mih={28}>
          {DAYS.map((one) => (
            <Checkbox key={one} value={one} label={said(`day_${one}`)} size="sm" />
          ))}
        </Group>
      </Checkbox.Group>
    </>
  );
}

/** Return the time zone of the person's own clock. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
