/** What can be done with a rule: keep it, let it do more, pause it, remove it. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMay } from '@/api/me';
import { problemOf } from '@/api/problem';
import { Button } from '@/ui/buttons';
import { notify } from '@/ui/feedback';
import { SegmentedControl } from '@/ui/inputs';
import { Group } from '@/ui/layout';
import {
  addRule,
  changeRule,
  keys,
  type Mode,
  type Rule,
  removeRule,
  setMode,
  type Text,
} from '../api/rules';
import { t } from '../words';

const MODES: readonly Mode[] = ['watch', 'propose', 'autopilot'];
type Props = { text: Text; isGood: boolean; kept: { rule: Rule; etag: string } | null };

export function Actions({ text, isGood, kept }: Props) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const mayPropose = useMay('propose');
  const refresh = () => client.invalidateQueries({ queryKey: keys.all() });
  const fail = (error: unknown) => {
    const problem = problemOf(error);
    notify(`${problem.message} ${problem.hint}`, 'failed');
  };
  const save = useMutation({
    mutationFn: () => (kept ? changeRule(kept.rule.id, text, kept.etag) : addRule(text)),
    onSuccess: async (rule) => {
      notify(kept ? t('savedChanges') : t('saved'));
      await refresh();
      await navigate({ to: '/automations/rules/$rule', params: { rule: rule.id } });
    },
    onError: fail,
  });
  const change = useMutation({
    mutationFn: (changed: { mode?: Mode; paused?: boolean }) =>
      setMode(kept?.rule.id ?? '', changed, kept?.etag ?? ''),
    onSuccess: (rule) => {
      notify(t('modeSet', { mode: t(rule.paused ? 'paused' : rule.mode) }));
      void refresh();
    },
    onError: fail,
  });
  const remove = useMutation({
    mutationFn: () => removeRule(kept?.rule.id ?? '', kept?.etag ?? ''),
    onSuccess: async () => {
      notify(t('removed'));
      await navigate({ to: '/automations/rules' });
      await refresh();
    },
    onError: fail,
  });
  if (!mayPropose) return null;
  const rule = kept?.rule;
  return (
    <Group gap="xs">
      {rule ? (
        <>
          <SegmentedControl
            size="xs"
            aria-label={t('mode')}
            data={MODES.map((one) => ({ value: one, label: t(one) }))}
            value={rule.mode}
            onChange={(mode) => change.mutate({ mode: mode as Mode })}
          />
          <Button variant="default" onClick={() => change.mutate({ paused: !rule.paused })}>
            {rule.paused ? t('resume') : t('pause')}
          </Button>
          {rule.source === 'shipped' ? null : (
            <Button variant="subtle" color="gray" onClick={() => remove.mutate()}>
              {t('remove')}
            </Button>
          )}
        </>
      ) : null}
      <Button disabled={!isGood} loading={save.isPending} onClick={() => save.mutate()}>
        {kept ? t('saveChanges') : t('save')}
      </Button>
    </Group>
  );
}
