import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { Problem } from '@/api/problem';
import { show } from '@/testing/show';
import { Reasoned } from './reasoned';

const calls = () => ({ onSend: vi.fn(), onCancel: vi.fn() });

describe('a form that asks why', () => {
  it('sends the reason without what surrounds it, by its button or by keys', async () => {
    const told = calls();
    show(<Reasoned why="  not before Friday " action="Decline" busy={false} {...told} />);

    await userEvent.click(screen.getByRole('button', { name: 'Decline' }));
    await userEvent.type(screen.getByLabelText('Reason'), '{Control>}{Enter}{/Control}');

    expect(told.onSend.mock.calls).toEqual([['not before Friday'], ['not before Friday']]);
    expect(told.onCancel).not.toHaveBeenCalled();
  });

  it('sends nothing where a reason is required and none is written', async () => {
    const told = calls();
    show(<Reasoned required action="Make a plan" busy={false} {...told} />);

    const send = screen.getByRole('button', { name: 'Make a plan' });
    await userEvent.type(screen.getByLabelText(/Reason/), '   {Control>}{Enter}{/Control}');
    expect(send.hasAttribute('disabled')).toBe(true);
    expect(told.onSend).not.toHaveBeenCalled();

    await userEvent.type(screen.getByLabelText(/Reason/), 'tested');
    await userEvent.click(send);
    expect(told.onSend.mock.calls).toEqual([['tested']]);
  });

  it('sends nothing while what stands above it is not ready', async () => {
    const told = calls();
    show(<Reasoned why="a try" isReady={false} action="Make a plan" busy={false} {...told} />);

    await userEvent.type(screen.getByLabelText('Reason'), '{Control>}{Enter}{/Control}');

    expect(told.onSend).not.toHaveBeenCalled();
  });

  it('tells what was refused, and what would be right', () => {
    const error = new Problem({
      status: 422,
      code: 'limit',
      title: 'the budget is above the limit',
      hint: 'ask for less',
    });
    show(<Reasoned why="more" action="Make a plan" busy={false} error={error} {...calls()} />);

    const told = screen.getByRole('alert').textContent;
    expect(told).toContain('the budget is above the limit');
    expect(told).toContain('ask for less');
  });
});
