import type { Day } from '../../../../law/day.ts';
import type { Paper } from '../paper.ts';
import { follow } from '../related.ts';
import { budgetReport } from './budget.ts';
import { developmentReport, fieldPlan } from './development.ts';
import { innerPapers } from './inner.ts';
import { interpretations } from './interpretations.ts';
import { lawPapers } from './orders.ts';
import { annualReport, pricePaper, waterPaper } from './series.ts';

/** Papers of a series and the one before them. */
const EARLIER: Readonly<Record<string, string>> = {
  'budget-0': 'budget-1',
  'development-0': 'budget-0',
  'annual-mcszf-0': 'annual-mcszf-1',
  'prices-0': 'prices-1',
  'prices-1': 'prices-2',
  'prices-2': 'prices-3',
  'prices-3': 'prices-4',
};

/** Further organs whose report of the last year can be read, and its day in January. */
const REPORTING = [
  ['mcsjyj', 16],
  ['mcswjw', 29],
  ['mcsmzj', 20],
  ['mcszjj', 26],
  ['yxxzf', 27],
  ['ahqzf', 23],
] as const;

/** Papers that belong to no matter: the great reports, series of notices, orders, what stays inside. */
export function specialPapers(today: Day): Paper[] {
  const papers = [
    budgetReport(today, 0),
    budgetReport(today, 1),
    developmentReport(today, 0),
    ...[0, 1, 2].map((i) => fieldPlan(today, i)),
    ...['mcszf', 'ahqzf', 'mcsrsj', 'lzxzf'].map((code, i) => annualReport(today, code, i % 2)),
    annualReport(today, 'mcszf', 1),
    ...[0, 1, 2, 3, 4].map((i) => pricePaper(today, i)),
    ...[0, 1, 2, 3].map((i) => waterPaper(today, i)),
    ...innerPapers(today),
    ...lawPapers(today),
    ...interpretations(today),
    ...REPORTING.map(([code, dayOfMonth]) => annualReport(today, code, 0, dayOfMonth)),
  ];
  return follow(papers, EARLIER);
}
