/** Which month is looked at. */
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { ActionIcon } from '@/ui/buttons';
import classes from '../budgets.module.css';
import { monthName, movedMonth } from '../logic/pace';
import { t } from '../words';

type Props = { month: string; onChange: (month: string) => void };

export function Month({ month, onChange }: Props) {
  return (
    <div className={classes.month}>
      <ActionIcon aria-label={t('earlier')} onClick={() => onChange(movedMonth(month, -1))}>
        <IconChevronLeft size={16} aria-hidden />
      </ActionIcon>
      <span aria-live="polite">{monthName(month)}</span>
      <ActionIcon aria-label={t('later')} onClick={() => onChange(movedMonth(month, 1))}>
        <IconChevronRight size={16} aria-hidden />
      </ActionIcon>
    </div>
  );
}
