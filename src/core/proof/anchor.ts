import fs from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import { newPublicId } from '../../platform/crypto.ts';
import type { Database, Reader } from '../../platform/db/pool.ts';
import { type Log, logged } from '../../platform/log.ts';
import type { SendMail } from '../../platform/mail.ts';
import { second } from '../../ui/times.ts';
import { parameter } from '../parameters/index.ts';
import { chainHead } from './chain.ts';

/** Why an anchor was written. */
export const ANCHOR_REASONS = { daily: '每日', 'case-closed': '办结', manual: '手工' } as const;
export type AnchorReason = keyof typeof ANCHOR_REASONS;

/** The queue of anchors at the close of a case; its jobs carry the case's id. */
export const ANCHOR_QUEUE = 'proof-anchor';

const FORM = 'mingtang-anchor-1';
const ANCHOR = z.object({
  form: z.literal(FORM),
  installation: z.string().min(1),
  position: z.number().int().min(0),
  chain: z.string().regex(/^[0-9a-f]{64}$/),
  audits: z.number().int().min(0),
  events: z.number().int().min(0),
  at: z.string(),
  reason: z.string(),
});

/** The end of the chain at an instant, as it is kept outside the database. */
export type Anchor = z.output<typeof ANCHOR>;

/** Where anchors go, and with what. */
export interface AnchorPlace {
  db: Database;
  clock: Clock;
  log: Log;
  /** Folder outside the database, made when missing. */
  folder: string;
  /** Undefined where no mail server is configured. */
  mail: SendMail | undefined;
}

/** The file of anchors in its folder. */
export function anchorFile(folder: string): string {
  return path.join(folder, 'anchors.jsonl');
}

/**
 * Writes the end of the chain outside the database: one line in the file, then a mail to the addresses of the parameter
 * `proof.anchor-mail` (daily and manual ones; those of closed cases if `proof.anchor-mail-each` says so), then the note
 * in the database that it was done. A mail that fails is logged: the next one covers what this one would have proved.
 * A signature by a key of this installation would prove nothing against whoever owns both, so there is none: what
 * counts is that the line lies where that person cannot reach it.
 * @returns the anchor, or undefined when the last one of any kind already says the same (except daily ones)
 * @throws Error when the file cannot be written; nothing is noted then
 */
export async function exportAnchor(p: AnchorPlace, reason: AnchorReason): Promise<Anchor | undefined> {
  const head = await chainHead(p.db);
  const newest = await lastAnchor(p.db);
  if (reason === 'case-closed' && newest?.position === head.position) return undefined;
  // A chain that has become shorter is for the verification to find; counting starts anew.
  const last = newest && newest.position <= head.position ? newest : undefined;
  const { rows } = await sql<{ audits: number }>`
    select count(*) filter (where kind = 'audit') as audits from audit_seal
    where position > ${last?.position ?? 0} and position <= ${head.position}`.execute(p.db);
  const audits = (last?.audits ?? 0) + (rows[0]?.audits ?? 0);
  const now = p.clock.now();
  const anchor: Anchor = {
    form: FORM,
    installation: head.installation,
    position: head.position,
    chain: head.hash,
    audits,
    events: head.position - audits,
    at: `${second(now).replace(' ', 'T')}+08:00`,
    reason,
  };
  append(p.folder, anchor);
  const mailedTo = await mail(p, anchor, reason);
  await p.db
    .insertInto('audit_anchor')
    .values({
      position: anchor.position,
      chain_hash: Buffer.from(anchor.chain, 'hex'),
      audits: anchor.audits,
      events: anchor.events,
      reason,
      on_day: p.clock.today(),
      at: now,
      mailed_to: mailedTo,
    })
    .onConflict((c) => c.doNothing())
    .execute();
  return anchor;
}

/** The daily anchor, if the day has none yet. For the minute tick. */
export async function dailyAnchor(p: AnchorPlace): Promise<void> {
  const done = await p.db
    .selectFrom('audit_anchor')
    .select('id')
    .where('on_day', '=', p.clock.today())
    .where('reason', '=', 'daily')
    .executeTakeFirst();
  if (done) return;
  // Nothing sealed yet: the day's anchor would prove nothing. The next minute sees more.
  if ((await chainHead(p.db)).position > 0) await exportAnchor(p, 'daily');
}

