/** Proposes a month's budget. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useAccountTitles } from '@/api/account-names';
import { platformsQuery } from '@/api/platforms';
import { problemOf } from '@/api/problem';
import { isAmount } from '@/lib/decimals';
import { platformName } from '@/lib/names';
import { Button } from '@/ui/buttons';
import { Alert, notify } from '@/ui/feedback';
import { Select, TextInput } from '@/ui/inputs';
import { Group, Stack } from '@/ui/layout';
import { Modal } from '@/ui/overlays';
import { Text } from '@/ui/text';
import { createBudget } from '../api/create-budget';
import { keys } from '../api/keys';
import { monthName } from '../logic/pace';
import { t } from '../words';

const WHOLE = 'whole';
const CARRY = ['none', 'unspent', 'both'] as const;
type Props = { month: string; currency: string; onClose: () => void };

export function PlanModal({ month, currency: usual, onClose }: Props) {
  const client = useQueryClient();
  const reaches = useReaches();
  const [reach, setReach] = useState(WHOLE);
  const [amount, setAmount] = useState('');
  const [currency, setCurrency] = useState(usual);
  const [carry, setCarry] = useState<(typeof CARRY)[number]>('none');
  const [why, setWhy] = useState('');
  const isWrong = amount !== '' && !isAmount(amount);
  const made = useMutation({
    mutationFn: createBudget,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.all() });
      notify(t('proposedToast'));
      onClose();
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!isAmount(amount)) return;
    const [kind, name = ''] = reach.split(':');
    const where = { platform: '', account: '', ...(kind === WHOLE ? {} : { [kind ?? '']: name }) };
    made.mutate({
      month,
      amount,
      currency,
      carry,
      basis: 'net',
      why,
      group: '',
      campaign: '',
      ...where,
    });
  }

  return (
    <Modal opened onClose={onClose} title={`${t('planTitle')}: ${monthName(month)}`} centered>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            {t('planLead')}
          </Text>
          <Select
            label={t('reach')}
            data={reaches}
            value={reach}
            onChange={(value) => setReach(value ?? WHOLE)}
            allowDeselect={false}
            searchable
          />
          <Group gap="sm" align="flex-start" wrap="nowrap">
            <TextInput
              label={t('amount')}
              value={amount}
              inputMode="decimal"
              required
              flex={1}
              data-autofocus
              error={isWrong ? t('notAmount') : null}
              onChange={(event) => setAmount(event.currentTarget.value.trim())}
            />
            <TextInput
              label={t('currency')}
              value={currency}
              required
              w={90}
              maxLength={3}
              onChange={(event) => setCurrency(event.currentTarget.value.toUpperCase())}
            />
          </Group>
          <Select
            label={t('carry')}
            data={CARRY.map((one) => ({ value: one, label: t(`carry_${one}`) }))}
            value={carry}
            onChange={(value) => setCarry((value as typeof carry | null) ?? 'none')}
            allowDeselect={false}
          />
          <TextInput
            label={t('why')}
            value={why}
            maxLength={2000}
            onChange={(event) => setWhy(event.currentTarget.value)}
          />
          {made.isError ? (
            <Alert color="orange" role="alert" p="xs">
              {problemOf(made.error).message} {problemOf(made.error).hint}
            </Alert>
          ) : null}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={made.isPending}>
              {t('propose')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function useReaches() {
  const { data = [] } = useQuery(platformsQuery());
  const titled = useAccountTitles();
  const connected = data.filter((one) => one.accounts.length);
  const accounts = connected.flatMap((one) =>
    one.accounts.map((each) => `${one.name}/${each.account_id}`),
  );
  return [
    { value: WHOLE, label: t('whole') },
    ...connected.map((one) => ({ value: `platform:${one.name}`, label: platformName(one.name) })),
    ...accounts.map((one) => ({ value: `account:${one}`, label: titled(one) })),
  ];
}
