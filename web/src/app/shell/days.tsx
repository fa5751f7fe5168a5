/** Which days are looked at, beside which others; each range has a letter. */
import { IconCalendar, IconChevronDown } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { span } from '@/lib/dates';
import { PRESETS, rangeName, t as ranges, useChangeView, useView } from '@/lib/view';
import { Button, UnstyledButton } from '@/ui/buttons';
import { Loader } from '@/ui/feedback';
import { useHotkeys } from '@/ui/hooks';
import { Radio, Switch } from '@/ui/inputs';
import { Divider, Stack } from '@/ui/layout';
import { Popover } from '@/ui/overlays';
import { Kbd, Text } from '@/ui/text';
import { t } from '../words';
import classes from './shell.module.css';

const Calendar = lazy(() => import('@/ui/range-calendar'));

export function Days() {
  const view = useView();
  const change = useChangeView();
  const [opened, setOpened] = useState(false);
  const [custom, setCustom] = useState(false);

  function choose(range: string) {
    change({ range });
    setOpened(false);
  }
  function open(withCalendar: boolean) {
    setCustom(withCalendar);
    setOpened(true);
  }
  useHotkeys([
    ...PRESETS.map(([letter, range]) => [letter, () => choose(range)] as [string, () => void]),
    ['C', () => open(true)],
    ['X', () => change({ vs: view.compare === 'off' ? undefined : 'off' })],
  ]);

  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      width={340}
      shadow="md"
      trapFocus
    >
      <Popover.Target>
        <Button
          variant="default"
          flex="none"
          leftSection={<IconCalendar size={15} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          onClick={() => (opened ? setOpened(false) : open(isCustom(view.range)))}
        >
          {rangeText(view.range)}
          <Text span size="xs" c="dimmed" ml={6} visibleFrom="sm">
            {compareText(view.compare)}
          </Text>
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          <div className={classes.presets}>
            {PRESETS.map(([letter, range]) => (
              <UnstyledButton
                key={letter}
                className={classes.preset}
                aria-pressed={view.range === range}
                onClick={() => choose(range)}
              >
                {ranges(range)} <Kbd size="xs">{letter}</Kbd>
              </UnstyledButton>
            ))}
            <UnstyledButton
              className={classes.preset}
              aria-pressed={custom}
              onClick={() => setCustom(!custom)}
            >
              {t('custom')} <Kbd size="xs">C</Kbd>
            </UnstyledButton>
          </div>
          {custom ? (
            <Suspense fallback={<Loader size="sm" />}>
              <Calendar
                range={view.range}
                onChoose={choose}
                labels={{
                  previousMonth: t('previousMonth'),
                  nextMonth: t('nextMonth'),
                }}
              />
            </Suspense>
          ) : null}
          <Divider />
          <Comparison />
          <Text size="xs" c="dimmed">
            {t('wholeDays')}
          </Text>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function Comparison() {
  const view = useView();
  const change = useChangeView();
  return (
    <>
      <Radio.Group
        label={t('compare')}
        value={view.compare}
        onChange={(vs) => change({ vs })}
        size="xs"
      >
        <Stack gap={10} mt={6}>
          {(['previous', 'year', 'off'] as const).map((one) => (
            <Radio key={one} value={one} size="xs" label={t(one)} />
          ))}
        </Stack>
      </Radio.Group>
      <Switch
        size="xs"
        label={t('matchWeekday')}
        description={t('matchWeekdayWhy')}
        checked={view.matchWeekday}
        onChange={() => change({ weekday: view.matchWeekday ? 'off' : undefined })}
      />
    </>
  );
}

function isCustom(range: string): boolean {
  return range.includes('..');
}

function rangeText(range: string): string {
  const [first, last] = range.split('..');
  return rangeName(range) ?? (first && last ? span(first, last) : range);
}

function compareText(compare: string): string {
  if (compare === 'off') return '';
  if (compare === 'previous') return t('vsPrevious');
  return compare === 'year' ? t('vsYear') : t('vs', { what: rangeText(compare) });
}
