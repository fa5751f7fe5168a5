/** Names of accounts where figures have none: the list of connected accounts knows them. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { platformsQuery } from '@/api/platforms';
import type { Answer, Row } from '@/api/query';

export function useNamed(answer: Answer | undefined): Answer | undefined {
  const { data: platforms } = useQuery(platformsQuery());
  return useMemo(() => {
    if (!platforms || !answer?.rows.some(isNameless)) return answer;
    const names = new Map(
      platforms.flatMap(({ name, accounts }) =>
        accounts.map((one) => [`${name}/${one.account_id}`, one.name]),
      ),
    );
    const rows = answer.rows.map((row) => {
      const name = isNameless(row) && names.get(`${row.platform}/${row.account_id}`);
      return name ? { ...row, account: name } : row;
    });
    return { ...answer, rows };
  }, [answer, platforms]);
}

function isNameless(row: Row): boolean {
  return row.account !== undefined && row.account === row.account_id;
}
