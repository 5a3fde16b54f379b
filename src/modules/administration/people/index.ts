import type { ConsoleFrame, ConsoleNavEntry } from '../../../core/index.ts';
import { orphanedWork } from '../../../mechanisms/procedure/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import type { House } from '../../module.ts';
import { absencePages } from './pages/absence.tsx';
import { accountForms } from './pages/account-forms.tsx';
import { deputationForm } from './pages/deputation-form.tsx';
import { grantForm } from './pages/grant-form.tsx';
import { handoverPage } from './pages/handover.tsx';
import { importPage } from './pages/import.tsx';
import { listPage } from './pages/list.tsx';
import { personPages } from './pages/person.tsx';
import { rolesPage } from './pages/roles.tsx';
import { staffForms } from './pages/staff-forms.tsx';
import { unattendedPage } from './pages/unattended.tsx';

/** Entries of the side bar. The number is that of the tasks that nobody can take. */
export const peopleNav: readonly ConsoleNavEntry[] = [
  { heading: '办理', label: '外出代理', path: '/absence', icon: 'corner-down-right' },
  {
    heading: '机构人员',
    label: '人员与授权',
    path: '/people',
    icon: 'users',
    act: 'person.read',
    count: async (ctx, person) => (await orphanedWork(ctx.db, ctx.today, person.scope('person.read'))).length,
  },
  { heading: '机构人员', label: '角色与权限', path: '/roles', icon: 'shield', act: 'role.read' },
];

/** People, accounts, roles, grants, deputies, handover. */
export function peoplePages(face: Face, frame: ConsoleFrame, house: House): void {
  listPage(face, frame);
  unattendedPage(face, frame, house);
  importPage(face, frame);
  staffForms(face, frame);
  accountForms(face, frame);
  personPages(face, frame);
  grantForm(face, frame);
  deputationForm(face, frame);
  handoverPage(face, frame, house);
  absencePages(face, frame);
  rolesPage(face, frame, house);
}
