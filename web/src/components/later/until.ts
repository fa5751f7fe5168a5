/** Times to come, as a field writes them and as the server reads them. */
const MOST_MS = 90 * 86_400_000;

/** Return an instant as a date-and-time field writes it, in local time, to the minute. */
export function asField(at: Date): string {
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** Return the instant that a field means; '' if it is none to come within 90 days. */
export function instantOf(field: string, now: number): string {
  const at = new Date(field).getTime();
  return at > now && at <= now + MOST_MS ? new Date(at).toISOString() : '';
}

/** Return nine in the morning three days on: what is proposed first. */
export function firstGuess(now: number): string {
  const at = new Date(now);
  at.setDate(at.getDate() + 3);
  at.setHours(9, 0, 0, 0);
  return asField(at);
}
