/** Who hears of what: the tree and the mutes, changed together and kept at once. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '@/api/me';
import { problemOf } from '@/api/problem';
import { Section } from '@/components/page';
import { Answered } from '@/components/states/answered';
import { Button } from '@/ui/buttons';
import { Alert, notify } from '@/ui/feedback';
import { Group } from '@/ui/layout';
import { Text } from '@/ui/text';
import { channelsQuery, keys, policyQuery, setPolicy } from '../../api/alerts';
import classes from '../../automations.module.css';
import {
  type Mute,
  moved,
  muteDoc,
  muteOf,
  newRoute,
  type Path,
  put,
  type Route,
  routeAt,
  routeDoc,
  routeOf,
} from './draft';
import { Mutes } from './mutes';
import { RouteModal } from './route-modal';
import { Branch } from './tree';
import { t } from './words';

type Draft = { root: Route; mutes: Mute[] };
type Kept = {
  data: { route: Record<string, unknown>; mutes: Record<string, unknown>[]; version: number };
  etag: string;
};

export function Policy() {
  const query = useQuery(policyQuery());
  return (
    <Section title={t('routes')} lead={t('routesLead')}>
      <Answered query={query}>
        {(kept) => <Editor key={kept.data.version} kept={kept as Kept} />}
      </Answered>
    </Section>
  );
}

function Editor({ kept }: { kept: Kept }) {
  const client = useQueryClient();
  const mayChange = useMay('admin');
  const { data: channels = [] } = useQuery(channelsQuery());
  const [draft, setDraft] = useState<Draft | null>(null);
  const [edited, setEdited] = useState<Path | null>(null);
  const { root, mutes } = draft ?? {
    root: routeOf(kept.data.route),
    mutes: kept.data.mutes.map(muteOf),
  };
  const saved = useMutation({
    mutationFn: () => setPolicy({ route: routeDoc(root), mutes: mutes.map(muteDoc) }, kept.etag),
    onSuccess: () => {
      setDraft(null);
      notify(t('routesKept'));
      void client.invalidateQueries({ queryKey: keys.of('policy') });
    },
  });
  const change = (some: Partial<Draft>) => setDraft({ root, mutes, ...some });
  const acts = {
    onEdit: setEdited,
    onAdd: (path: Path) => setEdited([...path, routeAt(root, path)?.routes.length ?? 0]),
    onMove: (path: Path, by: 1 | -1) => change({ root: moved(root, path, by) }),
    onRemove: (path: Path) => change({ root: put(root, path, null) }),
  };

  return (
    <div className={classes.policy}>
      <ol className={classes.branches} aria-label={t('routes')}>
        <Branch
          route={root}
          path={[]}
          siblings={1}
          names={new Map(channels.map((one) => [one.id, one.name]))}
          acts={mayChange ? acts : undefined}
        />
      </ol>
      <Mutes mutes={mutes} onChange={mayChange ? (next) => change({ mutes: next }) : undefined} />
      {saved.error ? (
        <Alert color="orange" role="alert" p="xs">
          {problemOf(saved.error).message} {problemOf(saved.error).hint}
        </Alert>
      ) : null}
      {draft ? (
        <Group className={classes.unsaved} gap="xs">
          <Text size="sm" fw={500} role="status" mr="auto">
            {t('unsaved')}
          </Text>
          <Button variant="default" onClick={() => setDraft(null)}>
            {t('discard')}
          </Button>
          <Button loading={saved.isPending} onClick={() => saved.mutate()}>
            {t('keepRoutes')}
          </Button>
        </Group>
      ) : null}
      {edited ? (
        <RouteModal
          route={routeAt(root, edited) ?? newRoute()}
          isRoot={!edited.length}
          channels={channels}
          onClose={() => setEdited(null)}
          onSave={(route) => {
            setEdited(null);
            change({ root: put(root, edited, route) });
          }}
        />
      ) : null}
    </div>
  );
}
