import { expect, test } from 'vitest';
import { queryTokens } from './tokens.ts';

/* What a typed query means, written by hand: the search tests take the terms from here, so they cannot judge them. */

const MEANINGS: [query: string, terms: string[]][] = [
  ['租房', ['租房']],
  ['公积金 租房', ['公积金', '租房']],
  ['公积金　租房', ['公积金', '租房']],
  ['  防汛  值班  通知 ', ['防汛', '值班', '通知']],
  ['租房 租房', ['租房']],
  ['公\u200b积\u00ad金\ufeff', ['公积金']],
  ['"公积金 租房" 提取', ['公积金租房', '提取']],
  ['“公积金 租房”', ['公积金租房']],
  ['PM2.5 治理', ['pm2.5', '治理']],
  ['ＰＭ２．５', ['pm2.5']],
  ['明测发[2024]18号', ['明测发〔2024〕18号']],
  ['明测发〔2024〕 18 号 租房', ['明测发〔2024〕18号', '租房']],
  ['！，', []],
];

test.each(MEANINGS)('[R-SRC-01] %s', (query, terms) => {
  expect(queryTokens(query).terms).toEqual(terms);
});
