/** What accounts are called, and what they are in. */
import { useQuery } from '@tanstack/react-query';
import { platformName } from '@/lib/names';
import { platformsQuery } from './platforms';

/** Return a function from `connector/account` to the account's name, or its id. */
export function useAccountNames(): (account: string) => string {
  const { data = [] } = useQuery(platformsQuery());
  const names = new Map(
    data.flatMap((platform) =>
      platform.accounts.map((one) => [
        `${platform.name}/${one.account_id}`,
        one.name || one.account_id,
      ]),
    ),
  );
  return (account) => names.get(account) ?? account.slice(account.indexOf('/') + 1);
}

/** Return the platform of `connector/account`, and what the account is called. */
export function useAccountTitles(): (account: string) => string {
  const named = useAccountNames();
  return (account) => `${platformName(account.split('/')[0] ?? '')} · ${named(account)}`;
}
