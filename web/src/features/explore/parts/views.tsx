/** Views that were saved, one's own first; and the way to save this one. */
import { IconBookmark } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { meQuery, useMay } from '@/api/me';
import { problemOf } from '@/api/problem';
import { useView } from '@/lib/view';
import { Button } from '@/ui/buttons';
import { notify } from '@/ui/feedback';
import { TextInput } from '@/ui/inputs';
import { Group } from '@/ui/layout';
import { Menu, Modal } from '@/ui/overlays';
import { type SavedView, saveView, viewKeys, viewsQuery } from '../api/views';
import { LEVELS } from '../levels';
import { asked } from '../rows';
import { t } from '../words';
import { ManageViews } from './manage-views';

const route = getRouteApi('/shell/explore');

export function Views() {
  const navigate = route.useNavigate();
  const mayWrite = useMay('write');
  const [isSaving, setSaving] = useState(false);
  const [isManaging, setManaging] = useState(false);
  const { data: me } = useQuery(meQuery);
  const { data: views = [] } = useQuery(viewsQuery());
  const mine = views.filter((one) => one.author === me?.person_id);
  const others = views.filter((one) => one.author !== me?.person_id);

  function open(view: SavedView) {
    const [first = 'campaign'] = view.by;
    const by = LEVELS.find((one) => one.id === first || one.name === first)?.by ?? first;
    void navigate({
      search: (before) => ({
        ...before,
        range: view.range,
        vs: view.compare || 'off',
        platforms: [],
        accounts: [],
        by,
        metrics: view.metrics,
        where: view.where || undefined,
        drill: undefined,
        open: undefined,
        sort: undefined,
      }),
    });
  }
  return (
    <>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconBookmark size={15} aria-hidden />}>
            {t('saved')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {[...mine, ...others].map((one) => (
            <Menu.Item key={one.id} onClick={() => open(one)}>
              {one.author === me?.person_id ? one.name : t('teams', { name: one.name })}
            </Menu.Item>
          ))}
          <Menu.Item disabled={!mayWrite} onClick={() => setSaving(true)}>
            {t('saveView')}
          </Menu.Item>
          {views.length ? (
            <Menu.Item disabled={!mayWrite} onClick={() => setManaging(true)}>
              {t('manageViews')}
            </Menu.Item>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      {isSaving ? <Save onClose={() => setSaving(false)} /> : null}
      {isManaging ? (
        <ManageViews views={[...mine, ...others]} onClose={() => setManaging(false)} />
      ) : null}
    </>
  );
}

function Save({ onClose }: { onClose: () => void }) {
  const search = route.useSearch();
  const view = useView();
  const client = useQueryClient();
  const saving = useMutation({
    mutationFn: (name: string) => saveView({ name, ...asked(view, search) }),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: viewKeys.all() });
      notify(t('viewSaved', { name: made.name }));
      onClose();
    },
    onError: (error) => notify(problemOf(error).message, 'failed'),
  });
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    saving.mutate(String(new FormData(event.currentTarget).get('name')));
  }
  return (
    <Modal opened onClose={onClose} title={t('saveView')} size="sm">
      <form onSubmit={submit}>
        <TextInput
          name="name"
          label={t('viewName')}
          description={t('viewShared')}
          maxLength={100}
          required
          data-autofocus
        />
        <Group justify="flex-end" mt="md">
          <Button type="submit" loading={saving.isPending}>
            {t('save')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
