import type { Level, OrganisationKind } from '../words.ts';

/** What goes with a kind of organisation. */
interface KindFacts {
  /** Levels on which the kind exists. */
  levels: readonly Level[];
  /** A people's government of county level or above: it reconsiders acts of what is below it. */
  government: boolean;
  /** Makes and publishes papers of its own; a village is run by its township, an external superior is a source only. */
  ownWorkflow: boolean;
  /** Must have full-time disclosure staff, responsible leaders and a yearly hearing (公开主体). */
  obliged: boolean;
}

const facts = (
  levels: readonly Level[],
  o: Partial<Pick<KindFacts, 'government' | 'ownWorkflow' | 'obliged'>> = {},
): KindFacts => ({ levels, government: false, ownWorkflow: true, obliged: true, ...o });

/** The kinds of table B.1 and what the rules ask of each. */
export const KINDS: Readonly<Record<OrganisationKind, KindFacts>> = {
  'city-government': facts(['city'], { government: true }),
  'government-office': facts(['city', 'county']),
  department: facts(['city', 'county']),
  county: facts(['county'], { government: true }),
  'special-zone': facts(['county']),
  township: facts(['township']),
  village: facts(['village'], { ownWorkflow: false, obliged: false }),
  'affiliated-institution': facts(['city', 'county']),
  'city-enterprise': facts(['city'], { obliged: false }),
  'authorised-body': facts(['city', 'county', 'township']),
  'public-enterprise': facts(['city', 'county', 'township'], { obliged: false }),
  'service-centre': facts(['city', 'county', 'township', 'village'], { obliged: false }),
  external: facts(['superior'], { ownWorkflow: false, obliged: false }),
};

/** Duties of the responsible leaders of an organisation. */
export const LEADER_DUTIES = { principal: '第一责任人', deputy: '分管负责人' } as const;
export type LeaderDuty = keyof typeof LEADER_DUTIES;

/** Roles within a leading group, in the order in which they are shown. */
export const GROUP_ROLES = {
  head: '组长',
  'deputy-head': '副组长',
  member: '成员',
  'office-head': '办公室主任',
} as const;
export type GroupRole = keyof typeof GROUP_ROLES;

/** Kinds of meetings of a leading group. */
export const MEETING_KINDS = { plenary: '全体会议', office: '办公室会议', special: '专题会议' } as const;
export type MeetingKind = keyof typeof MEETING_KINDS;
