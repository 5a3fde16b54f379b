export { type AccessTable, joinAccess } from './access.ts';
export { addAccount, classesOf, passwordProblem, setPassword, unlockAccount } from './accounts.ts';
export { readPublicCalendar, readPublicRules } from './calendar/index.ts';
export * from './captcha/index.ts';
export { ConsoleFrame, type ConsoleNavEntry, doneNotices } from './console-frame.tsx';
export { addDeputation, type Counterpart, counterparts } from './deputations.ts';
export {
  attachmentLimits,
  type KeptUpload,
  PROTECTIONS,
  portraitLimits,
  REFUSE_INFECTED,
  recordFile,
  SCANS,
  withKeptFiles,
} from './files/keep.ts';
export { makeMissingPreviews, readPreview } from './files/previews.ts';
export { orderSweep, SWEEP_QUEUE, sweepFiles } from './files/sweep.ts';
export { endRights, grantRole, LENDABLE } from './grants.ts';
export { type Holder, holdersOf, holdersSql, nearestHolders } from './holders.ts';
export * from './intake/index.ts';
export { addInvitation, caseInvitations, type InvitationRow } from './invitations.ts';
export { beyondEnd, lastPage } from './lists.ts';
export { BUILT_IN_SETTINGS, readLiveSettings } from './live-settings.ts';
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
export * from './organisations/index.ts';
export {
  addOrganisation,
  type Organisation,
  organisationByCode,
  organisationById,
  organisationsByIds,
  organisationsInScope,
  regionOf,
  regionsOn,
} from './organisations.ts';
export { accountPages, EventTable } from './pages/account.tsx';
export { helpPages } from './pages/help.tsx';
export { ExportButton, listExport } from './pages/list-export.tsx';
export { passwordPages } from './pages/password.tsx';
export { searchPages } from './pages/search.tsx';
export { secondFactorPages } from './pages/second-factor.tsx';
export { interruptedForm, signInPages } from './pages/sign-in.tsx';
export { signInView } from './pages/sign-in-view.tsx';
export { OIDC_CALLBACK, singleSignOnPages } from './pages/single-sign-on.tsx';
export { totpPages } from './pages/totp.tsx';
export {
  PARAMETER_GROUPS,
  PARAMETERS,
  type ParameterSpec,
  parameter,
  parameters,
  readParameterValue,
} from './parameters/index.ts';
export { localPortalParameter, portalParameter } from './parameters/public.ts';
export { addPerson, loadPerson, type Person, personOf } from './people.ts';
export { daysOfPeriod, isOver, periodName, YEAR_OR_MONTH } from './periods.ts';
export * from './personal/index.ts';
export {
  ANCHOR_QUEUE,
  ANCHOR_REASONS,
  type Anchor,
  type AnchorPlace,
  anchorFile,
  dailyAnchor,
  exportAnchor,
  readAnchors,
  recentAnchors,
} from './proof/anchor.ts';
export { chainHead } from './proof/chain.ts';
export { AUDIT_ROWS, type EvidenceTable } from './proof/evidence.ts';
export { Sealer } from './proof/sealer.ts';
export { type Finding, type Verification, verifyChain } from './proof/verify.ts';
export { SEALED_COLUMNS } from './sealed.ts';
export {
  holdsWords,
  type SearchFound,
  type SearchGroup,
  type SearchHit,
  searchWords,
  textHolds,
} from './search.ts';
export { findSession, sessionReadings } from './session.ts';
export {
  type AccountState,
  accountState,
  eventsOf,
  howOf,
  type SessionRow,
  sessionsOf,
} from './sign-in/account-reads.ts';
export { forgetAttempts, sourceKeys } from './sign-in/attempts.ts';
export { recordEvent } from './sign-in/events.ts';
export { type OidcSettings, SingleSignOn } from './sign-in/oidc.ts';
export { type SignInRules, signInRules } from './sign-in/rules.ts';
export { endSessions, signOut, sweepSessions } from './sign-in/sessions.ts';
export { signIn } from './sign-in/sign-in.ts';
export { removeTotp } from './sign-in/totp.ts';
export * from './sign-in/words.ts';
export { limitUploads } from './upload-limit.ts';
export {
  GRANTABLE,
  goesWith,
  LEVELS,
  type Level,
  ORGANISATION_KINDS,
  type OrganisationKind,
  ROLES,
  type Role,
  roleFamily,
  SCOPES,
  type ScopeKind,
} from './words.ts';
