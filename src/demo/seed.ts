import path from 'node:path';
import { sql } from 'kysely';
import {
  addAccount,
  addOrganisation,
  addPerson,
  grantRole,
  loadPerson,
  type Organisation,
  type OrganisationKind,
  organisationById,
  type Person,
  readChart,
  signIn,
  signOut,
} from '../core/index.ts';
import { ACTS } from '../house.ts';
import { addDays, type Day } from '../law/day.ts';
import { addColumn, addSite } from '../mechanisms/publication/index.ts';
import type { Clock } from '../platform/clock.ts';
import { sha256 } from '../platform/crypto.ts';
import type { Database } from '../platform/db/pool.ts';
import { Files } from '../platform/files/files.ts';
import type { FileStore } from '../platform/files/store.ts';
import { UploadArea } from '../platform/files/uploads.ts';
import { Jobs } from '../platform/jobs.ts';
import { type Keyring, keyringOf, newKeyFile } from '../platform/keyring.ts';
import { createLog } from '../platform/log.ts';
import {
  DEMO_COLUMNS,
  DEMO_DOCUMENTS,
  DEMO_DUTIES,
  DEMO_ORGANISATIONS,
  DEMO_PEOPLE,
  type DemoDocument,
  type DemoDuties,
  type DemoOrganisation,
  type DemoPerson,
  WIDER_DUTIES,
  WIDER_ORGANISATIONS,
  WIDER_PEOPLE,
} from './content/index.ts';
import { demoPapers } from './content/papers/index.ts';
import { seedDuties } from './duties.ts';
import { walkAll } from './lanes.ts';
import { seedOffice } from './office/index.ts';
import { seedOrganColumns } from './organ-columns.ts';

/** Password of all demo people; printed at every start. The demo runs only where nobody but this machine reaches it. */
export const DEMO_PASSWORD = 'Mingchuan@2026';

/**
 * How much of the demo city: its twenty papers written by hand; or all of its papers with all of its bodies and the life
 * of the office around them, for which people write in through the role of the portal and are sealed with the
 * installation's keys.
 */
export type DemoPapers = { papers: 'hand-written' } | { papers: 'all'; portal: Database; keys: Keyring };

/**
 * Fills an empty database with the demo city. Every document goes the way of the real ones: the demo people sign in and
 * draft, review and sign; only the clock is set back, so that the papers carry different days.
 * The site is marked as unfinished until the last paper has walked: a city that was cut off is never taken for a whole one.
 * @param place where their attachments go
 */
export async function seedDemo(
  db: Database,
  clock: Clock,
  place: { store: FileStore; dataDir: string },
  o: DemoPapers,
): Promise<void> {
  const today = clock.today();
  const city = o.papers === 'all' ? wholeCity(today) : SMALL_CITY;
  await seedCity(db, clock, addDays(today, -1500), city);
  const jobs = new Jobs(db, 'sender', createLog('silent', 'seed'));
  await jobs.start();
  const people = new Map<string, Person>();
  const sessions: { tokenHash: string; personId: number }[] = [];
  const enter = async (p: DemoPerson) => {
    const signedIn = await signIn(db, {
      username: p.username,
      password: DEMO_PASSWORD,
      address: '127.0.0.1',
      now: clock.now(),
      requestId: 'seed',
    });
    const actor = await loadPerson(db, signedIn.personId, today, ACTS);
    if (!actor) throw new Error(`${p.username} does not serve`);
    // Nobody but the seeding changes rights here: to find them anew for every act would be half of its statements.
    const { again: _, ...fixed } = actor;
    people.set(p.username, fixed);
    sessions.push({ tokenHash: sha256(signedIn.token), personId: signedIn.personId });
  };
  await Promise.all(city.people.map(enter));
  const uploads = new UploadArea(path.join(place.dataDir, 'uploads'), 0);
  await uploads.open();
  // Every file of the demo city is public: these keys seal nothing.
  const files = { files: new Files(place.store, keyringOf(newKeyFile())), uploads };
  const chart = await readChart(db);
  const organisations = new Map<string, Organisation>();
  for (const code of new Set(city.documents.map((d) => d.organisation)))
    organisations.set(code, await organisationById(db, chart.byCode.get(code)!.id));
  const now = clock.now().getTime();
  const pids = await walkAll(
    { db, jobs, now, today, people, organisations, columns: await columnIds(db), files },
    city.documents,
  );
  await seedOrganColumns(
    { db, jobs, clock, requestId: 'seed' },
    people.get('gujianguo')!,
    city,
    addDays(today, -400),
  );
  if (o.papers === 'all') {
    const papers = new Map(city.documents.map((d) => [d.key, d]));
    await seedOffice({ db, portal: o.portal, keys: o.keys, jobs, now, today, people, papers, pids });
  }
  for (const s of sessions) await signOut(db, { ...s, now: clock.now(), requestId: 'seed' });
  await jobs.stop(1);
  await markFinished(db);
}

