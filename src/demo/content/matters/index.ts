import type { Matter } from '../papers/matter.ts';
import { CITY_LIFE_MATTERS } from './city-life.ts';
import { ECONOMY_MATTERS } from './economy.ts';
import { FARMING_MATTERS } from './farming.ts';
import { GOVERNANCE_MATTERS } from './governance.ts';
import { HEALTH_EDUCATION_MATTERS } from './health-education.ts';
import { HOUSING_MATTERS } from './housing.ts';
import { LABOUR_MATTERS } from './labour.ts';
import { SAFETY_MATTERS } from './safety.ts';
import { WELFARE_MATTERS } from './welfare.ts';

/** The matters whose papers fill the demo city. */
export const MATTERS: readonly Matter[] = [
  ...HOUSING_MATTERS,
  ...WELFARE_MATTERS,
  ...HEALTH_EDUCATION_MATTERS,
  ...LABOUR_MATTERS,
  ...FARMING_MATTERS,
  ...SAFETY_MATTERS,
  ...CITY_LIFE_MATTERS,
  ...ECONOMY_MATTERS,
  ...GOVERNANCE_MATTERS,
];
