export { type AccessTable, joinAccess } from './access.ts';
export { ConsoleFrame, type ConsoleNavEntry, consolePaths } from './console-frame.tsx';
export {
  addAccount,
  passwordProblem,
  readSession,
  setPassword,
  SIGN_IN,
  signIn,
  signOut,
  sweepSessions,
} from './accounts.ts';
export {
  addOrganisation,
  type NewOrganisation,
  type Organisation,
  organisationByCode,
  organisationById,
  organisationsByIds,
} from './organisations.ts';
export { addPerson, grantRole, loadPerson, type Person, personOf } from './people.ts';
export { LEVELS, type Level, ORGANISATION_KINDS, type OrganisationKind, type Role, ROLES, type ScopeKind, SCOPES } from './words.ts';
export { passwordPages } from './pages/password.tsx';
export { signInPages } from './pages/sign-in.tsx';
export { findSession, SESSION_COOKIE } from './session.ts';
