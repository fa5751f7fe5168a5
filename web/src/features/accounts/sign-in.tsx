/** The door: name, password, and the second factor of who has one. */

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { problemOf } from '@/api/problem';
import { Button } from '@/ui/buttons';
import { Alert } from '@/ui/feedback';
import { PasswordInput, TextInput } from '@/ui/inputs';
import { Stack } from '@/ui/layout';
import mark from '@/ui/mark.svg';
import { Text, Title } from '@/ui/text';
import { openSession } from './api/open-session';
import classes from './sign-in.module.css';
import { t } from './words';

const route = getRouteApi('/sign-in');
const NEEDS_CODE = /factor|code/;

export function SignIn() {
  const { next } = route.useSearch();
  const client = useQueryClient();
  const [asksCode, setAsksCode] = useState(false);
  const attempt = useMutation({
    mutationFn: openSession,
    onSuccess: () => {
      client.clear();
      // A whole load: what the page before knew belongs to nobody now.
      globalThis.location.assign(next?.startsWith('/') && !next.startsWith('//') ? next : '/');
    },
    onError: (error) => {
      if (NEEDS_CODE.test(problemOf(error).code)) setAsksCode(true);
    },
  });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const said = (name: string) => String(form.get(name) ?? '');
    attempt.mutate({ name: said('name'), password: said('password'), code: said('code') });
  }

  return (
    <main className={classes.door}>
      <title>{`${t('signIn')} · Adhelm`}</title>
      <form className={classes.card} onSubmit={submit}>
        <img src={mark} alt="" width={40} height={40} />
        <div>
          <Title order={1}>Adhelm</Title>
          <Text size="sm" c="dimmed">
            {t('lead')}
          </Text>
        </div>
        <Stack gap="sm">
          <TextInput name="name" label={t('name')} autoComplete="username" required autoFocus />
          <PasswordInput
            name="password"
            label={t('password')}
            autoComplete="current-password"
            required
          />
          {asksCode ? (
            <TextInput
              name="code"
              label={t('code')}
              description={t('codeHint')}
              autoComplete="one-time-code"
              inputMode="numeric"
              autoFocus
            />
          ) : null}
          {attempt.isError ? (
            <Alert color="red" role="alert" p="xs">
              {attempt.error.message}
            </Alert>
          ) : null}
          <Button type="submit" size="sm" loading={attempt.isPending} fullWidth>
            {t('signIn')}
          </Button>
        </Stack>
        <Text size="xs" c="dimmed">
          {t('forgotten')}
        </Text>
      </form>
    </main>
  );
}
