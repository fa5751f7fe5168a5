/** What tells how things go. */
import { notifications } from '@mantine/notifications';

export { Alert, Loader, Progress, Skeleton } from '@mantine/core';

/** Tell a person in passing that something worked, or did not. */
export function notify(message: string, kind: 'done' | 'failed' = 'done'): void {
  notifications.show({
    message,
    color: kind === 'done' ? 'green' : 'red',
    role: kind === 'done' ? 'status' : 'alert',
  });
}
