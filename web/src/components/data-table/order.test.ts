import { describe, expect, it } from 'vitest';
import { ordered } from './order';
import type { Column } from './types';

type Row = { name: string; spend: number | null };
const columns: Column<Row>[] = [
  {
    id: 'name',
    label: 'Name',
    width: 1,
    cell: (row) => ({ text: row.name }),
    value: (row) => row.name,
  },
  { id: 'spend', label: 'Spend', width: 1, cell: () => ({ text: '' }), value: (row) => row.spend },
  { id: 'mark', label: 'Mark', width: 1, cell: () => ({ text: '' }) },
];
const rows: Row[] = [
  { name: 'b', spend: 2 },
  { name: 'ä', spend: null },
  { name: 'c', spend: 10 },
];
const names = (sort: string) => ordered(rows, columns, sort).map((row) => row.name);

describe('the order of rows', () => {
  it('is by figures, the most first if so wished', () => {
    expect(names('spend')).toEqual(['b', 'c', 'ä']);
    expect(names('-spend')).toEqual(['c', 'b', 'ä']);
  });
  it('is by words as people sort them', () => {
    expect(names('name')).toEqual(['ä', 'b', 'c']);
    expect(names('-name')).toEqual(['c', 'b', 'ä']);
  });
  it('is left alone where they are in order, or by what is not sorted', () => {
    const sorted = ordered(rows, columns, '-spend');
    expect(ordered(sorted, columns, '-spend')).toBe(sorted);
    expect(ordered(rows, columns, 'mark')).toBe(rows);
  });
  it('is worked out once for the same rows', () => {
    expect(ordered(rows, columns, '-name')).toBe(ordered(rows, [...columns], '-name'));
    expect(ordered([...rows], columns, '-name')).not.toBe(ordered(rows, columns, '-name'));
  });
});
