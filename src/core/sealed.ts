import { fileKeyPurpose } from '../platform/files/files.ts';
import type { SealedColumn } from '../platform/sealed-columns.ts';
import { INTAKE_KEY_COLUMN } from './intake/index.ts';
import { CONTACT_COLUMNS } from './notices/contacts.ts';
import { CASE_KEY_COLUMN } from './personal/index.ts';
import { totpPurpose } from './sign-in/totp.ts';

const totp = (table: string): SealedColumn => ({
  table,
  key: 'person_id',
  column: 'secret',
  purpose: (person) => totpPurpose(Number(person)),
});

/** Every column that the keys of the installation have sealed: what a change of the key has to seal again. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  CASE_KEY_COLUMN,
  INTAKE_KEY_COLUMN,
  ...CONTACT_COLUMNS,
  totp('totp_credential'),
  totp('totp_enrolment'),
  {
    table: 'stored_file',
    key: 'store_key',
    column: 'wrapped_key',
    purpose: (key) => fileKeyPurpose(String(key)),
  },
];
