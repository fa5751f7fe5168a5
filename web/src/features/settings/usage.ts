/** Who uses a metric, by the texts that name it. */
import type { User } from './api/own-metrics';

/** Return those whose text names a metric, as a whole word. */
export function usersOf(name: string, users: readonly User[]): User[] {
  const word = new RegExp(`(?<![a-z0-9_])${name}(?![a-z0-9_])`);
  return users.filter((one) => word.test(one.text));
}
