import { EDUCATION_DOCUMENTS } from './documents/education.ts';
import { FARMING_DOCUMENTS } from './documents/farming.ts';
import { GOVERNMENT_DOCUMENTS } from './documents/government.ts';
import { GRASSROOTS_HEALTH_DOCUMENTS } from './documents/grassroots-health.ts';
import { HEALTH_DOCUMENTS } from './documents/health.ts';
import { HOUSING_DOCUMENTS } from './documents/housing.ts';
import { HOUSING_FUND_DOCUMENTS } from './documents/housing-fund.ts';
import { SAFETY_DOCUMENTS } from './documents/safety.ts';
import { WELFARE_DOCUMENTS } from './documents/welfare.ts';
import type { DemoDocument } from './types.ts';

export { DEMO_COLUMNS } from './columns.ts';
export { DEMO_DUTIES, DEMO_GROUP } from './duties.ts';
export { DEMO_ORGANISATIONS } from './organisations.ts';
export { workday, workdayBefore, workdaysFrom, written } from './papers/workdays.ts';
export { DEMO_PEOPLE } from './people.ts';
export type { DemoAttachment, DemoDocument, DemoDuties, DemoOrganisation, DemoPerson } from './types.ts';
export { WIDER_DUTIES, WIDER_ORGANISATIONS } from './wider-organisations.ts';
export { WIDER_PEOPLE } from './wider-people.ts';

/** The twenty papers written by hand; ten of them have a public page. */
export const DEMO_DOCUMENTS: DemoDocument[] = [
  ...GRASSROOTS_HEALTH_DOCUMENTS,
  ...HEALTH_DOCUMENTS,
  ...HOUSING_FUND_DOCUMENTS,
  ...HOUSING_DOCUMENTS,
  ...EDUCATION_DOCUMENTS,
  ...FARMING_DOCUMENTS,
  ...SAFETY_DOCUMENTS,
  ...WELFARE_DOCUMENTS,
  ...GOVERNMENT_DOCUMENTS,
];
