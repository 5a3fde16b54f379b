import { randomBytes, randomInt } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type pg from 'pg';
import { DEMO_PASSWORD } from '../src/demo/seed.ts';
import { orphanedCases } from '../src/mechanisms/procedure/index.ts';
import { passage } from '../src/modules/documents/index.ts';
import { connect, ROLES } from '../src/platform/db/migrate.ts';
import { openDatabase } from '../src/platform/db/pool.ts';
import { DATABASE } from '../src/platform/db/prepare.ts';
import { findRunningPostgres } from '../src/platform/postgres/index.ts';
import { sleep } from '../src/platform/postgres/process.ts';
import {
  cleanUp,
  descendants,
  findProcess,
  freePort,
  type Program,
  remaining,
  startProgram,
  temporaryFolder,
} from './supervisor.ts';

/*
 * Kills the running program with SIGKILL while people save drafts, starts it again on the same data and compares what
 * the program had acknowledged with what is there. Knows nothing of the test runner: bench/ runs it for longer.
 */

/** What happened at one kill. */
export interface Kill {
  victim: 'supervisor' | 'console';
  /** Forms answered with 303 since the kill before. */
  acknowledged: number;
  /** Forms that were on their way when the process died. */
  unanswered: number;
  /** Of those, how many had been committed. */
  committed: number;
  /** Milliseconds until the sign-in page answered again. */
  backAfterMs: number;
  /** Processes of the killed program that were still there 15 s later. */
  leftOver: number;
}

/** What a run of the loop found; a good one has no faults. */
export interface CrashReport {
  kills: Kill[];
  acknowledged: number;
  faults: string[];
}

/** A form that was sent, and the case it was answered with. */
interface Sent {
  writer: Writer;
  title: string;
  fields: Record<string, string>;
  casePid: string | undefined;
}

interface Writer {
  username: string;
  organisation: string;
  cookie: string;
}

/** Four drafters of the demo city, each with an organisation of their own. */
const WRITERS: readonly (readonly [username: string, organisation: string])[] = [
  ['zhoumin', 'mcszfb'],
  ['luting', 'mcszjj'],
  ['handong', 'mcswjw'],
  ['huyang', 'sqzzf'],
];

/**
 * Runs the loop on a new data folder, which is removed at the end.
 * @param o kills: how often; two of three hit the supervisor, the third its console process. perKill: forms that must
 *   have been acknowledged before each. log: told about every kill
 */
export async function crashLoop(o: {
  kills: number;
  perKill: number;
  log?: (kill: Kill) => void;
}): Promise<CrashReport> {
  const folder = temporaryFolder();
  const dataDir = path.join(folder, 'data');
  const env = { MINGTANG_DATA: dataDir, PORT: String(await freePort()), LOG_LEVEL: 'error' };
  const run = randomBytes(4).toString('hex');
  const report: CrashReport = { kills: [], acknowledged: 0, faults: [] };
  let program = startProgram(env);
  try {
    const office = (await program.ready).console;
    const writers = await Promise.all(
      WRITERS.map(([username, organisation]) => signIn(office, username, organisation)),
    );
    const sent: Sent[] = [];
    for (let i = 0; i < o.kills; i++) {
      const victim = i % 3 === 1 ? 'console' : 'supervisor';
      const round = await writeUntilKilled({ office, writers, run, perKill: o.perKill, program, victim });
      report.faults.push(...round.faults);
      sent.push(...round.sent);
      const begin = performance.now();
      if (victim === 'supervisor') program = startProgram(env);
      await backAgain(program, office);
      const backAfterMs = Math.round(performance.now() - begin);
      const left = await remaining(round.dead, 15_000);
      const client = await database(dataDir);
      try {
        const unanswered = round.sent.filter((s) => s.casePid === undefined);
        const committed = await compare(client, run, sent, report.faults);
        report.faults.push(...(await invariants(client, dataDir)));
        const kill: Kill = {
          victim,
          acknowledged: round.sent.length - unanswered.length,
          unanswered: unanswered.length,
          committed,
          backAfterMs,
          leftOver: left.length,
        };
        report.kills.push(kill);
        o.log?.(kill);
        // A person who got no answer sends the form again; one who got one may press the button twice.
        for (const again of [...unanswered, ...round.sent.filter((s) => s.casePid !== undefined).slice(-5)]) {
          const answer = await post(office, again.writer, again.fields).catch(() => undefined);
          if (answer === undefined) report.faults.push(`${again.title}: sent again, not accepted`);
          else if (again.casePid !== undefined && again.casePid !== answer)
            report.faults.push(`${again.title}: sent again, another case`);
          again.casePid ??= answer;
        }
        await compare(client, run, sent, report.faults);
      } finally {
        await client.end();
      }
      if (left.length > 0) report.faults.push(`left running after the kill: ${left.join(', ')}`);
    }
    report.acknowledged = report.kills.reduce((n, k) => n + k.acknowledged, 0);
    const below = descendants(program.pid);
    program.child.kill('SIGTERM');
    const { code } = await program.ended;
    if (code !== 0) report.faults.push(`the last stop ended with ${code}`);
    const still = await remaining(below, 1000);
    if (still.length > 0) report.faults.push(`left running after the stop: ${still.join(', ')}`);
    return report;
  } finally {
    await cleanUp(program);
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function signIn(office: string, username: string, organisation: string): Promise<Writer> {
  const body = new URLSearchParams({ username, password: DEMO_PASSWORD });
  const headers = { 'sec-fetch-site': 'same-origin' };
  const answer = await fetch(`${office}/signin`, { method: 'POST', body, headers, redirect: 'manual' });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0];
  if (answer.status !== 303 || !cookie) throw new Error(`${username} cannot sign in: ${answer.status}`);
  return { username, organisation, cookie };
}

/** A fresh token from the page of a new document. */
async function openForm(office: string, writer: Writer): Promise<string> {
  const page = await fetch(`${office}/documents/new?secret=no`, {
    headers: { cookie: writer.cookie },
    redirect: 'manual',
  });
  const html = await page.text();
  if (page.status >= 500) throw new Error(`the form did not open: ${page.status}`);
  const form = html.split('<form').find((part) => part.includes('action="/documents/new"')) ?? '';
  const token = /name="_once" value="([^"]+)"/.exec(form)?.[1];
  if (page.status !== 200 || !token) throw new Refused(`the form did not open: ${page.status}`);
  return token;
}

