export { type AccessTable, joinAccess } from './access.ts';
export {
  addAccount,
  passwordProblem,
  readSession,
  SIGN_IN,
  setPassword,
  signIn,
  signOut,
  sweepSessions,
} from './accounts.ts';
export { readPublicCalendar, readPublicRules } from './calendar/index.ts';
export { ConsoleFrame, type ConsoleNavEntry, consolePaths } from './console-frame.tsx';
export * from './intake/index.ts';
export { CHOOSABLE, readChoices, setChoices } from './notices/choices.ts';
export {
  CONTACT_COLUMNS,
  type CodeVerdict,
  type Contact,
  confirmContact,
  forgetDeparted,
  maskedAddress,
  readContact,
  removeContact,
  setContact,
} from './notices/contacts.ts';
export { instantAt, minutesOfDay } from './notices/hours.ts';
export {
  countInbox,
  countUnread,
  type InboxRow,
  inboxOwners,
  listInbox,
  lockNotice,
  markRead,
} from './notices/inbox.ts';
export {
  countOutgoing,
  dropFailed,
  listOutgoing,
  lockFailed,
  type OutgoingRow,
  outgoingPause,
  pauseOutgoing,
  resumeOutgoing,
  retryFailed,
  SEND_QUEUE,
  wakeSender,
} from './notices/outgoing.ts';
export { gatherDigests, planDeliveries } from './notices/planning.ts';
export { sendDue, wakeDue } from './notices/sending.ts';
export {
  CHANNEL_NAMES,
  CHANNELS,
  type Channel,
  MESSAGE_PURPOSES,
  MESSAGE_STATES,
  type MessageState,
  RHYTHMS,
  type Rhythm,
} from './notices/words.ts';
export {
  leaveNotice,
  type NewNotice,
  NOTICE_KINDS,
  type NoticeKind,
  notify,
  PLAN_QUEUE,
} from './notices.ts';
export {
  addOrganisation,
  type NewOrganisation,
  type Organisation,
  organisationByCode,
  organisationById,
  organisationsByIds,
} from './organisations.ts';
export { passwordPages } from './pages/password.tsx';
export { signInPages } from './pages/sign-in.tsx';
export {
  PARAMETER_GROUPS,
  PARAMETERS,
  type ParameterName,
  type ParameterSpec,
  parameter,
  readParameterValue,
  UNITS,
} from './parameters/index.ts';
export { type PortalParameterName, portalParameter } from './parameters/public.ts';
export { addPerson, grantRole, loadPerson, type Person, personOf } from './people.ts';
export * from './personal/index.ts';
export {
  ANCHOR_QUEUE,
  ANCHOR_REASONS,
  type Anchor,
  type AnchorMail,
  type AnchorPlace,
  anchorFile,
  dailyAnchor,
  exportAnchor,
  readAnchors,
  recentAnchors,
} from './proof/anchor.ts';
export { type ChainHead, chainHead } from './proof/chain.ts';
export { AUDIT_ROWS, type EvidenceTable } from './proof/evidence.ts';
export { Sealer } from './proof/sealer.ts';
export { type Finding, type Verification, verifyChain } from './proof/verify.ts';
export { nearestHolders, type RoleHolder, roleHolders } from './role-holders.ts';
export { findSession, SESSION_COOKIE } from './session.ts';
export {
  GRANTABLE,
  LEVELS,
  type Level,
  ORGANISATION_KINDS,
  type OrganisationKind,
  ROLES,
  type Role,
  SCOPES,
  type ScopeKind,
} from './words.ts';
