/** Other values than the ones that are recommended or proposed: a plan of one's own. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '@/api/client';
import { isAmount } from '@/lib/decimals';
import { notify } from '@/ui/feedback';
import { TextInput } from '@/ui/inputs';
import { Modal } from '@/ui/overlays';
import { Text } from '@/ui/text';
import type { Plan } from '../api/get-plan';
import { keys } from '../api/keys';
import { propose } from '../api/propose';
import { replacePlan } from '../api/replace-plan';
import classes from '../decisions.module.css';
import { type Change, fieldName, isAmountField, valueText } from '../logic/changes';
import { headline } from '../logic/effects';
import { t } from '../words';
import { Reasoned } from './reasoned';

type Props = {
  claim: string;
  changes: readonly Change[];
  /** The plan that the new one takes the place of. */
  instead?: { id: string; hash: string };
  onClose: () => void;
};

export function EditModal({ claim, changes, instead, onClose }: Props) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [values, setValues] = useState(changes.map((one) => one.after ?? ''));
  const made = useMutation({
    mutationFn: (reason: string): Promise<Plan> => {
      if (!instead) {
        const asked = { changes: changes.map(wished(values)), reason };
        return propose(asked as Schemas['Proposal']);
      }
      const given = values.map((value, place) => ({ place, value }));
      const others = given.filter(({ place }) => changes[place]?.after !== values[place]);
      return replacePlan({ ...instead, values: others, reason });
    },
    onSuccess: (plan) => {
      onClose();
      void client.invalidateQueries({ queryKey: keys.all() });
      notify(t(instead ? 'replaced' : 'planMade'));
      void navigate({ to: '/decisions/approvals', search: { plan: plan.id } as never });
    },
  });
  const wrong = values.map((one, at) => isAmountField(changes[at]?.field ?? '') && !isAmount(one));
  const isSame = Boolean(instead) && changes.every((one, at) => one.after === values[at]);

  return (
    <Modal
      opened
      onClose={onClose}
      title={t(instead ? 'replaceTitle' : 'editTitle')}
      size="lg"
      centered
    >
      <Reasoned
        why={headline(claim)}
        required
        isReady={!isSame && !wrong.some(Boolean)}
        note={isSame ? t('unchanged') : undefined}
        action={t(instead ? 'replaceYes' : 'makePlan')}
        busy={made.isPending}
        error={made.error}
        onSend={(reason) => made.mutate(reason)}
        onCancel={onClose}
      >
        <Text size="sm" c="dimmed">
          {t(instead ? 'replaceLead' : 'editLead')}
        </Text>
        {changes.map((one, at) => (
          <div key={`${one.entity_id} ${one.field}`} className={classes.editRow}>
            <div>
              <Text size="sm" fw={500}>
                {one.name}
              </Text>
              <Text size="xs" c="dimmed">
                {fieldName(one.field)} · {valueText(one.field, one.before, one.currency)} →
              </Text>
            </div>
            <TextInput
              aria-label={t('newValue', { name: one.name })}
              value={values[at] ?? ''}
              inputMode="decimal"
              rightSection={<Text size="xs">{one.currency}</Text>}
              rightSectionWidth={46}
              error={wrong[at] ? t('notAmount') : null}
              disabled={!isAmountField(one.field)}
              data-autofocus={at === 0 || undefined}
              onChange={(event) => setValues(values.with(at, event.currentTarget.value.trim()))}
            />
          </div>
        ))}
      </Reasoned>
    </Modal>
  );
}

function wished(values: readonly string[]) {
  return (one: Change, at: number) => ({
    account: `${one.connector}/${one.account_id}`,
    level: one.level,
    entity_id: one.entity_id,
    field: one.field,
    value: values[at] ?? '',
  });
}
