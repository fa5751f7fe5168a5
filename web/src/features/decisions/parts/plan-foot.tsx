/** The answers to a plan, and the questions that come before them. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { meQuery, useMay } from '@/api/me';
import { problemOf } from '@/api/problem';
import { Button } from '@/ui/buttons';
import { Alert, Loader, notify } from '@/ui/feedback';
import { Group, Stack } from '@/ui/layout';
import { Modal } from '@/ui/overlays';
import { Kbd, Text } from '@/ui/text';
import { applyPlan } from '../api/apply-plan';
import { approvePlan } from '../api/approve-plan';
import type { Plan } from '../api/get-plan';
import { keys } from '../api/keys';
import { rejectPlan } from '../api/reject-plan';
import { isAmountField } from '../logic/changes';
import { headline } from '../logic/effects';
import { approvals } from '../logic/queue';
import queue from '../queue.module.css';
import { t } from '../words';
import { Diff } from './diff';
import { EditModal } from './edit-modal';
import { ReasonModal } from './reason-modal';

export type Asked = 'approve' | 'reject' | 'edit' | null;
type Props = {
  plan: Plan;
  asked: Asked;
  onAsk: (asked: Asked) => void;
  onLeft: (id: string) => void;
};

export function PlanFoot({ plan, asked, onAsk, onLeft }: Props) {
  const client = useQueryClient();
  const mayApprove = useMay('approve');
  const mayPropose = useMay('propose');
  const { data: me } = useQuery(meQuery);
  const isOwn = plan.proposer.id === me?.person_id || plan.proposer.behind === me?.person_id;
  const fresh = () => client.invalidateQueries({ queryKey: keys.all() });
  const { isLast } = approvals(plan, Date.now());
  const approved = useMutation({
    mutationFn: approvePlan,
    onSuccess: (told) => {
      client.setQueryData(keys.of('plan', plan.id), told);
      void fresh();
      onAsk(null);
      notify(told.state === 'waiting' ? t('approvedOne') : t('approvedToast'));
    },
    onError: () => void fresh(),
  });
  const rejected = useMutation({
    mutationFn: rejectPlan,
    onSuccess: () => {
      onLeft(plan.id);
      void fresh();
      onAsk(null);
      notify(t('rejectedToast'));
    },
  });
  const applied = useMutation({
    mutationFn: applyPlan,
    onSuccess: () => void fresh(),
    onError: (error) => notify(problemOf(error).message, 'failed'),
  });
  const canApprove = plan.state === 'waiting' && mayApprove && !isOwn;
  const isOpen = plan.state === 'waiting' || plan.state === 'approved';
  const canReject = isOpen && (mayApprove || isOwn);
  const changes = plan.items.map((one) => one.change);
  const canEdit = canReject && !plan.undo_of && changes.some((one) => isAmountField(one.field));
  if (!isOpen) return null;

  return (
    <footer className={queue.detailFoot}>
      {canApprove ? (
        <Button rightSection={<Kbd size="xs">A</Kbd>} onClick={() => onAsk('approve')}>
          {isLast ? t('approveApply') : t('approveOne', counted(plan))}
        </Button>
      ) : null}
      {plan.state === 'approved' && mayPropose ? (
        <Button
          loading={applied.isPending}
          onClick={() => applied.mutate({ id: plan.id, hash: plan.hash })}
        >
          {t('apply')}
        </Button>
      ) : null}
      {canEdit ? (
        <Button
          variant="default"
          rightSection={<Kbd size="xs">E</Kbd>}
          onClick={() => onAsk('edit')}
        >
          {t('edit')}
        </Button>
      ) : null}
      {canReject ? (
        <Button
          variant="default"
          rightSection={<Kbd size="xs">R</Kbd>}
          onClick={() => onAsk('reject')}
        >
          {isOwn && !mayApprove ? t('withdraw') : t('reject')}
        </Button>
      ) : null}
      {canApprove || plan.state === 'approved' ? null : (
        <Text size="xs" c="dimmed">
          {isOwn ? t('ownPlan') : t('mayNot')}
        </Text>
      )}
      <ApproveModal
        opened={asked === 'approve' && canApprove}
        plan={plan}
        busy={approved.isPending}
        error={approved.error}
        onClose={() => {
          approved.reset();
          onAsk(null);
        }}
        onYes={() => approved.mutate({ id: plan.id, hash: plan.hash, apply: isLast })}
      />
      <ReasonModal
        opened={asked === 'reject' && canReject}
        onClose={() => onAsk(null)}
        title={t('rejectTitle')}
        lead={t('rejectLead')}
        action={t('reject')}
        busy={rejected.isPending}
        error={rejected.error}
        onAnswer={(reason) => rejected.mutate({ id: plan.id, reason })}
      />
      {asked === 'edit' && canEdit ? (
        <EditModal
          claim={plan.reason}
          changes={changes}
          instead={{ id: plan.id, hash: plan.hash }}
          onClose={() => onAsk(null)}
        />
      ) : null}
    </footer>
  );
}

type Question = {
  opened: boolean;
  plan: Plan;
  busy: boolean;
  error: unknown;
  onClose: () => void;
  onYes: () => void;
};

function ApproveModal({ opened, plan, busy, error, onClose, onYes }: Question) {
  const { isLast } = approvals(plan, Date.now());
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={isLast ? t('approveTitle') : t('approveFirst', { needed: plan.needed })}
      size="lg"
      centered
    >
      <Stack gap="sm">
        <Text fw={500}>{headline(plan.reason)}</Text>
        <Diff changes={plan.items.map((one) => one.change)} />
        <Text size="sm" c="dimmed">
          {t('approveLead')}
        </Text>
        {busy ? (
          <Group gap="xs" role="status">
            <Loader size="xs" /> <Text size="sm">{t('reading')}</Text>
          </Group>
        ) : null}
        {error ? (
          <Alert color="orange" role="alert" p="xs">
            {problemOf(error).message} {problemOf(error).hint}
          </Alert>
        ) : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button loading={busy} onClick={onYes} data-autofocus>
            {isLast ? t('approveApply') : t('approveOne', counted(plan))}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function counted(plan: Plan) {
  return { next: approvals(plan, Date.now()).given + 1, needed: plan.needed };
}
