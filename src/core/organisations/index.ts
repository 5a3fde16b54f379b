export {
  above,
  below,
  type Chart,
  type ChartNode,
  existsOn,
  keeperOf,
  readChart,
  reportsAt,
} from './chart.ts';
export {
  appointStaff,
  disclosureOfficeOf,
  disclosureStaffOf,
  dismissStaff,
  type Leader,
  leadersOf,
  nameLeader,
  peopleOf,
  saveDisclosureOffice,
} from './duties.ts';
export { FACT_LABELS, FACT_LENGTHS, type OrganisationFacts } from './facts.ts';
export { GAP_KINDS, type Standing, standings } from './gaps.ts';
export {
  admitMember,
  dismissMember,
  type GroupMember,
  type GroupVersion,
  groupMembers,
  groupVersions,
  leadingGroupOf,
  memberUnits,
  saveLeadingGroup,
} from './groups.ts';
export { cancelHearing, type Hearing, hearingsOf, recordHearing } from './hearings.ts';
export { applyImport, findImport, type KeptImport, keepImport, planFor } from './import.ts';
export { factText, ORGANISATION_COLUMNS, organisationTemplate } from './import-columns.ts';
export type { ImportPlan, PlannedChange, PlannedCreate } from './import-plan.ts';
export {
  addByFacts,
  endOrganisation,
  factsOf,
  formerNames,
  lockChart,
  nameOn,
  registeredFacts,
  renameOrganisation,
  saveFacts,
} from './keep.ts';
export {
  GROUP_ROLES,
  type GroupRole,
  KINDS,
  LEADER_DUTIES,
  type LeaderDuty,
  MEETING_KINDS,
} from './kinds.ts';
export { cancelMeeting, type Meeting, meetingsOf, recordMeeting } from './meetings.ts';
export { confirmRemedy, proposeRemedy, remedyOf } from './remedies.ts';
export { remindOfDuties } from './reminding.ts';
export { endSection, type Section, saveSection, sectionsOf } from './sections.ts';
