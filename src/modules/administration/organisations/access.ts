import type { AccessTable } from '../../../core/access.ts';

/**
 * Who may do what with organisations. The administrator keeps them; the disclosure office watches them and records what
 * it itself arranges: hearings and the leading group (R-ORG-02, R-ORG-03).
 */
export const access = {
  'organisation.read': ['administrator', 'disclosure-office', 'supervisor'],
  'organisation.add': ['administrator'],
  'organisation.save': ['administrator'],
  'organisation.rename': ['administrator'],
  'organisation.end': ['administrator'],
  'organisation.save-section': ['administrator'],
  'organisation.end-section': ['administrator'],
  'organisation.save-office': ['administrator'],
  'organisation.name-leader': ['administrator'],
  'organisation.appoint-staff': ['administrator'],
  'organisation.dismiss-staff': ['administrator'],
  'organisation.record-hearing': ['administrator', 'disclosure-office'],
  'organisation.cancel-hearing': ['administrator', 'disclosure-office'],
  'organisation.save-group': ['administrator', 'disclosure-office'],
  'organisation.admit-member': ['administrator', 'disclosure-office'],
  'organisation.dismiss-member': ['administrator', 'disclosure-office'],
  'organisation.confirm-remedy': ['administrator'],
  'organisation.prepare-import': ['administrator'],
  'organisation.import': ['administrator'],
} as const satisfies AccessTable;

/** Names of the acts on organisations. */
export type OrganisationAct = keyof typeof access;
