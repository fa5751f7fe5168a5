/** The values that a platform's credential is made of. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Schemas } from '@/api/client';
import { Problem, problemOf } from '@/api/problem';
import { Section } from '@/components/page';
import { Button } from '@/ui/buttons';
import { Alert } from '@/ui/feedback';
import { PasswordInput, TextInput } from '@/ui/inputs';
import { Group, Stack } from '@/ui/layout';
import { Text } from '@/ui/text';
import { addSource } from './api/add-source';
import { checkSource } from './api/check-source';
import { keys } from './api/keys';
import { removeSource } from './api/remove-source';
import { said, t } from './words';

type Platform = Schemas['adhelm__observe__ingest__routes__platforms__PlatformOut'];
type Props = { platform: Platform; onBack: () => void; onConnected: (name: string) => void };

export function Credential({ platform, onBack, onConnected }: Props) {
  const client = useQueryClient();
  const [advanced, setAdvanced] = useState(false);
  const connect = useMutation({
    mutationFn: async (form: FormData) => {
      const text = (name: string) => String(form.get(name) ?? '').trim();
      const given = platform.credential
        .map((part) => [part.name, text(part.name)] as const)
        .filter(([, value]) => value !== '');
      const name = text('source');
      await addSource({
        name,
        connector: platform.name,
        credential: Object.fromEntries(given),
        base_url: text('base_url'),
        token_url: '',
      });
      await tried(name);
      return name;
    },
    onSuccess: (name) => {
      void client.invalidateQueries({ queryKey: keys.all() });
      onConnected(name);
    },
  });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    connect.mutate(new FormData(event.currentTarget));
  }
  const problem = connect.isError ? problemOf(connect.error) : null;

  return (
    <Section title={platform.title} lead={said(`${platform.name}Wait`)}>
      <form onSubmit={submit}>
        <Stack gap="sm" p="md" pt={0} maw={560}>
          <TextInput
            name="source"
            label={t('name')}
            description={t('nameHint')}
            defaultValue={platform.name.replaceAll('_', '-')}
            pattern="[a-z0-9][a-z0-9._\-]*"
            required
          />
          {platform.credential.map((part) => {
            const Input = part.secret ? PasswordInput : TextInput;
            return (
              <Input
                key={part.name}
                name={part.name}
                label={`${part.name}${part.needed ? '' : ` (${t('optional')})`}`}
                description={part.what}
                required={part.needed}
                withAsterisk={false}
                autoComplete="off"
              />
            );
          })}
          {advanced ? (
            <TextInput name="base_url" label={t('address')} description={t('addressHint')} />
          ) : (
            <Group>
              <Button variant="subtle" color="gray" onClick={() => setAdvanced(true)}>
                {t('address')}
              </Button>
            </Group>
          )}
          {problem ? (
            <Alert color="orange" role="alert">
              {problem.message} {problem.hint}
            </Alert>
          ) : null}
          <Group>
            <Button type="submit" size="sm" loading={connect.isPending}>
              {t('connectNow')}
            </Button>
            <Button size="sm" variant="subtle" color="gray" onClick={onBack}>
              {t('back')}
            </Button>
            <Text size="xs" c="dimmed">
              {t('sealed')}
            </Text>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}

/** Try a credential; one that does not work is forgotten again, so that it can be mended. */
async function tried(name: string): Promise<void> {
  const trouble = (await checkSource(name)).find((one) => !one.ok)?.error;
  if (!trouble) return;
  await removeSource(name);
  const { code, message, hint } = trouble;
  throw new Problem({ status: 422, code, title: message, hint });
}
