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
export { ConsoleFrame, type ConsoleNavEntry, consolePaths } from './console-frame.tsx';
export { CHOOSABLE, readChoices, setChoices } from './notices/choices.ts';
export {
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
  PARAMETERS,
  type ParameterName,
  type ParameterSpec,
  parameter,
  readParameterValue,
  UNITS,
} from './parameters/index.ts';
export { addPerson, grantRole, loadPerson, type Person, personOf } from './people.ts';
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
