/** The values of one thing, each beside what it shall become, and the reason. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useAccountNames } from '@/api/account-names';
import { Section } from '@/components/page';
import { ago, moment } from '@/lib/dates';
import { platformName } from '@/lib/names';
import { notify } from '@/ui/feedback';
import { Text } from '@/ui/text';
import { keys } from '../api/keys';
import type { Settable } from '../api/list-settable';
import { propose } from '../api/propose';
import classes from '../decisions.module.css';
import { isValue, wishes } from '../logic/proposing';
import { t } from '../words';
import { Lately } from './lately';
import { Reasoned } from './reasoned';
import { ValueRow } from './value-row';

export function ProposeForm({ of, why }: { of: Settable; why: string }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { history } = useRouter();
  const [values, setValues] = useState<Record<string, string>>({});
  const asked = wishes(of, values);
  const isWrong = asked.some((one) => !isValue(one.field, one.value ?? ''));
  const made = useMutation({
    mutationFn: (reason: string) => propose({ changes: asked, negative_keywords: [], reason }),
    onSuccess: (plan) => {
      void client.invalidateQueries({ queryKey: keys.all() });
      notify(t('proposedToast'));
      void navigate({ to: '/decisions/approvals', search: { plan: plan.id } as never });
    },
  });

  function set(field: string, value: string) {
    setValues({ ...values, [field]: value });
  }

  return (
    <Section title={of.name || of.entity_id} lead={<Whereabouts of={of} />}>
      <Lately of={of} onPick={set} />
      <div className={classes.proposal}>
        <Reasoned
          why={why}
          hint={t('reasonHint')}
          required
          isReady={asked.length > 0 && !isWrong}
          note={t('proposeNote')}
          action={t('makePlan')}
          busy={made.isPending}
          error={made.error}
          onSend={(reason) => made.mutate(reason)}
          onCancel={() => history.back()}
        >
          {of.values.map(({ field, value }) => (
            <ValueRow
              key={field}
              field={field}
              before={value ?? ''}
              after={values[field] ?? value ?? ''}
              currency={of.currency}
              onChange={(next) => set(field, next)}
            />
          ))}
          {of.sharing > 1 ? (
            <Text size="sm" c="dimmed">
              {t('shared', { count: of.sharing })}
            </Text>
          ) : null}
        </Reasoned>
      </div>
    </Section>
  );
}

function Whereabouts({ of }: { of: Settable }) {
  const named = useAccountNames();
  const where = [
    platformName(of.platform),
    named(`${of.connector}/${of.account_id}`),
    of.known_at ? t('asOf', { when: ago(of.known_at, Date.now()) }) : t('neverRead'),
  ];
  return <span title={of.known_at ? moment(of.known_at) : undefined}>{where.join(' · ')}</span>;
}
