/** An amount has no exchange rate on its day: offers to bring the rates, and asks again. */
import { IconCoins } from '@tabler/icons-react';
import { useIsMutating, useMutation, useQueryClient } from '@tanstack/react-query';
import { useMay } from '@/api/me';
import { type Problem, problemOf } from '@/api/problem';
import { bringing, wasTried } from '@/api/rates';
import { fullDay } from '@/lib/dates';
import { Button } from '@/ui/buttons';
import { Progress } from '@/ui/feedback';
import { Text } from '@/ui/text';
import { Body, State } from './state';
import classes from './states.module.css';
import { t } from './words';

function said({ facts, message }: Problem): string {
  const { base, quote, date } = facts;
  if (typeof date !== 'string') return `${message}.`;
  return t('rateOf', { base: String(base), quote: String(quote), day: fullDay(date) });
}

export function NoRate({ problem, onRetry }: { problem: Problem; onRetry?: () => void }) {
  const client = useQueryClient();
  const mayWrite = useMay('write');
  const doing = bringing(client);
  const bring = useMutation(doing);
  // One job brings all: what else on the page lacks a rate shows the same.
  const runs = useIsMutating({ mutationKey: doing.mutationKey }) > 0;
  const inVain = wasTried(problem);
  return (
    <State icon={<IconCoins size={22} />} title={t('rateTitle')} act>
      <Body>
        {said(problem)} {inVain ? t('rateInVain') : t(mayWrite ? 'rateBody' : 'rateAsk')}
      </Body>
      {runs ? (
        <div role="status" className={classes.runs}>
          <Text size="sm">{t('rateRuns')}</Text>
          <Progress value={100} animated aria-label={t('rateRuns')} />
        </div>
      ) : null}
      {bring.isError ? (
        <Text size="sm" role="alert" className={classes.body}>
          {t('rateFailed', { why: problemOf(bring.error).message })}
        </Text>
      ) : null}
      {mayWrite && !inVain && !runs ? (
        <Button onClick={() => bring.mutate(problem)}>{t('rateBring')}</Button>
      ) : null}
      {inVain && onRetry ? (
        <Button variant="default" onClick={onRetry}>
          {t('retry')}
        </Button>
      ) : null}
    </State>
  );
}
