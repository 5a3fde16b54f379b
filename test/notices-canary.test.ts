import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { NOTICE_KINDS, type NoticeKind, sendDue } from '../src/core/index.ts';
import { day } from '../src/law/day.ts';
import { newPublicId } from '../src/platform/crypto.ts';
import { addOrgan, cloneDatabase } from './harness.ts';
import { startGateway } from './hook-kit.ts';
import { readMail, startMailServer } from './mail-kit.ts';
import { addReachable, startTimed, tell, tick } from './notices-kit.ts';

// Words that stand in a draft's title, in a notice, and in the names of people and organisations; in no other text.
const WORDS = ['鹮鸬渡口', '酆都瑀', '皕宋里', 'quixotry', '身份证'];
const NUMBER = '110101199003070000';

test('[R-PLT-05, R-SEC-01] 邮件和短信里没有标题、姓名、号码，只有件数、类别和日期', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mingtang-canary-'));
  fs.writeFileSync(path.join(folder, 'secret'), 'an invented secret of forty characters..', { mode: 0o600 });
  const database = await cloneDatabase('empty');
  const box = await startMailServer();
  const gateway = await startGateway(() => ({ status: 200 }));
  const app = await startTimed(database, '2026-05-20T09:00:00+08:00', {
    env: {
      SMTP_URL: `smtp://localhost:${box.port}?tls=off`,
      MAIL_FROM: 'noreply@mingchuan.example',
      HOOK_URL: gateway.url,
      HOOK_SECRET_FILE: path.join(folder, 'secret'),
      CONSOLE_URL: 'https://gongkai.mingchuan.example',
    },
  });
  onTestFinished(async () => {
    await app.stop();
    await Promise.all([box.stop(), gateway.stop()]);
    await database.drop();
    fs.rmSync(folder, { recursive: true });
  });
  const db = app.office!.db;
  const organ = await addOrgan(db, { code: 'organ', name: '皕宋里办事处' });
  const at = app.clock.now();
  const people: number[] = [];
  for (const role of ['drafter', 'approver'] as const) {
    const id = await addReachable(app, {
      name: '酆都瑀',
      organisationId: organ,
      mail: `${role}@office.example`,
      hook: '00000001234',
    });
    people.push(id);
    await db
      .insertInto('role_grant')
      .values({
        person_id: id,
        role,
        scope: 'organisation',
        organisation_id: organ,
        valid_from: '2020-01-01',
        granted_at: at,
      })
      .execute();
    for (const kind of Object.keys(NOTICE_KINDS) as NoticeKind[])
      for (const channel of ['mail', 'hook'] as const)
        await db
          .insertInto('notice_choice')
          .values({ person_id: id, channel, kind, rhythm: kind === 'system' ? 'daily' : 'at-once' })
          .execute();
  }
  const { id: caseId } = await db
    .insertInto('procedure_case')
    .values({
      pid: newPublicId(),
      procedure: 'document-passage',
      organisation_id: organ,
      subject: `关于鹮鸬渡口停航的内部草稿 quixotry ${NUMBER}`,
      state: 'drafting',
      opened_on: '2026-05-18',
      created_at: at,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await db
    .insertInto('task')
    .values({
      case_id: caseId,
      act: 'document.submit',
      organisation_id: organ,
      post: 'drafter',
      since: at,
      due: '2026-05-26',
    })
    .execute();
  for (const kind of Object.keys(NOTICE_KINDS) as NoticeKind[])
    await tell(app, {
      to: people,
      kind,
      text: `鹮鸬渡口 quixotry 酆都瑀 皕宋里 身份证${NUMBER}`,
      path: '/cases/quixotry',
      about: 'quixotry',
      aboutDay: day('2026-05-21'),
      key: `quixotry ${kind}`,
    });
  for (let d = 20; d <= 27; d++) {
    app.clock.set(`2026-05-${d}T08:31:00+08:00`);
    await tick(app);
    for (const channel of ['mail', 'hook'] as const) await sendDue(app.office!, channel);
    await tell(app, { to: people, kind: d % 2 ? 'date-moved' : 'system', text: '鹮鸬渡口', path: '/' });
  }
  // All kinds have gone out, some alone and some together.
  const inbox = await db.selectFrom('notice').select('text').execute();
  expect(inbox.some((n) => n.text.includes('鹮鸬渡口停航'))).toBe(true);
  const outside = [
    ...box.received.map((m) => {
      const { headers, text } = readMail(m.raw);
      return `${m.raw}\n${[...headers.values()].join('\n')}\n${text}`;
    }),
    ...gateway.calls.map((c) => `${JSON.stringify(c.headers)} ${c.body.toString()}`),
  ];
  expect(box.received.length).toBeGreaterThan(12);
  expect(gateway.calls.length).toBeGreaterThan(12);
  const said = outside.join('\n');
  for (const kind of Object.values(NOTICE_KINDS)) expect(said, kind.label).toContain(kind.label);
  expect(said).toContain('您有 1 件待办将于2026年5月26日到期');
  expect(said).toContain('您督促的事项中有 1 件');
  expect([...WORDS, NUMBER].filter((w) => said.includes(w))).toEqual([]);
  // Nor in what is kept of the sending, nor in the queue.
  const { rows } = await sql<{ text: string }>`
    select m::text as text from outgoing_message m union all select a.details::text from audit_row a
    union all select j.data::text from pgboss.job j union all select d::text from notice_delivery d`.execute(
    db,
  );
  expect(rows.length).toBeGreaterThan(50);
  const kept = rows.map((r) => r.text).join('\n');
  expect([...WORDS, NUMBER, 'office.example', '00000001234'].filter((w) => kept.includes(w))).toEqual([]);
});
