import http from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { organisationById, setPassword, signIn } from '../src/core/index.ts';
import { readEdition } from '../src/mechanisms/publication/index.ts';
import * as acts from '../src/modules/documents/index.ts';
import { newToken } from '../src/platform/crypto.ts';
import { type Office, openOffice } from './attachments-kit.ts';
import { actingAs, addStaff, Client, cloneDatabase, PASSWORD, type TestDatabase } from './harness.ts';

/* Between the moment a request begins and the moment it acts lie minutes of upload, seconds of waiting for a lock. */

let database: TestDatabase;
let office: Office;
beforeAll(async () => {
  database = await cloneDatabase('empty');
  office = await openOffice(database);
});
afterAll(async () => {
  await office.app.stop();
  await database.drop();
});
const db = () => office.app.office!.db;

/** Begins an upload as its page would, and holds its last byte back. @returns sends it and gives the answer */
function slowUpload(
  client: Client,
  path: string,
  fields: Record<string, string>,
): () => Promise<{ status: number; html: string }> {
  const edge = 'edge-of-a-part';
  const part = (head: string, body: string) =>
    `--${edge}\r\ncontent-disposition: form-data; ${head}\r\n\r\n${body}\r\n`;
  const body = [
    ...Object.entries(fields).map(([name, value]) => part(`name="${name}"`, value)),
    part('name="files"; filename="a.txt"', '渡口时刻表'),
    `--${edge}--\r\n`,
  ].join('');
  const bytes = Buffer.from(body);
  const request = http.request(office.app.addresses.console! + path, {
    method: 'POST',
    headers: {
      'content-type': `multipart/form-data; boundary=${edge}`,
      'content-length': bytes.length,
      'sec-fetch-site': 'same-origin',
      cookie: [...client.cookies].map(([k, v]) => `${k}=${v}`).join('; '),
    },
  });
  const answered = new Promise<{ status: number; html: string }>((resolve, reject) => {
    request
      .on('response', async (r) => {
        const parts: Buffer[] = [];
        for await (const part of r) parts.push(part as Buffer);
        resolve({ status: r.statusCode ?? 0, html: Buffer.concat(parts).toString('utf8') });
      })
      .on('error', reject);
  });
  request.write(bytes.subarray(0, -30));
  return async () => {
    request.end(bytes.subarray(-30));
    return answered;
  };
}

async function attachments(casePid: string): Promise<number> {
  return (await office.files(casePid)).length;
}

test('[R-SEC-04] a right or a session that ends while an upload comes in is not used', async () => {
  const person = await addStaff(db(), {
    username: 'slow',
    organisationId: office.own,
    grants: [{ role: 'drafter' }],
  });
  const { casePid } = await acts.draftDocument(await actingAs(office.app, person), {
    ...(await draft()),
    once: newToken(),
  });
  const path = `/cases/${casePid}/attachments`;
  const begin = async () => {
    const client = new Client(office.app.addresses.console!);
    await client.signIn('slow', PASSWORD);
    const finish = slowUpload(client, path, (await client.get(path)).hidden(path));
    await setTimeout(700);
    return { client, finish };
  };
  const whole = await begin();
  expect([(await whole.finish()).status, await attachments(casePid)]).toEqual([303, 1]);
  const out = await begin();
  await out.client.post('/signout', (await out.client.get('/')).hidden('/signout'));
  // Not done, and not lost either: what was typed waits for the sign-in, the file is named.
  const late = await out.finish();
  expect([late.status, await attachments(casePid)]).toEqual([409, 1]);
  expect(late.html).toContain('选择的文件没有保存');
  expect(late.html).toContain('a.txt');
  const ended = await begin();
  await db()
    .updateTable('role_grant')
    .set({ valid_to: '2026-05-19' })
    .where('person_id', '=', person)
    .execute();
  expect([(await ended.finish()).status, await attachments(casePid)]).toEqual([403, 1]);
});

async function draft() {
  const made = await office.draft({ title: '关于慢速上传的通知', documentNumber: '' });
  const row = await db()
    .selectFrom('gov_document')
    .innerJoin('edition', 'edition.document_id', 'gov_document.id')
    .select('edition.id')
    .where('gov_document.pid', '=', made.documentPid)
    .executeTakeFirstOrThrow();
  return {
    organisation: await organisationById(db(), office.own),
    content: await readEdition(db(), row.id),
    act: 'document.draft' as const,
  };
}

test('[R-SEC-04] an old password opens nothing once the new one stands, however long its check took', async () => {
  const person = await addStaff(db(), { username: 'racer', organisationId: office.own });
  const now = office.app.clock.now();
  const attempt = { address: '127.0.0.1', now, requestId: 'test' };
  // More tries than are checked at once: the last ones are looked at after the change has been committed.
  const tries = Array.from({ length: 4 }, () =>
    signIn(db(), { username: 'racer', password: PASSWORD, ...attempt }).then(
      () => 'in',
      () => 'refused',
    ),
  );
  await db()
    .transaction()
    .execute((tx) =>
      setPassword(tx, { personId: person, password: 'Another-Password-2', mustChange: false, at: now }),
    );
  await Promise.all(tries);
  const open = await db()
    .selectFrom('session')
    .select('pid')
    .where('person_id', '=', person)
    .where('ended_at', 'is', null)
    .execute();
  expect(open).toEqual([]);
});
