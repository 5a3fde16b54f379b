import type { Day } from '../../law/day.ts';
import type { Reader } from '../../platform/db/pool.ts';
import { type ParameterName, type ParameterValue, parameters } from '../parameters/index.ts';
import type { SignInWay } from './words.ts';

const NAMES = {
  attemptsPerAccount: 'sign-in.attempts-per-account',
  lockMinutes: 'sign-in.lock-minutes',
  lockSparesKnownNetworks: 'sign-in.lock-spares-known-networks',
  attemptsPerAddress: 'sign-in.attempts-per-address',
  attemptsPerNetwork: 'sign-in.attempts-per-network',
  windowMinutes: 'sign-in.window-minutes',
  idleMinutes: 'sign-in.idle-minutes',
  absoluteHours: 'sign-in.absolute-hours',
  sessionsPerPerson: 'sign-in.sessions-per-person',
  passwordLength: 'sign-in.password-length',
  passwordClasses: 'sign-in.password-classes',
  passwordDays: 'sign-in.password-days',
  passwordHistory: 'sign-in.password-history',
  totpRoles: 'sign-in.totp-roles',
  totpAfterOidc: 'sign-in.totp-after-oidc',
  codeMinutes: 'sign-in.code-minutes',
  logMonths: 'sign-in.log-months',
} as const satisfies Record<string, ParameterName>;

/** The rules of sign-in that hold on a day. */
export type SignInRules = { readonly [Key in keyof typeof NAMES]: ParameterValue<(typeof NAMES)[Key]> };

/**
 * The rules of sign-in on a day.
 * @param at without organisation: those of the whole installation, which hold before it is known who is there; an answer
 *   that followed the rules of somebody's organisation would tell that the name exists
 */
export async function signInRules(
  db: Reader,
  at: { day: Day; organisationId?: number },
): Promise<SignInRules> {
  return parameters(db, NAMES, at);
}

type SecondFactorRules = Pick<SignInRules, 'totpRoles' | 'totpAfterOidc'>;

/**
 * Whether somebody with these roles has to use a second factor beside this way in. `totpRoles`: role ids parted by commas
 * or blanks, or `*`.
 */
export function totpRequired(rules: SecondFactorRules, roles: readonly string[], way: SignInWay): boolean {
  const listed = rules.totpRoles.split(/[\s,，、]+/).filter(Boolean);
  return (
    (listed.includes('*') || roles.some((role) => listed.includes(role))) &&
    (way === 'password' || rules.totpAfterOidc)
  );
}

/** The rules that say whether a second factor is asked for, as they hold for an organisation today. */
export async function secondFactorRules(
  db: Reader,
  at: { day: Day; organisationId: number },
): Promise<SecondFactorRules> {
  const { totpRoles, totpAfterOidc } = NAMES;
  return parameters(db, { totpRoles, totpAfterOidc }, at);
}