/**
 * An answer that is none of ours: a fault, unlike a connection that breaks, and unlike what an office answers whose database
 * has gone a moment before it: that it cannot say is no answer.
 */
class Refused extends Error {}

/** Sends a form. @returns the public id of the case it was answered with; undefined for any other answer */
async function post(
  office: string,
  writer: Writer,
  fields: Record<string, string>,
): Promise<string | undefined> {
  const headers = { cookie: writer.cookie, 'sec-fetch-site': 'same-origin' };
  const answer = await fetch(`${office}/documents/new`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers,
    redirect: 'manual',
  });
  await answer.arrayBuffer();
  if (answer.status >= 500) throw new Error(`${answer.status}`);
  return answer.status === 303
    ? /^\/cases\/([0-9a-z]{10})\/edit/.exec(answer.headers.get('location') ?? '')?.[1]
    : undefined;
}

/** Four people save drafts; at a random instant after enough of them the victim is killed. */
async function writeUntilKilled(o: {
  office: string;
  writers: readonly Writer[];
  run: string;
  perKill: number;
  program: Program;
  victim: Kill['victim'];
}): Promise<{ sent: Sent[]; dead: number[]; faults: string[] }> {
  const sent: Sent[] = [];
  const faults: string[] = [];
  let acknowledged = 0;
  let onTheWay = 0;
  let killed = false;
  const write = async (writer: Writer) => {
    while (!killed) {
      try {
        const once = await openForm(o.office, writer);
        const title = `崩溃试验 ${o.run} ${randomBytes(6).toString('hex')}`;
        const fields = {
          _once: once,
          secret: 'no',
          organisation: writer.organisation,
          title,
          body: `${title}的正文。\n`.repeat(20),
        };
        const form: Sent = { writer, title, fields, casePid: undefined };
        sent.push(form);
        onTheWay++;
        form.casePid = await post(o.office, writer, fields).finally(() => onTheWay--);
        if (form.casePid === undefined) throw new Refused(`${title}: not accepted`);
        acknowledged++;
      } catch (error) {
        if (!killed || error instanceof Refused) faults.push(String(error));
        if (!killed) await sleep(50);
      }
    }
  };
  const writing = Promise.all(o.writers.map(write));
  const begin = performance.now();
  while (acknowledged < o.perKill) {
    if (performance.now() - begin > 60_000)
      throw new Error(`only ${acknowledged} forms in a minute: ${faults.slice(0, 3).join('; ')}`);
    await sleep(5);
  }
  await sleep(randomInt(200));
  while (onTheWay === 0) await setImmediate();
  const target = o.victim === 'supervisor' ? o.program.pid : findProcess(o.program.pid, 'mingtang console');
  const dead = [target, ...descendants(target)];
  killed = true;
  process.kill(target, 'SIGKILL');
  await writing;
  if (o.victim === 'supervisor') await o.program.ended;
  return { sent, dead, faults };
}

