/** Advice that somebody has put off: until when, and a way to have it back. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMay } from '@/api/me';
import { problemOf } from '@/api/problem';
import { moment } from '@/lib/dates';
import { Button } from '@/ui/buttons';
import { notify } from '@/ui/feedback';
import { keys } from '../api/keys';
import { recommendationsQuery } from '../api/list-recommendations';
import { snoozeRecommendation } from '../api/snooze-recommendation';
import classes from '../decisions.module.css';
import { headline } from '../logic/effects';
import { t } from '../words';

export function PutOff() {
  const client = useQueryClient();
  const mayPropose = useMay('propose');
  const { data: all = [] } = useQuery(recommendationsQuery(true));
  const woken = useMutation({
    mutationFn: (id: string) => snoozeRecommendation({ id, until: 'now' }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.all() });
      notify(t('wokenToast'));
    },
    onError: (error) => notify(problemOf(error).message, 'failed'),
  });
  if (!all.length) return null;
  return (
    <details className={classes.putOff}>
      <summary>{t('putOff', { count: all.length })}</summary>
      <ul>
        {all.map((one) => (
          <li key={one.id}>
            <span>{headline(one.claim)}</span>
            <span className={classes.dim}>
              {one.snoozed_until ? t('putOffUntil', { when: moment(one.snoozed_until) }) : ''}
            </span>
            {mayPropose ? (
              <Button
                variant="default"
                size="compact-sm"
                disabled={woken.isPending}
                onClick={() => woken.mutate(one.id)}
              >
                {t('wake')}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </details>
  );
}
