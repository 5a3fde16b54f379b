import type pg from 'pg';
import { inject } from 'vitest';
import { type Anchor, chainHead, Sealer, type Verification, verifyChain } from '../src/core/index.ts';
import { EVIDENCE } from '../src/modules/administration/index.ts';
import { type Clock, settableClock } from '../src/platform/clock.ts';
import { connect } from '../src/platform/db/migrate.ts';
import { type Database, openDatabase } from '../src/platform/db/pool.ts';
import { addOrgan, addStaff, cloneDatabase, type TestDatabase } from './harness.ts';

/* A database with evidence in it, its sealer, and the owner of the database, who may do everything. */

export interface ProofGround {
  database: TestDatabase;
  db: Database;
  clock: Clock & { set(to: string | number): void };
  sealer: Sealer;
  /** Superuser: keys and grants do not hold him up. */
  owner: pg.Client;
  organisation: number;
  person: number;
  /** Writes audit rows and events, one transaction each, as the app role would. */
  write(n: number): Promise<void>;
  /** What the end of the chain would be written down as now. */
  anchor(): Promise<Anchor>;
  verify(anchors?: readonly Anchor[]): Promise<Verification>;
  /** Keeps the evidence as it is; `restore` puts it back. */
  keep(): Promise<void>;
  restore(): Promise<void>;
  end(): Promise<void>;
}

const TABLES = ['audit_row', 'case_event', 'audit_seal'] as const;

export async function proofGround(): Promise<ProofGround> {
  const database = await cloneDatabase('empty');
  const db = openDatabase(database.app, { max: 12, name: 'test', onError: () => undefined });
  const clock = settableClock('2026-05-20T09:00:00+08:00');
  const owner = await connect(database.address(inject('superuser')));
  const organisation = await addOrgan(db, { code: 'organ' });
  const person = await addStaff(db, { username: 'person', organisationId: organisation });
  const { rows } = await owner.query(
    `insert into procedure_case (pid, procedure, organisation_id, subject, state, opened_on, created_at)
     values ('abcdefgh12', 'document-passage', $1, '测试', 'drafting', '2026-05-20', $2) returning id`,
    [organisation, clock.now()],
  );
  const caseId = rows[0].id as number;
  let written = 0;
  const ground: ProofGround = {
    database,
    db,
    clock,
    sealer: new Sealer(db, clock, EVIDENCE),
    owner,
    organisation,
    person,
    async write(n) {
      for (let i = 0; i < n; i++) {
        written++;
        await db.transaction().execute(async (tx) => {
          await tx
            .insertInto('audit_row')
            .values({
              at: clock.now(),
              ...(written % 3 === 0 ? { service: 'system' } : { person_id: person }),
              act: 'document.save',
              subject_kind: 'case',
              subject_id: String(caseId),
              organisation_id: written % 4 === 0 ? null : organisation,
              request_id: `request-${written}`,
              details: JSON.stringify(written % 2 ? { 稿次: written, b: [1.5, true, null] } : {}),
            })
            .execute();
          await tx
            .insertInto('case_event')
            .values({
              case_id: caseId,
              act: 'document.save',
              from_state: written % 2 ? 'drafting' : null,
              to_state: 'drafting',
              person_id: person,
              at: clock.now(),
              legal_day: '2026-05-20',
              facts: JSON.stringify({ edition: written, hash: 'ab'.repeat(8) }),
              comment: written % 2 ? '同意。' : '',
            })
            .execute();
        });
      }
    },
    async anchor() {
      const head = await chainHead(db);
      const { rows: counts } = await owner.query(
        `select count(*) filter (where kind = 'audit') as audits, count(*) filter (where kind = 'event') as events from audit_seal`,
      );
      return {
        form: 'mingtang-anchor-1',
        installation: head.installation,
        position: head.position,
        chain: head.hash,
        audits: Number(counts[0].audits),
        events: Number(counts[0].events),
        at: '2026-05-20T09:00:00+08:00',
        reason: 'daily',
      };
    },
    verify: (anchors = []) => verifyChain(db, EVIDENCE, anchors),
    async keep() {
      for (const table of TABLES) {
        await owner.query(`drop table if exists kept_${table}`);
        await owner.query(`create table kept_${table} as table ${table}`);
      }
    },
    async restore() {
      await owner.query(`truncate ${TABLES.join(', ')}`);
      for (const table of TABLES)
        await owner.query(`insert into ${table} overriding system value table kept_${table}`);
    },
    async end() {
      await owner.end();
      await db.destroy();
      await database.drop();
    },
  };
  return ground;
}
