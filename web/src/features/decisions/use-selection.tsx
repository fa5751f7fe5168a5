/** Which plans are selected to be approved at once, and the question that this leads to. */
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { meQuery, useMay } from '@/api/me';
import type { PlanBrief } from './api/list-plans';
import { alike, isSelectable, kindOf } from './logic/alike';
import { ManyModal, SelectionBar } from './parts/many';
import type { Selection } from './parts/queue-list';

type Selecting = {
  /** Left out for who may not approve. */
  of: Selection | undefined;
  plans: readonly PlanBrief[];
  toggle: (id: string) => void;
  ask: () => void;
  /** The bar and the question, to be shown. */
  parts: ReactNode;
};

export function useSelection(all: readonly PlanBrief[]): Selecting {
  const mayApprove = useMay('approve');
  const { data: me } = useQuery(meQuery);
  const [ids, setIds] = useState<readonly string[]>([]);
  const [asked, setAsked] = useState<readonly PlanBrief[]>([]);
  const open = all.filter((one) => isSelectable(one, me?.person_id));
  // Who left the queue is not selected any more.
  const plans = open.filter((one) => ids.includes(one.id));
  const kin = alike(open, ids);
  const first = plans[0];
  const may = (plan: PlanBrief) =>
    open.includes(plan) && (!first || kindOf(plan) === kindOf(first));

  function toggle(id: string) {
    const plan = all.find((one) => one.id === id);
    if (!mayApprove || !plan || !may(plan)) return;
    setIds(ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id]);
  }

  const parts = (
    <>
      {plans.length ? (
        <SelectionBar
          count={plans.length}
          alike={kin.length}
          onAll={() => setIds(kin.map((one) => one.id))}
          onNone={() => setIds([])}
          onApprove={() => setAsked(plans)}
        />
      ) : null}
      {asked.length ? (
        <ManyModal plans={asked} onClose={() => setAsked([])} onDone={() => setIds([])} />
      ) : null}
    </>
  );
  const of = mayApprove ? { ids: plans.map((one) => one.id), may, onToggle: toggle } : undefined;
  return { of, plans: mayApprove ? plans : [], toggle, ask: () => setAsked(plans), parts };
}
