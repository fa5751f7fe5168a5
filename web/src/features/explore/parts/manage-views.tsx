/** The saved views, to be called otherwise or deleted. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { problemOf } from '@/api/problem';
import { Button } from '@/ui/buttons';
import { notify } from '@/ui/feedback';
import { TextInput } from '@/ui/inputs';
import { Modal } from '@/ui/overlays';
import { Text } from '@/ui/text';
import { removeView, renameView, type SavedView, viewKeys } from '../api/views';
import classes from '../explore.module.css';
import { t } from '../words';

type Props = { views: readonly SavedView[]; onClose: () => void };

export function ManageViews({ views, onClose }: Props) {
  return (
    <Modal opened onClose={onClose} title={t('savedViews')} size="md">
      {views.length ? null : (
        <Text size="sm" c="dimmed" role="status">
          {t('noViews')}
        </Text>
      )}
      {views.map((one) => (
        <OneView key={`${one.id} ${one.version}`} one={one} />
      ))}
    </Modal>
  );
}

function OneView({ one }: { one: SavedView }) {
  const client = useQueryClient();
  const [name, setName] = useState(one.name);
  const [isSure, setSure] = useState(false);
  const after = {
    onSuccess: () => void client.invalidateQueries({ queryKey: viewKeys.all() }),
    onError: (error: unknown) => notify(problemOf(error).message, 'failed'),
  };
  const renaming = useMutation({
    mutationFn: async () => {
      await renameView(one, name.trim());
      notify(t('viewRenamed', { name: name.trim() }));
    },
    ...after,
  });
  const removing = useMutation({
    mutationFn: async () => {
      await removeView(one);
      notify(t('viewRemoved', { name: one.name }));
    },
    ...after,
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    renaming.mutate();
  }
  if (isSure) {
    return (
      <div className={classes.manage}>
        <Text size="sm">{t('removeView', { name: one.name })}</Text>
        <Button variant="default" onClick={() => setSure(false)}>
          {t('keepView')}
        </Button>
        <Button color="red" loading={removing.isPending} onClick={() => removing.mutate()}>
          {t('remove')}
        </Button>
      </div>
    );
  }
  return (
    <form className={classes.manage} onSubmit={submit}>
      <TextInput
        aria-label={`${t('viewName')}: ${one.name}`}
        value={name}
        maxLength={100}
        required
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button
        type="submit"
        variant="default"
        loading={renaming.isPending}
        disabled={!name.trim() || name.trim() === one.name}
      >
        {t('rename')}
      </Button>
      <Button variant="subtle" color="gray" onClick={() => setSure(true)}>
        {t('remove')}
      </Button>
    </form>
  );
}
