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
export { type NewNotice, NOTICE_KINDS, type NoticeKind, notify } from './notices.ts';
export * from './organisations/index.ts';
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
