/** Several plans of one kind, approved at once; what became of each is told. */
import { useMutation, useQueries, useQueryClient } from '@tanstack/react-query';
import { problemOf } from '@/api/problem';
import { Button } from '@/ui/buttons';
import { Alert, Loader } from '@/ui/feedback';
import { Group, Stack } from '@/ui/layout';
import { Modal } from '@/ui/overlays';
import { Kbd, Text } from '@/ui/text';
import { approveSeveral, type Outcome } from '../api/approve-several';
import { type Plan, planQuery } from '../api/get-plan';
import { keys } from '../api/keys';
import type { PlanBrief } from '../api/list-plans';
import classes from '../decisions.module.css';
import { budgetTotals } from '../logic/changes';
import { headline, signed } from '../logic/effects';
import queue from '../queue.module.css';
import { t } from '../words';
import { Diff } from './diff';

type BarProps = {
  count: number;
  alike: number;
  onAll: () => void;
  onNone: () => void;
  onApprove: () => void;
};

export function SelectionBar({ count, alike, onAll, onNone, onApprove }: BarProps) {
  return (
    <section className={queue.bar} aria-label={t('chosen', { count })}>
      <Text size="sm" fw={500} role="status">
        {t('chosen', { count })}
      </Text>
      {alike > count ? (
        <Button variant="subtle" size="compact-sm" onClick={onAll}>
          {t('chooseAlike', { count: alike })}
        </Button>
      ) : null}
      <Button variant="subtle" color="gray" size="compact-sm" onClick={onNone}>
        {t('chooseNone')}
      </Button>
      <Button size="compact-sm" rightSection={<Kbd size="xs">A</Kbd>} onClick={onApprove}>
        {t('approveMany', { count })}
      </Button>
    </section>
  );
}

type Props = {
  plans: readonly PlanBrief[];
  onClose: () => void;
  onDone: (told: readonly Outcome[]) => void;
};

export function ManyModal({ plans, onClose, onDone }: Props) {
  const client = useQueryClient();
  const whole = useQueries({ queries: plans.map((one) => planQuery(one.id)) });
  const approved = useMutation({
    mutationFn: approveSeveral,
    onSuccess: onDone,
    onSettled: () => void client.invalidateQueries({ queryKey: keys.all() }),
  });
  const told = approved.data;
  const count = plans.length;
  const good = told?.filter((one) => one.state).length ?? 0;
  const changes = whole.flatMap((one) => one.data?.items.map((item) => item.change) ?? []);
  const isReady = whole.every((one) => one.data);
  return (
    <Modal opened onClose={onClose} title={t('manyTitle', { count })} size="lg" centered>
      <Stack gap="sm">
        <Text size="sm" c="dimmed" role={told ? 'status' : undefined}>
          {told ? t('manyDone', { good, count }) : t('manyLead')}
        </Text>
        {told
          ? null
          : budgetTotals(changes).map((one) => (
              <Text key={one.currency} size="sm">
                <span className={queue.total}>{signed(one.by, one.currency)}</span> {t('perDay')}
              </Text>
            ))}
        <ul className={queue.many}>
          {plans.map((plan, at) => (
            <OneOfMany
              key={plan.id}
              plan={plan}
              whole={whole[at]?.data}
              outcome={told?.find((one) => one.plan_id === plan.id)}
            />
          ))}
        </ul>
        {approved.isPending ? (
          <Group gap="xs" role="status">
            <Loader size="xs" /> <Text size="sm">{t('reading')}</Text>
          </Group>
        ) : null}
        {approved.error ? (
          <Alert color="orange" role="alert" p="xs">
            {problemOf(approved.error).message} {problemOf(approved.error).hint}
          </Alert>
        ) : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus={told ? true : undefined}>
            {told ? t('close') : t('cancel')}
          </Button>
          {told ? null : (
            <Button
              loading={approved.isPending}
              disabled={!isReady}
              onClick={() => approved.mutate(plans)}
              data-autofocus
            >
              {t('manyYes', { count })}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

type OneProps = { plan: PlanBrief; whole: Plan | undefined; outcome: Outcome | undefined };

function OneOfMany({ plan, whole, outcome }: OneProps) {
  return (
    <li>
      <Text size="sm" fw={500}>
        {outcome ? (
          <span className={queue.mark} data-ok={Boolean(outcome.state)} aria-hidden>
            {outcome.state ? '✓' : '✗'}
          </span>
        ) : null}{' '}
        {headline(plan.reason) || plan.id}
      </Text>
      {outcome ? <Said outcome={outcome} /> : null}
      {whole && !outcome ? <Diff changes={whole.items.map((one) => one.change)} /> : null}
    </li>
  );
}

function Said({ outcome }: { outcome: Outcome }) {
  if (!outcome.state) {
    return (
      <Text size="sm">
        {outcome.message} <span className={classes.dim}>{outcome.hint}</span>
      </Text>
    );
  }
  const words = { waiting: 'manyWaits', approved: 'manyApproved' } as const;
  const word = words[outcome.state as keyof typeof words] ?? 'manyGood';
  return (
    <Text size="sm" c="dimmed">
      {t(word)}
    </Text>
  );
}
