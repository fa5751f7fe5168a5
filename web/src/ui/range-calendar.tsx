/** Two months to choose days from. Fetched when it is first opened. */
import { DatePicker } from '@mantine/dates';
import { useState } from 'react';
import '@mantine/dates/styles.layer.css';
import classes from './range-calendar.module.css';

type Props = {
  range: string;
  onChoose: (range: string) => void;
  labels: { previousMonth: string; nextMonth: string };
};
type Pair = [string | null, string | null];

export default function RangeCalendar({ range, onChoose, labels }: Props) {
  const [first = null, last = null] = range.includes('..') ? range.split('..') : [];
  const [pair, setPair] = useState<Pair>([first, last]);
  return (
    <DatePicker
      type="range"
      size="sm"
      firstDayOfWeek={1}
      hideOutsideDates
      classNames={{ day: classes.day }}
      ariaLabels={labels}
      value={pair}
      allowSingleDateInRange
      onChange={(chosen) => {
        const [from, to] = chosen as Pair;
        setPair([from, to]);
        if (from && to) onChoose(`${from}..${to}`);
      }}
    />
  );
}
