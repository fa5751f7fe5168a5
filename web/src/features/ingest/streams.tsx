/** How each stream of each account stands: read when, which days, what went wrong and what helps. */
import { PlainTable } from '@/components/table/plain-table';
import { ago, moment, span } from '@/lib/dates';
import { count } from '@/lib/numbers';
import { Text } from '@/ui/text';
import type { Standing } from './api/source-status';
import classes from './ingest.module.css';
import { said, t } from './words';

const LATE_MS = 26 * 3_600_000;
const HEAD = [
  { key: 'stream', label: t('stream') },
  { key: 'account', label: t('account') },
  { key: 'state', label: t('state') },
  { key: 'read', label: t('lastRead') },
  { key: 'days', label: t('covered') },
  { key: 'rows', label: t('rows'), figure: true },
  { key: 'next', label: t('nextRun') },
];
const WORDS: Record<string, string> = {
  failed: 'failing',
  held: 'heldState',
  running: 'runningState',
};

export function Streams({ rows, label }: { rows: readonly Standing[]; label: string }) {
  const now = Date.now();
  return (
    <PlainTable label={label} head={HEAD}>
      {rows.map((one) => {
        const state = stateOf(one, now);
        const first = one.covered[0]?.first;
        const last = one.covered.at(-1)?.last;
        return (
          <tr key={`${one.account_id} ${one.stream}`}>
            <td>{one.stream}</td>
            <td>{one.account_id}</td>
            <td>
              <span className={classes.dot} data-state={state} aria-hidden />
              {said(WORDS[state] ?? state)}
              {one.error ? (
                <Text size="xs" c="dimmed" maw={360}>
                  {one.error.message} {one.error.hint}
                </Text>
              ) : null}
            </td>
            <td title={one.last_success ? moment(one.last_success) : undefined}>
              {one.last_success ? ago(one.last_success, now) : t('never')}
            </td>
            <td>{first && last ? span(first, last) : ''}</td>
            <td data-figure>{count(one.rows)}</td>
            <td>{one.next_run ? ago(one.next_run, now) : t('byHand')}</td>
          </tr>
        );
      })}
    </PlainTable>
  );
}

function stateOf(one: Standing, now: number): string {
  if (one.error) return 'failed';
  if (one.held) return 'held';
  if (one.state === 'running') return 'running';
  if (!one.last_success) return 'none';
  return now - Date.parse(one.last_success) > LATE_MS ? 'late' : 'ok';
}
