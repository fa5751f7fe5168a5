import { expect, it } from 'vitest';
import type { User } from './api/own-metrics';
import { usersOf } from './usage';

it('finds who names a metric as a whole word', () => {
  const users: User[] = [
    { kind: 'rule', name: 'Dear', text: '{"if":"margin(7d) < 1"}' },
    { kind: 'view', name: 'Weekly', text: '{"metrics":["spend","margin"]}' },
    { kind: 'view', name: 'Other', text: '{"metrics":["margin_2","gross_margin"]}' },
  ];
  expect(usersOf('margin', users).map((one) => one.name)).toEqual(['Dear', 'Weekly']);
});
