import path from 'node:path';
import { ACTS } from '../app.ts';
import {
  addAccount,
  addOrganisation,
  addPerson,
  grantRole,
  loadPerson,
  type OrganisationKind,
  type Person,
  signIn,
  signOut,
} from '../core/index.ts';
import { addDays, type Day } from '../law/day.ts';
import { addColumn, addSite } from '../mechanisms/publication/index.ts';
import { type Clock, settableClock } from '../platform/clock.ts';
import { sha256 } from '../platform/crypto.ts';
import type { Database } from '../platform/db/pool.ts';
import { Files } from '../platform/files/files.ts';
import type { FileStore } from '../platform/files/store.ts';
import { UploadArea } from '../platform/files/uploads.ts';
import { Jobs } from '../platform/jobs.ts';
import { keyringOf, newKeyFile } from '../platform/keyring.ts';
import { createLog } from '../platform/log.ts';
import { DEMO_COLUMNS, DEMO_DOCUMENTS, DEMO_ORGANISATIONS, DEMO_PEOPLE } from './content/index.ts';
import { seedDuties } from './duties.ts';
import { seedOrganColumns } from './organ-columns.ts';
import { Walk } from './walk.ts';

/** Password of all demo people; printed at every start. The demo runs only where nobody but this machine reaches it. */
export const DEMO_PASSWORD = 'Mingchuan@2026';

/**
 * Fills an empty database with the demo city. Every document goes the way of the real ones: the demo people sign in and
 * draft, review and sign; only the clock is set back, so that the papers carry different days.
 * @param place where their attachments go
 */
export async function seedDemo(
  db: Database,
  clock: Clock,
  place: { store: FileStore; dataDir: string },
): Promise<void> {
  const today = clock.today();
  await seedCity(db, clock, addDays(today, -1500));
  const jobs = new Jobs(db, 'sender', createLog('silent', 'seed'));
  await jobs.start();
  const time = settableClock(clock.now().getTime());
  const people = new Map<string, Person>();
  const sessions: { tokenHash: string; personId: number }[] = [];
  for (const p of DEMO_PEOPLE) {
    const signedIn = await signIn(db, {
      username: p.username,
      password: DEMO_PASSWORD,
      address: '127.0.0.1',
      now: clock.now(),
      requestId: 'seed',
    });
    const actor = await loadPerson(db, signedIn.personId, today, ACTS);
    if (!actor) throw new Error(`${p.username} does not serve`);
    people.set(p.username, actor);
    sessions.push({ tokenHash: sha256(signedIn.token), personId: signedIn.personId });
  }
  const columns = await columnIds(db);
  const uploads = new UploadArea(path.join(place.dataDir, 'uploads'), 0);
  await uploads.open();
  // Every file of the demo city is public: these keys seal nothing.
  const files = { files: new Files(place.store, keyringOf(newKeyFile())), uploads };
  const walk = new Walk({ db, jobs, time, now: clock.now().getTime(), today, people, columns, files });
  for (const d of [...DEMO_DOCUMENTS].sort((a, b) => b.writtenDaysAgo - a.writtenDaysAgo))
    await walk.document(d);
  await seedOrganColumns(
    { db, jobs, clock, requestId: 'seed' },
    people.get('gujianguo')!,
    addDays(today, -400),
  );
  for (const s of sessions) await signOut(db, { ...s, now: clock.now(), requestId: 'seed' });
  await jobs.stop(1);
}

async function seedCity(db: Database, clock: Clock, since: Day): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const ids = new Map<string, number>();
    for (const [i, o] of DEMO_ORGANISATIONS.entries()) {
      const parentId = o.parent ? ids.get(o.parent) : undefined;
      const guidedById = o.guidedBy ? ids.get(o.guidedBy) : undefined;
      const seatCountyId = o.seatCounty ? ids.get(o.seatCounty) : undefined;
      ids.set(
        o.code,
        await addOrganisation(tx, {
          ...o,
          kind: o.kind as OrganisationKind,
          sortOrder: i,
          validFrom: since,
          ...(parentId === undefined ? {} : { parentId }),
          ...(guidedById === undefined ? {} : { guidedById }),
          ...(seatCountyId === undefined ? {} : { seatCountyId }),
        }),
      );
    }
    const people = new Map<string, number>();
    const at = clock.now();
    for (const p of DEMO_PEOPLE) {
      const person = await addPerson(tx, {
        name: p.name,
        organisationId: ids.get(p.organisation)!,
        post: p.post,
        validFrom: since,
      });
      await addAccount(tx, {
        personId: person.id,
        username: p.username,
        password: DEMO_PASSWORD,
        settled: true,
        at,
      });
      for (const r of p.roles)
        await grantRole(tx, {
          personId: person.id,
          role: r.role,
          scope: r.scope,
          organisationId: ids.get(r.organisation)!,
          validFrom: since,
          at,
        });
      people.set(p.username, person.id);
    }
    await seedDuties(tx, people, { now: at, today: clock.today(), since });
    const city = DEMO_ORGANISATIONS.find((o) => o.kind === 'city-government')!;
    const siteId = await addSite(tx, {
      code: 'main',
      organisationId: ids.get(city.code)!,
      name: '明川市政府信息公开平台',
      tagline: '以公开为常态 · 不公开为例外',
      facts: {
        operator: '明川市政务信息中心',
        siteCode: '0000000000',
        icp: '明ICP备00000000号',
        police: '明公网安备00000000000000号',
        partyMarkUrl: 'https://example.com/party-organ-mark',
        findErrorUrl: 'https://example.com/find-error?site_code=0000000000',
        postcode: '000000',
        email: 'gongkai@mingchuan.example',
        accounts: [{ label: '明川发布（示例）', url: 'https://example.com/mingchuan' }],
        phone: '0000-12345（工作日 9:00—12:00，13:30—17:30）',
        address: '明川市安和路 1 号',
        demo: true,
      },
    });
    const columns = new Map<string, number>();
    for (const [i, c] of DEMO_COLUMNS.entries()) {
      const parentId = c.parent ? columns.get(c.parent) : undefined;
      columns.set(
        c.path,
        await addColumn(tx, {
          siteId,
          path: c.path,
          name: c.name,
          description: c.description,
          sortOrder: i,
          ...(parentId === undefined ? {} : { parentId }),
        }),
      );
    }
  });
}

async function columnIds(db: Database): Promise<Map<string, number>> {
  const rows = await db.selectFrom('column_node').select(['id', 'path']).execute();
  return new Map(rows.map((r) => [r.path, r.id]));
}
