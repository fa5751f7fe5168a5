/** One field of a thing: what it is, what it shall become, and by how much that differs. */
import { change as asChange } from '@/lib/numbers';
import { Button } from '@/ui/buttons';
import { SegmentedControl, TextInput } from '@/ui/inputs';
import { Group } from '@/ui/layout';
import { Text } from '@/ui/text';
import classes from '../decisions.module.css';
import { changeShare, fieldName, isAmountField, valueText } from '../logic/changes';
import { hasSteps, isValue, STEPS, stepped } from '../logic/proposing';
import { t } from '../words';

type Props = {
  field: string;
  before: string;
  after: string;
  currency: string;
  onChange: (next: string) => void;
};

const STATUSES = ['enabled', 'paused'] as const;

export function ValueRow({ field, before, after, currency, onChange }: Props) {
  const share = isValue(field, after) ? changeShare({ field, before, after }) : '';
  const isChanged = after !== before;
  return (
    <div className={classes.editRow}>
      <div>
        <Text size="sm" fw={500}>
          {fieldName(field)}
        </Text>
        <Text size="xs" c="dimmed">
          {t('now')}: {valueText(field, before, currency)}
          {isChanged && share ? ` · ${share}` : ''}
        </Text>
      </div>
      {isAmountField(field) ? (
        <div>
          <TextInput
            aria-label={fieldName(field)}
            value={after}
            inputMode="decimal"
            rightSection={field === 'target_roas' ? null : <Text size="xs">{currency}</Text>}
            rightSectionWidth={46}
            error={isValue(field, after) ? null : t('notAmount')}
            onChange={(event) => onChange(event.currentTarget.value.trim())}
          />
          {hasSteps(field) ? (
            <Group gap={4} mt={4} role="group" aria-label={t('steps')}>
              {STEPS.map((one) => (
                <Button
                  key={one}
                  size="compact-xs"
                  variant="default"
                  onClick={() => onChange(stepped(before, one, currency))}
                >
                  {asChange(one)}
                </Button>
              ))}
            </Group>
          ) : null}
        </div>
      ) : (
        <SegmentedControl
          size="xs"
          aria-label={fieldName(field)}
          data={STATUSES.map((one) => ({ value: one, label: t(`value_${one}`) }))}
          value={after}
          onChange={onChange}
        />
      )}
    </div>
  );
}
