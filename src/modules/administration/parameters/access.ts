import type { AccessTable } from '../../../core/access.ts';

/** Who may read and set parameters. */
export const access = {
  'parameter.read': [
    'administrator',
    'security-officer',
    'auditor',
    'disclosure-office',
    'government-office',
    'supervisor',
    'principal-leader',
  ],
  'parameter.set': ['administrator'],
} as const satisfies AccessTable;

/** Chinese names of the acts. */
export const LABELS: Readonly<Record<keyof typeof access, string>> = {
  'parameter.read': '查看参数',
  'parameter.set': '设定参数',
};
