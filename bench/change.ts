import { loadPerson, type Organisation, organisationById, type Person } from '../src/core/index.ts';
import { DEMO_PEOPLE } from '../src/demo/content/index.ts';
import { ACTS } from '../src/house.ts';
import { readEdition } from '../src/mechanisms/publication/index.ts';
import { registerOffline } from '../src/modules/documents/acts/offline.ts';
import { draftDocument, saveDraft } from '../src/modules/documents/index.ts';
import type { ChangeContext } from '../src/platform/change.ts';
import { systemClock } from '../src/platform/clock.ts';
import { newToken, sha256 } from '../src/platform/crypto.ts';
import type { Database } from '../src/platform/db/pool.ts';
import { noJobs } from '../src/platform/jobs.ts';
import { type Ground, withGround } from './ground.ts';
import { median, ms, progress, publish, timed } from './report.ts';
import { recordStatements, replay, type Statement } from './statements.ts';

/*
 * What the one door for change costs: a real act of the program against the very statements it sends, recorded once
 * and sent again bare on one connection per lane.
 */

const ROUNDS = 24;
const TIMES = 20;
const LANES = 8;

/** One lane of an act: doing it once more, once through the program and once by its bare statements. */
interface Lane {
  program(): Promise<unknown>;
  bare(): Promise<unknown>;
}

interface Act {
  name: string;
  statements: number;
  lanes: Lane[];
}

interface Stage {
  ground: Ground;
  context: ChangeContext;
  person: Person;
  organisation: Organisation;
}

async function drafter(db: Database): Promise<{ person: Person; organisation: Organisation }> {
  const wanted = DEMO_PEOPLE.find((p) => p.roles.some((r) => r.role === 'drafter'));
  const row = await db
    .selectFrom('account')
    .select('person_id')
    .where('username', '=', wanted?.username ?? '')
    .executeTakeFirstOrThrow();
  const person = await loadPerson(db, row.person_id, systemClock.today(), ACTS);
  const [id] = person?.scope('document.draft') ?? [];
  if (!person || id === undefined) throw new Error('the demo city has no drafter');
  return { person, organisation: await organisationById(db, id) };
}

/** Records `once` and gives a lane that does it again with fresh values in place of those that must be unique. */
async function lane(
  stage: Stage,
  doing: (unique: string) => Promise<unknown>,
): Promise<Lane & { statements: readonly Statement[] }> {
  const recorded = newToken();
  const statements = await recordStatements(() => doing(recorded));
  const client = await stage.ground.connect('app');
  return {
    statements,
    program: () => doing(newToken()),
    bare() {
      const unique = newToken();
      return replay(
        client,
        statements,
        new Map([
          [sha256(recorded), sha256(unique)],
          [recorded, unique],
        ]),
      );
    },
  };
}

/** The smallest act there is: one row of its own. */
async function registering(stage: Stage): Promise<Act> {
  const lanes = [];
  for (let i = 0; i < LANES; i++)
    lanes.push(
      await lane(stage, (unique) =>
        registerOffline(stage.context, {
          organisation: stage.organisation,
          serial: unique,
          ground: 'work-secret',
          once: unique,
        }),
      ),
    );
  return { name: 'register a paper kept offline', statements: lanes[0]?.statements.length ?? 0, lanes };
}

/** What people do most: saving a draft, with lock, version, event, tasks, text and columns. */
async function saving(stage: Stage): Promise<Act> {
  const { context, organisation } = stage;
  const first = await context.db
    .selectFrom('document_passage')
    .select('edition_id')
    .orderBy('edition_id')
    .executeTakeFirstOrThrow();
  const edition = await readEdition(context.db, first.edition_id);
  const lanes = [];
  for (let i = 0; i < LANES; i++) {
    const draft = () =>
      draftDocument(context, { organisation, content: edition, act: 'document.draft', once: newToken() });
    // Two cases: the bare statements raise the version of theirs, which the program would notice.
    const [mine, bare] = [await draft(), await draft()];
    const save = (casePid: string, seenVersion: number, once: string) =>
      saveDraft(context, { casePid, content: edition, seenVersion, once });
    const recorded = await lane(stage, (unique) => save(bare.casePid, 1, unique));
    let version = 1;
    lanes.push({ ...recorded, program: () => save(mine.casePid, version++, newToken()) });
  }
  return { name: 'save a draft', statements: lanes[0]?.statements.length ?? 0, lanes };
}

async function rounds(lanes: readonly Lane[], side: keyof Lane): Promise<number> {
  const took = await timed(() =>
    Promise.all(
      lanes.map(async (l) => {
        for (let i = 0; i < TIMES; i++) await l[side]();
      }),
    ),
  );
  return took / (TIMES * lanes.length);
}

await withGround(async (ground) => {
  const db = ground.open('app', LANES);
  const { person, organisation } = await drafter(db);
  const context = { db, clock: systemClock, jobs: noJobs, actor: person, requestId: 'bench' };
  const stage = { ground, context, person, organisation };
  const table: (string | number)[][] = [
    ['act', 'statements', 'at once', 'bare ms', 'change() ms', 'change() per s', 'ratio'],
  ];
  for (const act of [await registering(stage), await saving(stage)])
    for (const atOnce of [1, LANES]) {
      const lanes = act.lanes.slice(0, atOnce);
      progress(`${act.name}, ${atOnce} at once`);
      await rounds(lanes, 'program');
      await rounds(lanes, 'bare');
      const took: { bare: number; program: number }[] = [];
      for (let i = 0; i < ROUNDS; i++) {
        const order = i % 2 === 0 ? (['bare', 'program'] as const) : (['program', 'bare'] as const);
        const pair = { bare: 0, program: 0 };
        for (const side of order) pair[side] = await rounds(lanes, side);
        took.push(pair);
      }
      const program = median(took.map((t) => t.program));
      table.push([
        act.name,
        act.statements,
        atOnce,
        ms(median(took.map((t) => t.bare))),
        ms(program),
        Math.round(1000 / program),
        median(took.map((t) => t.bare / t.program)).toFixed(2),
      ]);
    }
  publish(
    'change',
    `Demo city; medians of ${ROUNDS} alternating rounds of ${TIMES} acts per lane; fsync on; ms is the time of a round divided by its acts.`,
    [table],
    [
      'ratio = time of the bare statements ÷ time of the act: 1 means that change(), Kysely and the pool cost nothing. Goal: at least 0.50.',
      'The bare side sends the very statements of the act (begin, once-token, lock, work, audit row, answer, commit), recorded from it, one connection per lane.',
    ],
  );
});
