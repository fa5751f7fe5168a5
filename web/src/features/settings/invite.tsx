/** Invites somebody: an address, a role, and a link that is shown once. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { problemOf } from '@/api/problem';
import { Button } from '@/ui/buttons';
import { Alert } from '@/ui/feedback';
import { Radio, TextInput } from '@/ui/inputs';
import { Group, Stack } from '@/ui/layout';
import { Modal } from '@/ui/overlays';
import { keys } from './api/keys';
import { invite, type Role } from './api/people';
import { ROLES } from './roles';
import { Secret } from './secret';
import { said, t } from './words';

export function Invite({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const client = useQueryClient();
  const [role, setRole] = useState<Role>('viewer');
  const send = useMutation({
    mutationFn: (email: string) => invite(email, role),
    onSuccess: () => void client.invalidateQueries({ queryKey: keys.of('people') }),
  });
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    send.mutate(String(new FormData(event.currentTarget).get('email') ?? ''));
  }
  function close() {
    send.reset();
    onClose();
  }
  const told = send.data;
  return (
    <Modal opened={opened} onClose={close} title={told ? t('inviteDone') : t('inviteTitle')}>
      {told ? (
        <Secret
          told={t('inviteLink', { email: told.email })}
          value={`${globalThis.location.origin}/join?token=${encodeURIComponent(told.token)}`}
        />
      ) : (
        <form onSubmit={submit}>
          <Stack gap="sm">
            <TextInput name="email" type="email" label={t('email')} required data-autofocus />
            <Radio.Group
              label={t('role')}
              value={role}
              onChange={(chosen) => setRole(chosen as Role)}
            >
              <Stack gap={8} mt={6}>
                {ROLES.map((one) => (
                  <Radio key={one} value={one} label={said(one)} description={said(`${one}Can`)} />
                ))}
              </Stack>
            </Radio.Group>
            {send.isError ? (
              <Alert color="orange" role="alert">
                {problemOf(send.error).message} {problemOf(send.error).hint}
              </Alert>
            ) : null}
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                {t('cancel')}
              </Button>
              <Button type="submit" loading={send.isPending}>
                {t('invite')}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
