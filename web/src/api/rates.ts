/** Exchange rates: which questions lack one, and bringing the European Central Bank's. */
import type { QueryClient } from '@tanstack/react-query';
import { queryKeys } from '@/lib/query-keys';
import { workspace } from '@/lib/workspace';
import { answered, api, once } from './client';
import { Problem } from './problem';

const OFTEN_MS = 700;
const LACKING = new Set(['currency.no_rate', 'fx.missing_rate', 'attribution.no_rate']);
const keys = queryKeys('rates');
const tried = new Set<string>();

/** Say whether a question was refused because an amount has no exchange rate on its day. */
export function lacksRate(error: unknown): boolean {
  return error instanceof Problem && LACKING.has(error.code);
}

/** Say whether the rate that a question lacks was asked for already, and did not come. */
export function wasTried(problem: Problem): boolean {
  return tried.has(named(problem));
}

/** Let the rates be brought from the day on that lacks one, then ask all again that lacked any. */
export function bringing(client: QueryClient) {
  return {
    mutationKey: keys.of('bring'),
    mutationFn: async (problem: Problem) => {
      await ended(await asked(dayOf(problem)));
      tried.add(named(problem));
    },
    onSuccess: () => {
      void client.refetchQueries({ predicate: ({ state }) => lacksRate(state.error) });
    },
  };
}

async function asked(since: string | null): Promise<string> {
  const request = api.POST('/api/v1/fx/refresh', { body: { since }, headers: once() });
  return (await answered(request)).job_id;
}

/** Wait for a job to end. @throws Problem if it does not end well. */
async function ended(id: string): Promise<void> {
  for (;;) {
    const path = { job_id: id };
    const job = await answered(api.GET('/api/v1/jobs/{job_id}', { params: { path } }));
    if (job.state === 'done') return;
    // What could not be reached is tried again for minutes: whoever waits is told of the first.
    if (job.error || job.state === 'failed' || job.state === 'cancelled') {
      throw new Problem({ status: 0, code: job.error_code ?? 'job', title: job.error ?? '' });
    }
    await new Promise((resolve) => setTimeout(resolve, OFTEN_MS));
  }
}

function dayOf({ facts }: Problem): string | null {
  return typeof facts.date === 'string' ? facts.date : null;
}

function named({ facts, message }: Problem): string {
  const { base, quote, date } = facts;
  return [workspace.current, base, quote, date, base ? '' : message].join(' ');
}
