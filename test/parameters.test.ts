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
