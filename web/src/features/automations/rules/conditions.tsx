/** Groups of conditions: each with its figure, its own look-back, a comparison and a value. */
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { catalogueQuery } from '@/api/metrics';
import { ActionIcon, Button } from '@/ui/buttons';
import { SegmentedControl, Select, TextInput } from '@/ui/inputs';
import { Group, Stack } from '@/ui/layout';
import { Text } from '@/ui/text';
import classes from '../automations.module.css';
import { said, t } from '../words';
import {
  COMPARISONS,
  type Comparison,
  type Condition,
  type Group as Grouped,
  TIMELESS,
} from './draft';

const WINDOWS = ['today', 'yesterday', '3d', '7d', '14d', '28d', 'prev 7d', 'prev 28d'];
const FIRST: Condition = { kind: 'figure', metric: 'spend', window: '7d', is: '>', value: '0' };
type Join = 'all' | 'any';
type Props = {
  join: Join;
  groups: Grouped[];
  onChange: (join: Join, groups: Grouped[]) => void;
};

export function Conditions({ join, groups, onChange }: Props) {
  const put = (at: number, group: Grouped | null) =>
    onChange(
      join,
      groups.flatMap((one, index) => (index === at ? (group ? [group] : []) : [one])),
    );
  return (
    <Stack gap="sm">
      {groups.map((group, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: groups have no name but their place
        <OneGroup key={at} group={group} onChange={(changed) => put(at, changed)} />
      ))}
      <Group gap="sm">
        <Button
          variant="subtle"
          onClick={() => onChange(join, [...groups, { join: 'all', conditions: [FIRST] }])}
        >
          {t('addGroup')}
        </Button>
        {groups.length > 1 ? (
          <SegmentedControl
            size="xs"
            aria-label={t('between')}
            data={[
              { value: 'all', label: t('and') },
              { value: 'any', label: t('or') },
            ]}
            value={join}
            onChange={(chosen) => onChange(chosen as Join, groups)}
          />
        ) : null}
      </Group>
      <Text size="xs" c="dimmed">
        {t('unknownNote')}
      </Text>
    </Stack>
  );
}

type GroupProps = { group: Grouped; onChange: (group: Grouped | null) => void };

function OneGroup({ group, onChange }: GroupProps) {
  const { join, conditions } = group;
  function put(at: number, condition: Condition | null) {
    const next = conditions.flatMap((one, index) =>
      index === at ? (condition ? [condition] : []) : [one],
    );
    onChange(next.length ? { join, conditions: next } : null);
  }
  const add = (one: Condition) => onChange({ join, conditions: [...conditions, one] });
  return (
    <div className={classes.group}>
      <Stack gap="xs">
        {conditions.length > 1 ? (
          <SegmentedControl
            size="xs"
            w="fit-content"
            aria-label={t('condition')}
            data={[
              { value: 'all', label: t('all') },
              { value: 'any', label: t('some') },
            ]}
            value={join}
            onChange={(chosen) => onChange({ join: chosen as Join, conditions })}
          />
        ) : null}
        {conditions.map((one, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no name but their place
          <OneCondition key={at} one={one} onChange={(changed) => put(at, changed)} />
        ))}
        <Group gap={4}>
          <Button variant="subtle" onClick={() => add(FIRST)}>
            {t('addCondition')}
          </Button>
          <Button
            variant="subtle"
            color="gray"
            onClick={() => add({ kind: 'text', text: 'trend(roas, 28d) < -20%' })}
          >
            {t('addText')}
          </Button>
        </Group>
      </Stack>
    </div>
  );
}

type OneProps = { one: Condition; onChange: (one: Condition | null) => void };

function OneCondition({ one, onChange }: OneProps) {
  const { data: catalogue = [] } = useQuery(catalogueQuery());
  const away = (
    <ActionIcon aria-label={t('drop')} onClick={() => onChange(null)}>
      <IconX size={16} aria-hidden />
    </ActionIcon>
  );
  if (one.kind === 'text') {
    return (
      <Group gap="xs" wrap="nowrap">
        <TextInput
          flex={1}
          aria-label={t('condition')}
          value={one.text}
          onChange={(event) => onChange({ kind: 'text', text: event.currentTarget.value })}
        />
        {away}
      </Group>
    );
  }
  const isTimeless = (TIMELESS as readonly string[]).includes(one.metric);
  const metrics = catalogue.filter((line) => line.kind === 'metric').map((line) => line.name);
  const windows = one.window && !WINDOWS.includes(one.window) ? [one.window, ...WINDOWS] : WINDOWS;
  const set = (changed: Partial<typeof one>) => onChange({ ...one, ...changed });
  return (
    <Group gap="xs" wrap="wrap">
      <Select
        aria-label={t('metric')}
        w={180}
        searchable
        data={[...new Set([one.metric, ...TIMELESS, ...metrics])]}
        value={one.metric}
        allowDeselect={false}
        onChange={(metric) => {
          if (!metric) return;
          const timeless = (TIMELESS as readonly string[]).includes(metric);
          set({ metric, window: timeless ? '' : one.window || '7d' });
        }}
      />
      {isTimeless ? (
        <Text size="sm" c="dimmed" w={110} ta="center">
          {t('nowTerm')}
        </Text>
      ) : (
        <Select
          aria-label={t('window')}
          w={110}
          data={windows.map((value) => ({ value, label: said(value) }))}
          value={one.window}
          allowDeselect={false}
          onChange={(window) => window && set({ window })}
        />
      )}
      <Select
        aria-label={t('comparison')}
        w={72}
        data={[...COMPARISONS]}
        value={one.is}
        allowDeselect={false}
        onChange={(is) => is && set({ is: is as Comparison })}
      />
      <TextInput
        aria-label={t('value')}
        placeholder={t('valueHint')}
        flex={1}
        miw={130}
        value={one.value}
        onChange={(event) => set({ value: event.currentTarget.value })}
      />
      {away}
    </Group>
  );
}
