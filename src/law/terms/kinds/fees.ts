import type { Rules } from '../rules.ts';
import { integersField } from './fields.ts';
import { type Kind, kindOf } from './kind.ts';

const BASIS = '国办函〔2020〕109号';
const MOST = 1_000_000;

/**
 * 信息处理费 by item, yuan, for the items of one applicant to one organisation in one calendar month: each item costs
 * what its own tier says (超额累进).
 */
function feeByItem(count: number, r: Rules): number {
  let yuan = 0;
  let price = r['fee-item-yuan'];
  let from = r['fee-item-free'];
  let through = r['fee-item-first-tier'];
  while (count > from) {
    yuan += (Math.min(count, through) - from) * price;
    from = through;
    through += r['fee-item-tier'];
    price += r['fee-item-step'];
  }
  return yuan;
}

/** 信息处理费 by page, yuan, for one request: each page costs what its own tier says. */
function feeByPage(pages: number, r: Rules): number {
  const within = (from: number, through: number) => Math.max(0, Math.min(pages, through) - from);
  const [free, first, second] = [r['fee-page-free'], r['fee-page-first-tier'], r['fee-page-second-tier']];
  return (
    within(free, first) * r['fee-page-first-yuan'] +
    within(first, second) * r['fee-page-second-yuan'] +
    within(second, Number.POSITIVE_INFINITY) * r['fee-page-third-yuan']
  );
}

function table(numbers: readonly number[], price: (n: number) => number): Record<string, number> {
  return Object.fromEntries(numbers.map((n) => [String(n), price(n)]));
}

/** 信息处理费. */
export const feeKinds: readonly Kind[] = [
  kindOf({
    kind: 'fee_by_item',
    title: '信息处理费（按件）',
    group: 'request-steps',
    basis: `${BASIS}第四条`,
    fields: {
      counts: integersField('件数', MOST, '同一申请人一个自然月内的申请件数，可以填几个，用逗号分开。'),
    },
    compute: (g, t) => ({
      answer: { total_yuan: table(g.counts, (n) => feeByItem(n, t.rules)) },
      terms: [],
      notes: [
        `同一申请人一个自然月累计：${t.rules['fee-item-free']} 件以下免费；超出部分至 ${
          t.rules['fee-item-first-tier']
        } 件，每件 ${t.rules['fee-item-yuan']} 元；以后每 ${t.rules['fee-item-tier']} 件一档，每增加一档每件加 ${
          t.rules['fee-item-step']
        } 元。按件和按量只能选一种。`,
      ],
    }),
  }),
  kindOf({
    kind: 'fee_by_page',
    title: '信息处理费（按量）',
    group: 'request-steps',
    basis: `${BASIS}第五条`,
    fields: { pages: integersField('页数', MOST, '单件申请要求提供的页数，可以填几个，用逗号分开。') },
    compute: (g, t) => ({
      answer: { total_yuan: table(g.pages, (n) => feeByPage(n, t.rules)) },
      terms: [],
      notes: [
        `${t.rules['fee-page-free']} 页以下免费；超出部分至 ${t.rules['fee-page-first-tier']} 页，每页 ${
          t.rules['fee-page-first-yuan']
        } 元；至 ${t.rules['fee-page-second-tier']} 页，每页 ${t.rules['fee-page-second-yuan']} 元；再往上每页 ${
          t.rules['fee-page-third-yuan']
        } 元。按件和按量只能选一种。`,
      ],
    }),
  }),
];
