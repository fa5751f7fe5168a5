/** What waits for a yes: grouped by account and risk, answered by mouse or by keys alone. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Answered } from '@/components/states/answered';
import { EmptyFiltered, EmptyNew } from '@/components/states/states';
import { useChangeView, useView, type View } from '@/lib/view';
import { Text } from '@/ui/text';
import { type PlanBrief, queueQuery } from './api/list-plans';
import { afterLeaving, grouped, stepped } from './logic/queue';
import { Frame } from './parts/frame';
import { PlanDetail } from './parts/plan-detail';
import type { Asked } from './parts/plan-foot';
import { QueueList } from './parts/queue-list';
import queue from './queue.module.css';
import { useQueueKeys } from './use-queue-keys';
import { useSelection } from './use-selection';
import { t } from './words';

const route = getRouteApi('/shell/decisions/approvals');

export function Approvals() {
  const query = useQuery(queueQuery());
  const { plan = '' } = route.useSearch();
  return (
    <Frame>
      <Answered
        query={query}
        empty={(all) =>
          !all.length && !plan && <EmptyNew title={t('emptyQueue')}>{t('emptyQueueBody')}</EmptyNew>
        }
      >
        {(all) => <Desk all={all} />}
      </Answered>
    </Frame>
  );
}

function Desk({ all }: { all: readonly PlanBrief[] }) {
  const view = useView();
  const change = useChangeView();
  const { plan: chosen = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const [asked, setAsked] = useState<Asked>(null);
  const groups = grouped(all.filter((one) => isInView(one, view)));
  const shown = chosen || (groups[0]?.plans[0]?.id ?? '');

  function choose(id: string | undefined) {
    setAsked(null);
    if (!id) return;
    void navigate({ search: (before) => ({ ...before, plan: id }), replace: true });
    document.querySelector(`[data-plan="${CSS.escape(id)}"]`)?.scrollIntoView({ block: 'nearest' });
  }
  // What is answered stays in view, also once it has left the queue.
  function ask(what: Asked) {
    setAsked(what);
    if (!what || chosen === shown) return;
    void navigate({ search: (before) => ({ ...before, plan: shown }), replace: true });
  }
  function open() {
    document.querySelector<HTMLElement>(`.${queue.detailBody}`)?.focus();
  }
  const selection = useSelection(groups.flatMap((one) => one.plans));
  useQueueKeys({
    j: () => choose(stepped(groups, shown, 1)),
    k: () => choose(stepped(groups, shown, -1)),
    a: () => (selection.plans.length ? selection.ask() : ask('approve')),
    e: () => ask('edit'),
    r: () => ask('reject'),
    x: () => selection.toggle(shown),
    Enter: open,
  });

  if (!groups.length && !chosen) {
    return <EmptyFiltered onClear={() => change({ platforms: [], accounts: [] })} />;
  }
  return (
    <div className={queue.desk}>
      {groups.length ? (
        <QueueList groups={groups} chosen={shown} onChoose={choose} selection={selection.of}>
          {selection.parts}
        </QueueList>
      ) : (
        <Text c="dimmed">{t('emptyQueue')}</Text>
      )}
      {shown ? (
        <PlanDetail
          key={shown}
          id={shown}
          asked={asked}
          onAsk={ask}
          onLeft={(id) => choose(afterLeaving(groups, id))}
        />
      ) : null}
    </div>
  );
}

function isInView(one: PlanBrief, view: View): boolean {
  const platforms = one.accounts.map((each) => each.split('/')[0] ?? '');
  return (
    (!view.platforms.length || view.platforms.some((each) => platforms.includes(each))) &&
    (!view.accounts.length || view.accounts.some((each) => one.accounts.includes(each)))
  );
}
