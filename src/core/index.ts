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
export {
  attachmentLimits,
  type KeptUpload,
  PROTECTIONS,
  type Protection,
  REFUSE_INFECTED,
  recordFile,
  SCANS,
  type Scan,
  withKeptFiles,
} from './files/keep.ts';
export { orderSweep, SWEEP_QUEUE, sweepFiles } from './files/sweep.ts';
export { type NewNotice, NOTICE_KINDS, type NoticeKind, notify } from './notices.ts';
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
export { addPerson, grantRole, loadPerson, type Person, personOf } from './people.ts';
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
