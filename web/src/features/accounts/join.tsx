/** Where an invitation leads: a name and a password of one's own, then inside. */

import { useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { problemOf } from '@/api/problem';
import { Button } from '@/ui/buttons';
import { Alert } from '@/ui/feedback';
import { PasswordInput, TextInput } from '@/ui/inputs';
import { Stack } from '@/ui/layout';
import mark from '@/ui/mark.svg';
import { Text, Title } from '@/ui/text';
import { acceptInvitation } from './api/accept-invitation';
import { openSession } from './api/open-session';
import classes from './sign-in.module.css';
import { t } from './words';

const route = getRouteApi('/join');

export function Join() {
  const { token = '' } = route.useSearch();
  const join = useMutation({
    mutationFn: async ({ username, password }: { username: string; password: string }) => {
      await acceptInvitation({ token, username, password, company: '' });
      await openSession({ name: username, password, code: '' });
    },
    onSuccess: () => globalThis.location.assign('/'),
  });
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const said = (name: string) => String(form.get(name) ?? '');
    join.mutate({ username: said('username'), password: said('password') });
  }
  return (
    <main className={classes.door}>
      <title>{`${t('join')} · Adhelm`}</title>
      <form className={classes.card} onSubmit={submit}>
        <img src={mark} alt="" width={40} height={40} />
        <div>
          <Title order={1}>{t('join')}</Title>
          <Text size="sm" c="dimmed">
            {t('joinLead')}
          </Text>
        </div>
        <Stack gap="sm">
          <TextInput
            name="username"
            label={t('username')}
            autoComplete="username"
            required
            autoFocus
          />
          <PasswordInput
            name="password"
            label={t('password')}
            description={t('passwordHint')}
            autoComplete="new-password"
            required
          />
          {join.isError ? (
            <Alert color="red" role="alert" p="xs">
              {problemOf(join.error).message} {problemOf(join.error).hint}
            </Alert>
          ) : null}
          <Button type="submit" size="sm" loading={join.isPending} fullWidth>
            {t('join')}
          </Button>
        </Stack>
      </form>
    </main>
  );
}