interface City {
  organisations: readonly DemoOrganisation[];
  people: readonly DemoPerson[];
  duties: readonly DemoDuties[];
  documents: readonly DemoDocument[];
}

const SMALL_CITY: City = {
  organisations: DEMO_ORGANISATIONS,
  people: DEMO_PEOPLE,
  duties: DEMO_DUTIES,
  // Without what makes lists to narrow by: tests follow every link of this city, and each tag multiplies them.
  documents: DEMO_DOCUMENTS.map(({ tags: _tags, region: _region, effectLevel: _level, ...d }) => d),
};

const wholeCity = (today: Day): City => ({
  organisations: [...DEMO_ORGANISATIONS, ...WIDER_ORGANISATIONS],
  people: [...DEMO_PEOPLE, ...WIDER_PEOPLE],
  duties: [...DEMO_DUTIES, ...WIDER_DUTIES],
  documents: demoPapers(today),
});

/** Whether a demo city in this database was cut off before it was whole. */
export async function demoUnfinished(db: Database): Promise<boolean> {
  const site = await db.selectFrom('site').select('facts').where('code', '=', 'main').executeTakeFirst();
  return (site?.facts as { unfinished?: boolean } | undefined)?.unfinished === true;
}

/** The last write of the seeding: what it commits is on the disk, and with it everything before. */
async function markFinished(db: Database): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`set local synchronous_commit = on`.execute(tx);
    await sql`update site set facts = facts - 'unfinished' where code = 'main'`.execute(tx);
  });
}

/** The order in which bodies stand in lists: kind by kind, as they were laid down. */
const KIND_ORDER: readonly DemoOrganisation['kind'][] = [
  'external',
  'city-government',
  'government-office',
  'department',
  'authorised-body',
  'county',
  'special-zone',
  'township',
  'public-enterprise',
  'service-centre',
  'village',
];

async function seedCity(db: Database, clock: Clock, since: Day, city: City): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const ids = new Map<string, number>();
    for (const [i, o] of city.organisations.entries()) {
      const parentId = o.parent ? ids.get(o.parent) : undefined;
      const guidedById = o.guidedBy ? ids.get(o.guidedBy) : undefined;
      const seatCountyId = o.seatCounty ? ids.get(o.seatCounty) : undefined;
      ids.set(
        o.code,
        await addOrganisation(tx, {
          ...o,
          kind: o.kind as OrganisationKind,
          // The small city stands as it was written down; the whole one, which came in two lists, by kind.
          sortOrder: city === SMALL_CITY ? i : KIND_ORDER.indexOf(o.kind) * 100 + i,
          validFrom: since,
          ...(parentId === undefined ? {} : { parentId }),
          ...(guidedById === undefined ? {} : { guidedById }),
          ...(seatCountyId === undefined ? {} : { seatCountyId }),
        }),
      );
    }
    const people = new Map<string, number>();
    const at = clock.now();
    for (const p of city.people) {
      const person = await addPerson(tx, {
        name: p.name,
        organisationId: ids.get(p.organisation)!,
        post: p.post,
        validFrom: since,
      });
      people.set(p.username, person.id);
      for (const r of p.roles)
        await grantRole(tx, {
          personId: person.id,
          role: r.role,
          scope: r.scope,
          organisationId: ids.get(r.organisation)!,
          validFrom: since,
          at,
        });
    }
    // Side by side: hashing a password takes far longer than writing it down.
    await Promise.all(
      city.people.map((p) =>
        addAccount(tx, {
          personId: people.get(p.username)!,
          username: p.username,
          password: DEMO_PASSWORD,
          settled: true,
          at,
        }),
      ),
    );
    await seedDuties(tx, city, people, { now: at, today: clock.today(), since });
    const government = city.organisations.find((o) => o.kind === 'city-government')!;
    const siteId = await addSite(tx, {
      code: 'main',
      organisationId: ids.get(government.code)!,
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
    await sql`update site set facts = facts || '{"unfinished": true}' where id = ${siteId}`.execute(tx);
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
