import { fileKeyPurpose } from '../platform/files/files.ts';
import type { SealedColumn } from '../platform/sealed-columns.ts';
import { INTAKE_KEY_COLUMN } from './intake/index.ts';
import { CONTACT_COLUMNS } from './notices/contacts.ts';
import { CASE_KEY_COLUMN } from './personal/index.ts';
import { TOTP_COLUMNS } from './sign-in/totp.ts';

/** Every column that the keys of the installation have sealed: what a change of the key has to seal again. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  CASE_KEY_COLUMN,
  INTAKE_KEY_COLUMN,
  ...TOTP_COLUMNS,
  ...CONTACT_COLUMNS,
  {
    table: 'stored_file',
    key: ['store_key'],
    column: 'wrapped_key',
    purpose: (key) => fileKeyPurpose(String(key)),
  },
];
