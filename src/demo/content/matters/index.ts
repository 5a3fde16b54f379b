import type { Matter } from '../papers/matter.ts';
import { CULTURE_MATTERS } from './culture.ts';
import { ENTERPRISE_MATTERS } from './enterprises.ts';
import { ENVIRONMENT_MATTERS } from './environment.ts';
import { FARMING_MATTERS } from './farming.ts';
import { GOVERNANCE_MATTERS } from './governance.ts';
import { HEALTH_EDUCATION_MATTERS } from './health-education.ts';
import { HOUSING_MATTERS } from './housing.ts';
import { INVESTMENT_MATTERS } from './investment.ts';
import { LABOUR_MATTERS } from './labour.ts';
import { SAFETY_MATTERS } from './safety.ts';
import { STREET_MATTERS } from './streets.ts';
import { TRANSPORT_MATTERS } from './transport.ts';
import { WATER_MATTERS } from './water.ts';
import { WELFARE_MATTERS } from './welfare.ts';

/** The matters whose papers fill the demo city. */
export const MATTERS: readonly Matter[] = [
  ...HOUSING_MATTERS,
  ...WELFARE_MATTERS,
  ...HEALTH_EDUCATION_MATTERS,
  ...LABOUR_MATTERS,
  ...FARMING_MATTERS,
  ...WATER_MATTERS,
  ...SAFETY_MATTERS,
  ...ENVIRONMENT_MATTERS,
  ...STREET_MATTERS,
  ...TRANSPORT_MATTERS,
  ...CULTURE_MATTERS,
  ...INVESTMENT_MATTERS,
  ...ENTERPRISE_MATTERS,
  ...GOVERNANCE_MATTERS,
];
