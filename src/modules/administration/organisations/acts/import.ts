import { applyImport, keepImport } from '../../../../core/index.ts';
import { type ChangeContext, change } from '../../../../platform/change.ts';
import type { Table } from '../../../../platform/xlsx/index.ts';

/* Many organisations at once, from a table. */

/** Keeps what was read from a file for the preview. */
export function prepareImport(
  ctx: ChangeContext,
  it: {
    organisationId: number | null;
    fileName: string;
    fileHash: string;
    table: Table;
    once?: string;
  },
): Promise<{ pid: string }> {
  const subject = {
    kind: 'organisation',
    id: it.organisationId ?? 0,
    organisationId: it.organisationId,
  };
  return change(
    ctx,
    {
      act: 'organisation.prepare-import',
      lock: async () => subject,
      ...(it.once === undefined ? {} : { once: it.once }),
    },
    async (c) => {
      const pid = await keepImport(c, it);
      c.created({ kind: 'table-import', id: pid });
      c.note({ rows: it.table.rows.length, refused: it.table.refused.length });
      return { pid };
    },
  );
}

/** Writes a prepared import: all or nothing. Each row needs the permission for its own organisation besides. */
export function importOrganisations(
  ctx: ChangeContext,
  it: {
    pid: string;
    organisationId: number | null;
    fingerprint: string;
    skipRefused: boolean;
    once?: string;
  },
): Promise<{ created: number; changed: number; refused: number }> {
  return change(
    ctx,
    {
      act: 'organisation.import',
      lock: async () => ({
        kind: 'table-import',
        id: it.pid,
        organisationId: it.organisationId,
      }),
      ...(it.once === undefined ? {} : { once: it.once }),
    },
    async (c) => {
      const outcome = await applyImport(c, it);
      c.note(outcome);
      return outcome;
    },
  );
}
