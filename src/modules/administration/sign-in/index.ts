import type { ConsoleFrame, ConsoleNavEntry } from '../../../core/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { overviewPages } from './overview.tsx';
import { accountSecurityPages } from './person.tsx';

export { signInAccess } from './access.ts';
export { signInLabels } from './words.ts';

/** The entry of 账号安全. */
export const signInNav: readonly ConsoleNavEntry[] = [
  { heading: '安全', label: '账号安全', path: '/sign-in-security', icon: 'shield-lock', act: 'sign-in.read' },
];

/** 账号安全: locks, sessions, second factors, networks. */
export function signInSecurityPages(face: Face, frame: ConsoleFrame): void {
  overviewPages(face, frame);
  accountSecurityPages(face, frame);
}
