import type pg from 'pg';
import type { TableShape } from './dump.ts';

interface Constraint {
  table: string;
  name: string;
  definition: string;
}

/**
 * Takes foreign keys and triggers off while tables are filled in any order: triggers guard steps (a submitted paper is
 * not changed), and a restore takes no steps. Putting the keys back checks every row: a backup whose rows do not fit
 * together is refused as a whole.
 * @param client connected as the owner, inside the transaction of the restore
 * @returns puts them back
 */
export async function withoutGuards(client: pg.Client): Promise<() => Promise<void>> {
  const { rows: keys } = await client.query<Constraint>(`
    select format('%I.%I', n.nspname, c.relname) as table, quote_ident(k.conname) as name, pg_get_constraintdef(k.oid) as definition
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    where k.contype = 'f' and n.nspname in ('public', 'portal') and k.conparentid = 0`);
  const { rows: triggers } = await client.query<{ table: string; name: string }>(`
    select format('%I.%I', n.nspname, c.relname) as table, quote_ident(t.tgname) as name
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
    where not t.tgisinternal and n.nspname in ('public', 'portal')`);
  for (const k of keys) await client.query(`alter table ${k.table} drop constraint ${k.name}`);
  for (const t of triggers) await client.query(`alter table ${t.table} disable trigger ${t.name}`);
  return async () => {
    for (const t of triggers) await client.query(`alter table ${t.table} enable trigger ${t.name}`);
    for (const k of keys)
      await client.query(`alter table ${k.table} add constraint ${k.name} ${k.definition}`);
  };
}

/** Fills rows into a table; ids stay what they were. */
export async function loadLines(
  client: pg.Client,
  table: TableShape,
  lines: readonly string[],
): Promise<void> {
  const columns = table.columns.join(', ');
  await client.query(
    `insert into ${table.name} (${columns}) overriding system value
     select ${table.columns.map((c) => `r.${c}`).join(', ')} from unnest($1::text[]) x, json_populate_record(null::${table.name}, x::json) r`,
    [lines],
  );
}

/** Lets every identity column go on behind the largest id that was filled in. */
export async function advanceIdentities(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(`
    select format('%I.%I', n.nspname, c.relname) as table, quote_ident(a.attname) as column,
      pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname) as sequence
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where a.attidentity <> '' and n.nspname in ('public', 'portal') and c.relkind in ('r', 'p')`);
  for (const r of rows)
    await client.query(
      `select setval($1, greatest((select coalesce(max(${r.column}), 0) from ${r.table}), 1), (select count(*) > 0 from ${r.table}))`,
      [r.sequence],
    );
}
