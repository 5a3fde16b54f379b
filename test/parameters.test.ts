import { expect, test } from 'vitest';
import { PARAMETER_GROUPS, PARAMETERS, type ParameterSpec, readParameterValue } from '../src/core/index.ts';

const all = Object.entries(PARAMETERS) as [string, ParameterSpec][];

test('[R-PLT-02] every row of the table of numeric rules is a parameter with a source', () => {
  // The numbers of the rows, by hand: 1 to 44 without 45 to 49, and so on.
  const range = (from: number, through: number) =>
    Array.from({ length: through - from + 1 }, (_, i) => `N-${String(from + i).padStart(2, '0')}`);
  const rows = [...range(1, 44), ...range(50, 86), ...range(90, 97), ...range(100, 117)];
  expect(rows).toHaveLength(107);
  expect(all.flatMap(([, spec]) => spec.rule ?? []).sort()).toEqual(rows.sort());
});

test('[R-PLT-02] every parameter has words, a source, and a value that it would itself accept', () => {
  for (const [name, spec] of all) {
    expect(name).toMatch(/^[a-z]+([.-][a-z0-9]+)*$/);
    expect(spec.label, name).toMatch(/\p{Script=Han}/u);
    expect(spec.source.length, name).toBeGreaterThan(3);
    expect(readParameterValue(spec, String(spec.value)), name).toBe(spec.value);
  }
});

test('the page shows every parameter exactly once', () => {
  const shown = PARAMETER_GROUPS.flatMap((g) => Object.keys(g.parameters));
  expect(shown.toSorted()).toEqual(all.map(([name]) => name).toSorted());
});

/* What each row of the table of numeric rules asks for, by hand: number and unit. */
const TABLE = `
N-01 5 hours, N-02 24 hours, N-03 48 hours, N-04 1 working-days, N-05 10 working-days, N-06 10 working-days,
N-07 5 working-days, N-08 20 working-days, N-09 20 working-days, N-10 20 working-days, N-11 0 minutes, N-12 0 minutes,
N-13 0 minutes, N-14 0 calendar-days, N-15 5 day-of-month, N-16 10 day-of-month,
N-20 3 months, N-21 1 weeks, N-22 5 calendar-days, N-23 1 months, N-24 3 months, N-25 1 months, N-26 3 months,
N-27 3 months, N-28 1 months, N-29 3 months, N-30 3 months, N-31 3 months, N-32 3 months, N-33 3 months, N-34 2 months,
N-35 1 months, N-36 6 months, N-37 1 months, N-38 12 months, N-39 11 month-of-year, N-40 12 months, N-43 1 calendar-days,
N-50 1 times, N-51 2 times, N-52 2 times, N-53 1 times, N-54 1 persons, N-55 3 items, N-56 23 items, N-57 26 items,
N-58 5 items, N-59 5 items, N-60 6 items, N-61 8 items, N-62 6 items, N-63 6 items, N-64 3 items, N-65 4 items,
N-66 6 items, N-67 4 items, N-68 9 items, N-69 3 items, N-70 7 items, N-71 5 items, N-72 5 items, N-73 6 items,
N-74 6 items, N-75 6 items, N-76 5 items, N-77 3 times, N-78 8 items, N-79 4 items, N-80 54 items, N-81 12 items,
N-82 7 items, N-83 8 items, N-84 8 items, N-85 7 items, N-86 30 items,
N-90 100 percent, N-91 100 percent, N-92 50 percent, N-93 90 percent, N-94 70 percent, N-95 2 percent, N-96 100 percent,
N-97 10 working-days,
N-100 05-31 text, N-101 12-31 text, N-102 12-31 text, N-103 12-31 text, N-104 06-30 text, N-105 12-31 text,
N-106 12-31 text, N-107 2020-11-30 text, N-108 2022-06-30 text, N-109 2023-12-31 text, N-110 2008-03-31 text,
N-111 11-10 text, N-112 07-15 text, N-113 10-31 text, N-114 2015-12-31 text, N-115 2009-10-31 text, N-117 2009-05-31 text`;
/** 限时、第一时间、及时、定期、适时: the rule names no number; and a span of days that is no single value. */
const WITHOUT_NUMBER = ['N-17', 'N-18', 'N-19', 'N-41', 'N-42', 'N-44', 'N-116'];

test('[R-PLT-02] the built-in numbers are those of the rules', () => {
  const rows = TABLE.trim()
    .split(/,\s*/)
    .map((row) => row.split(' '));
  const shipped = all.flatMap(([, { rule, value, unit }]) =>
    rule && !WITHOUT_NUMBER.includes(rule) ? [[rule, String(value), unit]] : [],
  );
  expect(rows).toHaveLength(100);
  expect(shipped.toSorted()).toEqual(rows.toSorted());
  expect(PARAMETERS['milestones.publicity-month'].value).toBe('04-20 至 05-20');
});
