/** A new campaign: what for, how much, where, for whom, when; looked at while it is written. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { Schemas } from '@/api/client';
import { problemOf } from '@/api/problem';
import { Page, Section } from '@/components/page';
import { Failed } from '@/components/states/states';
import { Button } from '@/ui/buttons';
import { Alert, notify } from '@/ui/feedback';
import { useDebouncedValue } from '@/ui/hooks';
import { Group, Stack } from '@/ui/layout';
import { checkedQuery, keys, makeCampaign } from './api/campaigns';
import classes from './create.module.css';
import { draftOf, EMPTY, type Typed, without } from './draft';
import { DraftFields, idOf } from './draft-fields';
import { shapesOf } from './findings';
import { Split } from './split';
import { Summary } from './summary';
import { said, shaped, t } from './words';

const TYPING_MS = 400;

export function NewCampaign() {
  const form = useRef<HTMLFormElement>(null);
  const client = useQueryClient();
  const navigate = useNavigate();
  const [typed, setTyped] = useState<Typed>(EMPTY);
  const [settled] = useDebouncedValue(typed, TYPING_MS);
  const check = useQuery(checkedQuery(draftOf(settled)));
  const asked = () => draftOf(typed) as Schemas['CampaignIn'];
  const preview = useMutation({ mutationFn: () => makeCampaign(asked(), true) });
  const keep = useMutation({
    mutationFn: () => makeCampaign(asked(), false),
    onSuccess: async (made) => {
      notify(t('kept'));
      await client.invalidateQueries({ queryKey: keys.all() });
      await navigate({ to: '/create/$campaign', params: { campaign: made.id } });
    },
  });
  const error = keep.error ?? preview.error;
  const shapes = check.error ? shapesOf(problemOf(check.error), shaped) : null;
  // What cannot be read hides the rest, so the rest is asked about without it.
  const readable = without(settled, shapes?.map((one) => one.field) ?? []);
  const rest = useQuery({ ...checkedQuery(draftOf(readable)), enabled: shapes !== null });
  const told = shapes ? rest.data : check.data;
  const findings = [...(shapes ?? []), ...(told?.findings ?? [])];
  function whole(act: () => void) {
    if (form.current?.reportValidity()) act();
  }
  return (
    <Page title={t('newCampaign')} lead={t('lead')}>
      <div className={classes.beside}>
        <form ref={form} onSubmit={(event) => event.preventDefault()}>
          <Section title={t('newCampaign')}>
            <Stack p="md" pt={0} gap="sm">
              <DraftFields
                typed={typed}
                findings={findings}
                onType={(change) => setTyped((was) => ({ ...was, ...change }))}
              />
              {error ? (
                <Alert color="orange" role="alert" title={problemOf(error).message}>
                  {problemOf(error).hint}
                </Alert>
              ) : null}
              <Group>
                <Button
                  size="sm"
                  variant="default"
                  disabled={!typed.platforms.length}
                  loading={preview.isPending}
                  onClick={() => whole(() => preview.mutate())}
                >
                  {t('preview')}
                </Button>
                <Button
                  size="sm"
                  disabled={!typed.platforms.length}
                  loading={keep.isPending}
                  onClick={() => whole(() => keep.mutate())}
                >
                  {t('keep')}
                </Button>
              </Group>
            </Stack>
          </Section>
        </form>
        {told || shapes ? (
          <Summary
            findings={findings}
            missing={(told?.missing ?? [])
              .filter((one) => !shapes?.some((it) => it.field === one))
              .map(said)}
            idOf={idOf}
            nameOf={said}
          />
        ) : null}
        {check.error && !shapes ? (
          <Failed error={check.error} onRetry={() => void check.refetch()} />
        ) : null}
      </div>
      {preview.data ? <Split made={preview.data} /> : null}
    </Page>
  );
}
