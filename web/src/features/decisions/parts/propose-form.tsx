/** The values of one thing, each beside what it shall become, and the reason. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useAccountNames } from '@/api/account-names';
import { problemOf } from '@/api/problem';
import { Section } from '@/components/page';
import { ago, moment } from '@/lib/dates';
import { platformName } from '@/lib/names';
import { Button } from '@/ui/buttons';
import { Alert, notify } from '@/ui/feedback';
import { Textarea } from '@/ui/inputs';
import { Group, Stack } from '@/ui/layout';
import { Text } from '@/ui/text';
import { keys } from '../api/keys';
import type { Settable } from '../api/list-settable';
import { propose } from '../api/propose';
import classes from '../decisions.module.css';
import { isValue, wishes } from '../logic/proposing';
import { t } from '../words';
import { Lately } from './lately';
import { ValueRow } from './value-row';

export function ProposeForm({ of, why }: { of: Settable; why: string }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { history } = useRouter();
  const [values, setValues] = useState<Record<string, string>>({});
  const [reason, setReason] = useState(why);
  const asked = wishes(of, values);
  const isWrong = asked.some((one) => !isValue(one.field, one.value ?? ''));
  const made = useMutation({
    mutationFn: () => propose({ changes: asked, negative_keywords: [], reason: reason.trim() }),
    onSuccess: (plan) => {
      void client.invalidateQueries({ queryKey: keys.all() });
      notify(t('proposedToast'));
      void navigate({ to: '/decisions/approvals', search: { plan: plan.id } as never });
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (asked.length && !isWrong) made.mutate();
  }

  function set(field: string, value: string) {
    setValues({ ...values, [field]: value });
  }

  return (
    <Section title={of.name || of.entity_id} lead={<Whereabouts of={of} />}>
      <Lately of={of} onPick={set} />
      <form onSubmit={submit} className={classes.proposal}>
        <Stack gap="md" px="md" pb="md">
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
          <Textarea
            label={t('reason')}
            description={t('reasonHint')}
            value={reason}
            required
            maxLength={2000}
            autosize
            minRows={2}
            maxRows={6}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {made.isError ? (
            <Alert color="orange" role="alert" p="xs">
              {problemOf(made.error).message} {problemOf(made.error).hint}
            </Alert>
          ) : null}
          <Group justify="space-between" gap="xs">
            <Text size="xs" c="dimmed">
              {t('proposeNote')}
            </Text>
            <Group gap="xs">
              <Button variant="default" onClick={() => history.back()}>
                {t('cancel')}
              </Button>
              <Button
                type="submit"
                loading={made.isPending}
                disabled={!asked.length || isWrong || !reason.trim()}
              >
                {t('makePlan')}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
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
