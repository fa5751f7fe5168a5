/** Makes a key: a name, rights, how long it works; then its secret, once. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { problemOf } from '@/api/problem';
import { Button } from '@/ui/buttons';
import { Alert } from '@/ui/feedback';
import { Checkbox, SegmentedControl, TextInput } from '@/ui/inputs';
import { Group, Stack } from '@/ui/layout';
import { Modal } from '@/ui/overlays';
import { Text } from '@/ui/text';
import { makeKey, type Scope } from './api/api-keys';
import { keys } from './api/keys';
import { Secret } from './secret';
import { said, t } from './words';

const SCOPES: readonly Scope[] = ['read', 'write', 'propose', 'approve', 'admin'];
const LASTS = [
  { value: '30', label: t('days30') },
  { value: '90', label: t('days90') },
  { value: '365', label: t('days365') },
  { value: '', label: t('expiresNever') },
];
const DAY_MS = 86_400_000;

export function NewKey({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const client = useQueryClient();
  const [scopes, setScopes] = useState<string[]>(['read']);
  const [lasts, setLasts] = useState('90');
  const make = useMutation({
    mutationFn: (name: string) => {
      const ends = lasts ? new Date(Date.now() + Number(lasts) * DAY_MS).toISOString() : null;
      return makeKey(name, scopes as Scope[], ends);
    },
    onSuccess: () => void client.invalidateQueries({ queryKey: keys.of('api keys') }),
  });
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    make.mutate(String(new FormData(event.currentTarget).get('name') ?? ''));
  }
  function close() {
    make.reset();
    onClose();
  }
  return (
    <Modal opened={opened} onClose={close} title={t('newKeyTitle')}>
      {make.data ? (
        <Secret told={t('secretOnce')} value={make.data.key} />
      ) : (
        <form onSubmit={submit}>
          <Stack gap="sm">
            <TextInput
              name="name"
              label={t('name')}
              description={t('keyHint')}
              required
              data-autofocus
            />
            <Checkbox.Group label={t('scopes')} value={scopes} onChange={setScopes}>
              <Stack gap={8} mt={6}>
                {SCOPES.map((one) => (
                  <Checkbox
                    key={one}
                    value={one}
                    label={said(one)}
                    description={said(one === 'admin' ? 'adminScopeCan' : `${one}Can`)}
                  />
                ))}
              </Stack>
            </Checkbox.Group>
            <div>
              <Text size="sm" fw={500} id="key-lasts" mb={4}>
                {t('expires')}
              </Text>
              <SegmentedControl
                aria-labelledby="key-lasts"
                data={LASTS}
                value={lasts}
                onChange={setLasts}
                size="xs"
                fullWidth
              />
            </div>
            {make.isError ? (
              <Alert color="orange" role="alert">
                {problemOf(make.error).message} {problemOf(make.error).hint}
              </Alert>
            ) : null}
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                {t('cancel')}
              </Button>
              <Button type="submit" loading={make.isPending} disabled={!scopes.length}>
                {t('makeKey')}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
