import type { Matter } from '../papers/matter.ts';
import { HOUSING_MATTERS } from './housing.ts';

/** The matters whose papers fill the demo city. */
export const MATTERS: readonly Matter[] = [...HOUSING_MATTERS];
