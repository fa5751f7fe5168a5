/** What a rule does: steps where it holds, steps where it does not. */
import { IconX } from '@tabler/icons-react';
import { ActionIcon, Button } from '@/ui/buttons';
import { Select, TextInput } from '@/ui/inputs';
import { Group, Stack } from '@/ui/layout';
import { Text } from '@/ui/text';
import { said, t } from '../words';
import { STEPS, type Step, type StepKind } from './draft';

const SEVERITIES = ['low', 'medium', 'high', 'critical'];
/** What each step is told: field, and what stands there first. */
const FIELDS: Partial<Record<StepKind, readonly string[]>> = {
  raise_budget: ['by', 'at_most'],
  cut_budget: ['by', 'at_least'],
  raise_bid: ['by', 'at_most'],
  cut_bid: ['by', 'at_least'],
  reallocate: ['by', 'best'],
  alert: ['severity', 'text'],
};
const FIRST: Record<string, string> = { by: '10%', best: 'roas', severity: 'low', text: '' };

type Props = {
  steps: Step[];
  otherwise: Step[];
  onChange: (steps: Step[], otherwise: Step[]) => void;
};

export function Steps({ steps, otherwise, onChange }: Props) {
  return (
    <Stack gap="sm">
      <Rows rows={steps} onChange={(changed) => onChange(changed, otherwise)} />
      <Group gap={4}>
        <Button variant="subtle" onClick={() => onChange([...steps, begun('alert')], otherwise)}>
          {t('addStep')}
        </Button>
        {otherwise.length ? null : (
          <Button variant="subtle" color="gray" onClick={() => onChange(steps, [begun('alert')])}>
            {t('addElse')}
          </Button>
        )}
      </Group>
      {otherwise.length ? (
        <>
          <Text size="sm" fw={600}>
            {t('elseStep')}
          </Text>
          <Rows rows={otherwise} onChange={(changed) => onChange(steps, changed)} />
        </>
      ) : null}
    </Stack>
  );
}

function begun(kind: StepKind): Step {
  const first = (FIELDS[kind] ?? []).map((name) => [name, FIRST[name] ?? '']);
  return { kind, with: Object.fromEntries(first) };
}

function Rows({ rows, onChange }: { rows: Step[]; onChange: (rows: Step[]) => void }) {
  const put = (at: number, step: Step | null) =>
    onChange(rows.flatMap((one, index) => (index === at ? (step ? [step] : []) : [one])));
  return (
    <Stack gap="xs">
      {rows.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps have no name but their place
        <Row key={at} one={one} onChange={(changed) => put(at, changed)} />
      ))}
    </Stack>
  );
}

function Row({ one, onChange }: { one: Step; onChange: (one: Step | null) => void }) {
  const names = new Set([...(FIELDS[one.kind] ?? []), ...Object.keys(one.with)]);
  const set = (name: string, value: string) =>
    onChange({ ...one, with: { ...one.with, [name]: value } });
  return (
    <Group gap="xs" align="flex-end">
      <Select
        label={t('step')}
        w={230}
        data={STEPS.map((value) => ({
          value,
          label: value === 'pause' ? t('pauseStep') : said(value),
        }))}
        value={one.kind}
        allowDeselect={false}
        onChange={(kind) => kind && onChange(begun(kind as StepKind))}
      />
      {[...names].map((name) =>
        name === 'severity' ? (
          <Select
            key={name}
            label={t('severity')}
            w={120}
            data={SEVERITIES.map((value) => ({ value, label: said(value) }))}
            value={String(one.with[name] ?? 'low')}
            allowDeselect={false}
            onChange={(value) => value && set(name, value)}
          />
        ) : (
          <TextInput
            key={name}
            label={said(name)}
            {...(name === 'text' ? { flex: 1 } : { w: 110 })}
            value={String(one.with[name] ?? '')}
            onChange={(event) => set(name, event.currentTarget.value)}
          />
        ),
      )}
      <ActionIcon aria-label={t('drop')} mb={3} onClick={() => onChange(null)}>
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