/** A noted anchor. */
export interface NotedAnchor {
  position: number;
  chain: string;
  audits: number;
  events: number;
  reason: AnchorReason;
  at: Date;
  mailedTo: number;
}

/** The newest anchors that were written, newest first. */
export async function recentAnchors(db: Reader, most: number): Promise<NotedAnchor[]> {
  const rows = await db.selectFrom('audit_anchor').selectAll().orderBy('id', 'desc').limit(most).execute();
  return rows.map((r) => ({
    position: r.position,
    chain: r.chain_hash.toString('hex'),
    audits: r.audits,
    events: r.events,
    reason: r.reason as AnchorReason,
    at: r.at,
    mailedTo: r.mailed_to,
  }));
}

async function lastAnchor(db: Reader): Promise<NotedAnchor | undefined> {
  return (await recentAnchors(db, 1))[0];
}

function append(folder: string, anchor: Anchor): void {
  fs.mkdirSync(folder, { recursive: true, mode: 0o755 });
  const file = fs.openSync(anchorFile(folder), 'a+', 0o644);
  try {
    // A line that a crash has cut must not spoil the next one.
    const { size } = fs.fstatSync(file);
    const last = Buffer.alloc(1);
    if (size > 0) fs.readSync(file, last, 0, 1, size - 1);
    const torn = size > 0 && last.toString() !== '\n';
    fs.writeSync(file, `${torn ? '\n' : ''}${JSON.stringify(anchor)}\n`);
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
}

async function mail(p: AnchorPlace, anchor: Anchor, reason: AnchorReason): Promise<number> {
  const day = p.clock.today();
  const to = readAddresses(await parameter(p.db, 'proof.anchor-mail', { day }));
  if (to.length === 0) return 0;
  if (reason === 'case-closed' && !(await parameter(p.db, 'proof.anchor-mail-each', { day }))) return 0;
  if (!p.mail) {
    p.log.warn({ anchor: anchor.position }, 'anchor not mailed: no mail server');
    return 0;
  }
  const subject = `操作留痕锚点 ${anchor.at.slice(0, 10)} 第 ${anchor.position} 条`;
  const text = [
    `截至 ${anchor.at}，操作留痕和办理记录共封存 ${anchor.position} 条（操作留痕 ${anchor.audits} 行、办理记录 ${anchor.events} 行）。`,
    '请保存本邮件。需要核验时，把下面这一行存成文件，在服务器上执行：npx mingtang audit verify --anchor <文件>',
    '',
    JSON.stringify(anchor),
    '',
  ].join('\n');
  let sent = 0;
  for (const address of to)
    try {
      await p.mail({
        to: address,
        subject,
        text,
        id: `anchor-${anchor.position}-${newPublicId()}`,
        at: p.clock.now(),
      });
      sent++;
    } catch (error) {
      p.log.error({ anchor: anchor.position, ...logged(error) }, 'anchor not mailed');
    }
  return sent;
}

/** The mail addresses in the value of a parameter, separated by commas, semicolons or blanks. */
function readAddresses(text: string): string[] {
  return text.split(/[\s,;，；、]+/).filter((a) => /^[^@\s]+@[^@\s]+$/.test(a));
}

/** Anchors of a file, and the numbers of lines that look like one but cannot be read. */
export interface AnchorFileContent {
  anchors: Anchor[];
  unreadable: number[];
}

/**
 * Reads a file of anchors, or a saved mail: lines that do not begin with a brace are words for people.
 * @throws Error when the file cannot be read
 */
export function readAnchors(file: string): AnchorFileContent {
  const found: AnchorFileContent = { anchors: [], unreadable: [] };
  for (const [i, line] of fs.readFileSync(file, 'utf8').split('\n').entries()) {
    if (!line.trimStart().startsWith('{')) continue;
    try {
      found.anchors.push(ANCHOR.parse(JSON.parse(line)));
    } catch {
      found.unreadable.push(i + 1);
    }
  }
  found.anchors.sort((a, b) => a.position - b.position);
  return found;
}
