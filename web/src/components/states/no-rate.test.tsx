import { useQuery } from '@tanstack/react-query';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answered, api } from '@/api/client';
import { workspace } from '@/lib/workspace';
import { show } from '@/testing/show';
import { Answered } from './answered';

const BRING = 'Load the rates of the European Central Bank';
let role = 'analyst';
let base = 'USD';
let isKnown = false;
let outcome: object = { state: 'done' };
let sent: unknown[] = [];

/** Plays the server: a question lacks its rate until a job has brought it. */
async function server(input: Request): Promise<Response> {
  const path = new URL(input.url).pathname.replace('/api/v1', '');
  if (path === '/auth/me') return Response.json({ workspaces: [{ id: workspace.current, role }] });
  if (path === '/fx/refresh') {
    sent.push(await input.json());
    return Response.json({ job_id: 'job_1' }, { status: 202 });
  }
  if (path === '/jobs/job_1') {
    isKnown = base !== 'KWD';
    return Response.json(outcome);
  }
  if (isKnown) return Response.json({ version: 'shown' });
  const facts = { base, quote: 'EUR', date: '2026-10-25' };
  const title = `there is no rate from ${base} to EUR on 2026-10-25`;
  return Response.json({ code: 'currency.no_rate', title, facts }, { status: 422 });
}

function Question({ name }: { name: string }) {
  const query = useQuery({
    queryKey: [name],
    queryFn: () => answered(api.GET('/api/v1/version')),
  });
  return <Answered query={query}>{() => <p>{name} is answered</p>}</Answered>;
}

beforeEach(() => {
  [role, base, isKnown, outcome, sent] = ['analyst', 'USD', false, { state: 'done' }, []];
  vi.stubGlobal('fetch', server);
});
afterEach(() => vi.unstubAllGlobals());

describe('a question that lacks a rate', () => {
  it('is asked again, as all that lack one are, once the rates are brought', async () => {
    show(
      <>
        <Question name="one" />
        <Question name="two" />
      </>,
    );
    const [first] = await screen.findAllByRole('button', { name: BRING });
    await userEvent.click(first as HTMLElement);
    await waitFor(() => expect(screen.getAllByText(/answered/)).toHaveLength(2));
    expect(sent).toEqual([{ since: '2026-10-25' }]);
  });
  it('says why the rates did not come, and lets them be asked for again', async () => {
    base = 'GBP';
    outcome = { state: 'queued', error: 'the bank does not answer', error_code: 'fx.unavailable' };
    show(<Question name="one" />);
    await userEvent.click(await screen.findByRole('button', { name: BRING }));
    expect((await screen.findByRole('alert')).textContent).toContain('the bank does not answer');
    expect(screen.getByRole('button', { name: BRING })).toBeTruthy();
  });
  it('offers it once where the bank has no such rate', async () => {
    base = 'KWD';
    show(<Question name="one" />);
    await userEvent.click(await screen.findByRole('button', { name: BRING }));
    expect(await screen.findByText(/has none for it/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: BRING })).toBeNull();
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy();
  });
  it('is told to who may only look, without the offer', async () => {
    [role, base] = ['viewer', 'CHF'];
    show(<Question name="one" />);
    expect(await screen.findByText(/Somebody who may change things/)).toBeTruthy();
    expect(screen.queryByRole('button')).toBeNull();
  });
});
