import { sql } from 'kysely';
import { sm3 } from '../../platform/crypto.ts';
import type { Reader } from '../../platform/db/pool.ts';

/** SM3 (GB/T 32905) of a text, hex. */
export const hashOf = (text: string): string => sm3(text);

/** One link of the chain. */
export interface Seal {
  /** From 1 on, without gaps. */
  position: number;
  kind: string;
  rowId: number;
  /** Version of the canonical form of the row. */
  form: number;
  /** SM3 of the row's canonical form, hex. */
  rowHash: string;
  /** Microseconds since 1970. */
  sealedAt: number;
}

/** What stands before the first link: bound to the installation, so that a chain cannot be taken to another one. */
export function genesis(installation: string): string {
  return hashOf(`mingtang-chain-1\ninstallation=${installation}\n`);
}

/**
 * The hash of a link: everything of it, and the link before. Version 1, UTF-8, each line ended by a line feed:
 * `mingtang-seal-1`, `previous=<hex>`, `position=`, `kind=`, `row=`, `form=`, `hash=<hex>`, `sealed=<microseconds>`.
 * @param previous hash of the link before, hex
 */
export function sealHash(previous: string, s: Seal): string {
  return hashOf(
    `mingtang-seal-1\nprevious=${previous}\nposition=${s.position}\nkind=${s.kind}\nrow=${s.rowId}\nform=${s.form}\nhash=${s.rowHash}\nsealed=${s.sealedAt}\n`,
  );
}

/** The end of the chain: position 0 and the genesis while nothing is sealed. */
export interface ChainHead {
  installation: string;
  position: number;
  /** Hex. */
  hash: string;
  sealedAt: Date | null;
}

/** Reads the end of the chain. */
export async function chainHead(db: Reader): Promise<ChainHead> {
  const { rows } = await sql<{
    installation: string;
    position: number | null;
    hash: string | null;
    sealed_at: Date | null;
  }>`select i.id as installation, s.position, encode(s.chain_hash, 'hex') as hash, s.sealed_at
     from installation i left join lateral (select * from audit_seal order by position desc limit 1) s on true`.execute(
    db,
  );
  const row = rows[0];
  if (!row) throw new Error('the table installation is empty');
  return {
    installation: row.installation,
    position: row.position ?? 0,
    hash: row.hash ?? genesis(row.installation),
    sealedAt: row.sealed_at,
  };
}
