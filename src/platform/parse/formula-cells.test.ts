import { describe, expect, test } from 'vitest';
import { formulaRows, looksLikeFormula } from './formula-cells.ts';

describe('a cell that a spreadsheet program would calculate', () => {
  test.each([
    '=1+1',
    '=HYPERLINK("http://invented.test","点这里")',
    "=cmd|' /C calc'!A0",
    '+SUM(A1:A9)',
    '+1+2',
    '-2+3',
    '-1-1',
    '@SUM(1)',
    ' =1+1',
    '\t=1+1',
    '-其中：市本级',
    '-5+cmd|calc',
    '+86-000-12345678',
  ])('%s is one', (cell) => expect(looksLikeFormula(cell)).toBe(true));
  test.each([
    '',
    '-',
    '--',
    '+',
    '——',
    '-5',
    '+5',
    '-5.25',
    '-.5',
    '-1,234.50',
    '+3.2%',
    '-12％',
    '-1.5e-7',
    '- 5',
    '-3 ℃',
    '-120 万元',
    '5-3',
    '乙=甲',
    'someone@invented.test',
    '1=1',
  ])('%s is none', (cell) => expect(looksLikeFormula(cell)).toBe(false));
});

describe('rows with such a cell', () => {
  test('are counted as a spreadsheet counts them: headings, blank lines, lines within quotes', () => {
    expect(formulaRows('\ufeff项目,数\n甲,-5\n\n"乙\n丙",=1+1\n丁,"=A1&""x"""\n')).toEqual([4, 5]);
  });
  test('are found whatever parts the cells', () => {
    expect(formulaRows('甲;乙;丙\n1;@SUM(1);3\n')).toEqual([2]);
    expect(formulaRows('甲\t乙\n1\t=1+1\n')).toEqual([2]);
    // The first line asks for semicolons, a spreadsheet program splits at the comma.
    expect(formulaRows('甲;乙;丙\n1,=1+1\n')).toEqual([2]);
  });
  test('are named up to twenty', () => {
    expect(formulaRows('=1\n'.repeat(50))).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(formulaRows('甲,1\n乙,-2\n')).toEqual([]);
  });
});