/** Resolves when the console serves again. */
async function backAgain(program: Program, office: string): Promise<void> {
  await program.ready;
  const begin = performance.now();
  for (;;) {
    try {
      if ((await fetch(`${office}/signin`)).status === 200) return;
    } catch {
      // Nobody listens yet.
    }
    if (performance.now() - begin > 30_000)
      throw new Error(`the console does not come back:\n${program.output()}`);
    await sleep(20);
  }
}

async function database(dataDir: string): Promise<pg.Client> {
  const server = await findRunningPostgres(dataDir);
  if (!server) throw new Error('the database does not run');
  return connect({ host: server.socketDir, port: server.port, user: server.superuser, database: DATABASE });
}

/**
 * Compares every form that was ever sent with what is stored: an acknowledged one once, with everything that belongs
 * to it; one without answer once or not at all; nothing that nobody has sent.
 * @returns how many of the unanswered were stored
 */
async function compare(
  client: pg.Client,
  run: string,
  sent: readonly Sent[],
  faults: string[],
): Promise<number> {
  const { rows } = await client.query<{ title: string; pid: string; whole: string }>(
    `select c.subject as title, c.pid, concat_ws(' ', c.state, p.kind, e.title = c.subject, length(e.body_text) > 500,
       (select count(*) from edition x where x.document_id = d.id), (select count(*) from document_passage x where x.document_id = d.id),
       (select string_agg(x.act || ' ' || x.post, ',' order by x.post) from task x where x.case_id = c.id),
       (select string_agg(x.act || ' ' || coalesce(x.from_state, '-') || ' ' || x.to_state, ',') from case_event x where x.case_id = c.id),
       (select string_agg(x.act, ',') from audit_row x where x.subject_kind = 'document' and x.subject_id = d.pid),
       (select count(*) from passage_drafter x where x.case_id = c.id)) as whole
     from procedure_case c left join document_passage p on p.case_id = c.id left join gov_document d on d.id = p.document_id left join edition e on e.id = p.edition_id
     where c.subject like $1`,
    [`崩溃试验 ${run} %`],
  );
  const WHOLE =
    'drafting publish t t 1 1 document.submit drafter,document.submit editor,document.submit public-enterprise-editor document.draft - drafting document.draft 1';
  const byTitle = Map.groupBy(rows, (r) => r.title);
  let committed = 0;
  for (const form of sent) {
    const found = byTitle.get(form.title) ?? [];
    byTitle.delete(form.title);
    if (form.casePid === undefined) committed += found.length;
    if (found.length > 1) faults.push(`${form.title}: stored ${found.length} times`);
    if (found.length === 0 && form.casePid !== undefined) faults.push(`${form.title}: acknowledged and lost`);
    for (const row of found) {
      if (form.casePid !== undefined && row.pid !== form.casePid)
        faults.push(`${form.title}: acknowledged as ${form.casePid}, stored as ${row.pid}`);
      if (row.whole !== WHOLE) faults.push(`${form.title}: only a part of it is stored: ${row.whole}`);
    }
  }
  for (const title of byTitle.keys()) faults.push(`${title}: stored and never sent`);
  return committed;
}

/** What must hold of the whole database at any time. */
async function invariants(client: pg.Client, dataDir: string): Promise<string[]> {
  const { rows } = await client.query<{ fault: string; n: number }>(`
    select 'documents without a case' as fault, count(*) as n from gov_document d where not exists (select from document_passage p where p.document_id = d.id)
    union all select 'documents without an edition', count(*) from gov_document d where not exists (select from edition e where e.document_id = d.id)
    union all select 'cases without their typed row', count(*) from procedure_case c
      where not exists (select from document_passage p where p.case_id = c.id) and not exists (select from document_withdrawal w where w.case_id = c.id)
    union all select 'cases without evidence', count(*) from procedure_case c where not exists (select from case_event e where e.case_id = c.id)
    union all select 'tokens used without an answer', count(*) from once_token where answer is null
    union all select 'published and not shown, or shown and not published', count(*) from (
      select document_id from release where ended_at is null except select id from portal.live_document
      union all (select id from portal.live_document except select document_id from release where ended_at is null)) x`);
  const server = await findRunningPostgres(dataDir);
  if (!server) return ['the database does not run'];
  const db = openDatabase(
    { host: server.socketDir, port: server.port, user: ROLES.app, database: DATABASE },
    { max: 1, name: 'crash', onError: () => undefined },
  );
  const waiting = Object.entries(passage.states).flatMap(([name, state]) => (state.waits ? [name] : []));
  const orphans = await orphanedCases(db, waiting);
  await db.destroy();
  return [
    ...rows.filter((r) => r.n > 0).map((r) => `${r.fault}: ${r.n}`),
    ...orphans.map((pid) => `case ${pid}: nobody has a task`),
  ];
}
