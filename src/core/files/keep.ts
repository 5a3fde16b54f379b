import { serviceActor } from '../../platform/actor.ts';
import { type Change, type ChangeContext, change, type Subject } from '../../platform/change.ts';
import type { Reader } from '../../platform/db/pool.ts';
import { Refusal } from '../../platform/errors.ts';
import { type AcceptedFile, acceptFile, Infected, SecrecyMarked } from '../../platform/files/accept.ts';
import type { KeptFile } from '../../platform/files/files.ts';
import type { FileExtension } from '../../platform/files/types.ts';
import type { ReceivedFile } from '../../platform/files/uploads.ts';
import type { AppContext, UploadLimits } from '../../platform/http/route.ts';
import { notify } from '../notices.ts';
import { parameter } from '../parameters/index.ts';

/** How a file is kept: as it is, because it may become public, or sealed. */
export const PROTECTIONS = { public: '可公开', confidential: '保密（加密存放）' } as const;
export type Protection = keyof typeof PROTECTIONS;

/** What is known of viruses in a file. */
export const SCANS = { clean: '未查出病毒', unscanned: '未扫描病毒' } as const;
export type Scan = keyof typeof SCANS;

/** An upload whose bytes lie in the store, for a row to refer to. */
export interface KeptUpload extends AcceptedFile, KeptFile {
  protection: Protection;
}

/** What keeping a file needs of the process. */
export type FileContext = Pick<AppContext, 'files' | 'uploads' | 'scanner' | 'log'>;

const MB = 1024 * 1024;

/** How much a form with attachments of documents may bring today. */
export async function attachmentLimits(ctx: ChangeContext): Promise<UploadLimits> {
  const at = { day: ctx.clock.today() };
  return {
    fileBytes: (await parameter(ctx.db, 'files.attachment-size', at)) * MB,
    files: await parameter(ctx.db, 'files.files-at-once', at),
  };
}

/** How much a form with the portrait of a leader may bring today: the public's pages carry it. */
export async function portraitLimits(ctx: ChangeContext): Promise<UploadLimits> {
  return {
    fileBytes: (await parameter(ctx.db, 'files.portrait-size', { day: ctx.clock.today() })) * MB,
    files: 1,
  };
}

/**
 * Accepts uploads, puts their bytes into the store and runs a change with them. Whatever no row refers to afterwards,
 * because anything was refused or failed, is removed again.
 * @param o.about the subject that the audit names when something harmful is found
 * @param o.refused is told of each file that cannot be kept, and the others are kept; without it, and where one carries a
 *   secrecy mark or none is good, all are refused
 * @throws Refusal from acceptance or from the work, DiskFull
 */
export async function withKeptFiles<T>(
  app: FileContext & ChangeContext,
  files: readonly ReceivedFile[],
  o: {
    protection: Protection;
    extensions: readonly FileExtension[];
    about: Subject;
    refused?: (refusal: Refusal) => void;
  },
  work: (kept: readonly KeptUpload[]) => Promise<T>,
): Promise<T> {
  const at = { day: app.clock.today() };
  const maxPixels = (await parameter(app.db, 'files.image-pixels', at)) * 1_000_000;
  const scanMs = (await parameter(app.db, 'files.scan-time', at)) * 1000;
  const accepted: AcceptedFile[] = [];
  let first: Refusal | undefined;
  for (const file of files)
    try {
      accepted.push(await acceptFile(app, file, { extensions: o.extensions, maxPixels, scanMs }));
    } catch (error) {
      if (error instanceof Infected) await reportInfected(app, o.about, error);
      if (!(error instanceof Refusal) || error instanceof SecrecyMarked || !o.refused) throw error;
      first ??= error;
      o.refused(error);
    }
  if (first && accepted.length === 0) throw first;
  const kept: KeptUpload[] = [];
  try {
    for (const file of accepted)
      kept.push({
        ...file,
        ...(o.protection === 'public'
          ? await app.files.keepPublic(file)
          : await app.files.keepConfidential(file)),
        protection: o.protection,
      });
    return await work(kept);
  } finally {
    await removeUnrecorded(app, kept);
  }
}

/**
 * Records a kept file in the running change, or finds the row of the same public content: its lock keeps the sweep away
 * until the reference is there. @returns id of the row
 */
export async function recordFile(c: Change, f: KeptUpload): Promise<number> {
  const same = () =>
    c.tx
      .selectFrom('stored_file')
      .select('id')
      .where('protection', '=', 'public')
      .where('sha256', '=', f.sha256)
      .where('media_type', '=', f.mediaType)
      .where('scan', '=', f.scan)
      .forKeyShare()
      .executeTakeFirst();
  const known = f.protection === 'public' ? await same() : undefined;
  if (known) return known.id;
  const added = await c.tx
    .insertInto('stored_file')
    .values({
      store_key: f.key,
      protection: f.protection,
      size: f.size,
      media_type: f.mediaType,
      sha256: f.sha256,
      sm3: f.sm3,
      wrapped_key: f.wrappedKey ?? null,
      scan: f.scan,
      pages: f.pages,
      words_read: f.wordsRead,
      findings: JSON.stringify(f.findings),
      // Words of a sealed file stand nowhere else.
      preview: f.protection === 'public' ? JSON.stringify(f.preview) : null,
      created_at: c.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  // Somebody else has put in the same file in between.
  return (added ?? (await same()) ?? fail()).id;
}

function fail(): never {
  throw new Error('a file of the same content came and went at once');
}

/** Removes the bytes that no row knows; what a crash leaves here, the daily sweep finds. */
async function removeUnrecorded(
  app: FileContext & ChangeContext,
  kept: readonly KeptUpload[],
): Promise<void> {
  if (kept.length === 0) return;
  try {
    const known = await recordedKeys(
      app.db,
      kept.map((f) => f.key),
    );
    for (const file of kept) if (!known.has(file.key)) await app.files.remove(file.key);
  } catch (error) {
    app.log.warn({ error: String(error) }, 'bytes of a refused upload not removed yet');
  }
}

/** Which of these places rows refer to. */
export async function recordedKeys(db: Reader, keys: readonly string[]): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const rows = await db
    .selectFrom('stored_file')
    .select('store_key')
    .where('store_key', 'in', keys)
    .execute();
  return new Set(rows.map((r) => r.store_key));
}

/** The act by which the program records that it has refused something harmful. */
export const REFUSE_INFECTED = 'file.refuse-infected';
const scanner = serviceActor('system', '系统', [REFUSE_INFECTED]);

/** Audits what was found and tells the security officers; the file itself was never kept. */
async function reportInfected(app: FileContext & ChangeContext, about: Subject, it: Infected): Promise<void> {
  await change({ ...app, actor: scanner }, { act: REFUSE_INFECTED, lock: async () => about }, async (c) => {
    c.note({ person: app.actor.personId ?? null, found: it.found, sha256: it.sha256 });
    const officers = await c.tx
      .selectFrom('role_grant')
      .select('person_id')
      .where('role', '=', 'security-officer')
      .where('valid_from', '<=', c.today)
      .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>=', c.today)]))
      .execute();
    await notify(c, {
      to: officers.map((o) => o.person_id),
      kind: 'security',
      text: '上传的文件中查出有害程序，已拒收。请核查上传人的计算机。',
      path: '/',
    });
    return {};
  });
}
