import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { Problem } from '@/api/problem';
import { show } from '@/testing/show';
import { Failed } from './states';

const told = { title: 'something went wrong', request_id: 'req_42' };

describe('what failed', () => {
  it('says under which request, and can be tried again', async () => {
    const retry = vi.fn();
    show(
      <Failed error={new Problem({ ...told, status: 500, code: 'internal' })} onRetry={retry} />,
    );
    expect(screen.getByText(/req_42/)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(retry).toHaveBeenCalledOnce();
  });
  it('is another thing than what one may not see', () => {
    show(<Failed error={new Problem({ ...told, status: 403, code: 'auth.forbidden' })} />);
    expect(screen.getByText('You may not see this')).toBeTruthy();
    expect(screen.queryByRole('button')).toBeNull();
  });
});
