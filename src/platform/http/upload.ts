import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Issue } from '../errors.ts';
import { DiskFull, type ReceivedFile, TooLarge, type UploadArea } from '../files/uploads.ts';
import type { UploadLimits } from './route.ts';

/** All text fields of one form together, in bytes; the same as for forms without files. */
const TEXT_BYTES = 4 * 1024 * 1024;
/** The longest that a request may take to come in: 100 MB at half a megabit per second. */
export const UPLOAD_MS = 30 * 60_000;
/** The same for requests without files. */
const BODY_MS = 60_000;
/** A sender that is silent for so long is hung up on. */
const SILENCE_MS = 30_000;
/** After a refusal the rest of a body is read and thrown away for so long, so that the sender gets to see the answer. */
const LINGER = { ms: 10_000, bytes: 512 * 1024 * 1024 };

/** A form with files that is refused while it comes in. `status` is of HTTP; the page shows the issue. */
export class UploadRefused extends Error {
  readonly status: 400 | 409 | 413 | 422 | 429 | 507;
  readonly issue: Issue;
  constructor(status: UploadRefused['status'], issue: Issue) {
    super(issue.message);
    this.status = status;
    this.issue = issue;
  }
}

/** Lets a scope read bodies of multipart forms; outside of it they stay refused. */
export function acceptMultipart(scope: FastifyInstance): void {
  scope.register(multipart);
  scope.addHook('onSend', lingering);
}

/** A form without files has a minute to come in; one with files has as long as it keeps coming, up to the server's limit. */
export function hurry(request: FastifyRequest): void {
  if (request.routeOptions.config.upload) return;
  const timer = setTimeout(() => request.raw.complete || request.raw.destroy(), BODY_MS).unref();
  request.raw.once('close', () => clearTimeout(timer));
}

/** What has come in of one form with files, as far as it has. */
export class Reception {
  readonly values: Record<string, string | string[]> = {};
  readonly files: ReceivedFile[] = [];
  readonly #area: UploadArea;
  #text = 0;

  constructor(area: UploadArea) {
    this.#area = area;
  }

  /** Every text that came: values and names of files. */
  texts(): string[] {
    return [...Object.values(this.values).flat(), ...this.files.map((f) => f.name)];
  }

  /**
   * Reads the form: texts into memory, files into the upload area.
   * @param admit asked before each file is received, with all texts so far and its name; throws to refuse
   * @throws UploadRefused as soon as a limit is passed or the disk is full; what came before stays in `values`
   */
  async read(
    request: FastifyRequest,
    limits: UploadLimits,
    admit: (texts: readonly string[], fileName: string) => void,
  ): Promise<void> {
    const { socket } = request.raw;
    socket.setTimeout(SILENCE_MS);
    try {
      // Our own counts decide: those of the parser would cut texts silently.
      const parts = request.parts({
        limits: { fileSize: Number.POSITIVE_INFINITY, fieldSize: TEXT_BYTES + 1, parts: 1000, fields: 500 },
      });
      for await (const part of parts)
        if (part.type === 'field') this.#field(part.fieldname, part.value);
        else if (!part.filename) part.file.resume();
        else
          try {
            if (this.files.length >= limits.files) throw tooMany(limits.files, part.fieldname);
            admit([...this.texts(), part.filename], part.filename);
            await this.#file(part, limits, Number(request.headers['content-length'] ?? 0));
          } catch (error) {
            part.file.destroy();
            throw error;
          }
    } catch (error) {
      throw refusal(error);
    } finally {
      socket.setTimeout(0);
    }
  }

  /** Removes what is still in the upload area. */
  async discard(): Promise<void> {
    for (const file of this.files) await this.#area.discard(file.path);
  }

  #field(name: string, value: unknown): void {
    this.#text += addText(this.values, name, value, this.#text);
  }

  async #file(
    part: { fieldname: string; filename: string; file: NodeJS.ReadableStream },
    limits: UploadLimits,
    announced: number,
  ): Promise<void> {
    // A length that no permitted form can have needs no byte of the file to be looked at.
    if (announced > limits.files * limits.fileBytes + TEXT_BYTES) throw tooLarge(limits, part.fieldname);
    try {
      await this.#area.need(Math.min(announced, limits.fileBytes));
      const taken = await this.#area.take(part.file, limits.fileBytes);
      this.files.push({ field: part.fieldname, name: part.filename, ...taken });
    } catch (error) {
      if (error instanceof TooLarge) throw tooLarge(limits, part.fieldname);
      throw error instanceof DiskFull ? noRoom(part.fieldname) : error;
    }
  }
}

function refusal(error: unknown): unknown {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  if (code === 'FST_PARTS_LIMIT' || code === 'FST_FIELDS_LIMIT')
    return new UploadRefused(413, { message: '表单的项数太多，请从页面上重新操作。' });
  // Cut off, no boundary, a part without a name, a field named like a property of every object.
  const broken =
    /^FST_(PROTO|INVALID|MP)_|^ECONNRESET$/.test(code) || /multipart|boundary|Part/i.test(message);
  return broken && !(error instanceof UploadRefused) ? unreadable() : error;
}

/**
 * What a form with files says without its files: texts and the names of the files that were chosen. Their bytes are read
 * away, for whoever is not signed in any more gets no room on the disk; beyond a limit the reading ends.
 * @throws UploadRefused when the texts are too long, or this is no form
 */
export async function readWithoutFiles(
  request: FastifyRequest,
): Promise<{ values: Record<string, string | string[]>; files: { field: string; name: string }[] }> {
  const values: Record<string, string | string[]> = {};
  const files: { field: string; name: string }[] = [];
  const { socket } = request.raw;
  let texts = 0;
  let skipped = 0;
  socket.setTimeout(SILENCE_MS);
  try {
    const parts = request.parts({
      limits: { fileSize: Number.POSITIVE_INFINITY, fieldSize: TEXT_BYTES + 1, parts: 1000, fields: 500 },
    });
    for await (const part of parts)
      if (part.type === 'field') {
        texts += addText(values, part.fieldname, part.value, texts);
      } else {
        if (part.filename) files.push({ field: part.fieldname, name: part.filename });
        for await (const chunk of part.file) {
          skipped += (chunk as Buffer).length;
          if (skipped > LINGER.bytes) return { values, files };
        }
      }
    return { values, files };
  } catch (error) {
    throw refusal(error);
  } finally {
    socket.setTimeout(0);
  }
}

/**
 * Adds a text to those of a form; several of one name become a list.
 * @param used bytes of those before
 * @returns its bytes
 */
function addText(
  values: Record<string, string | string[]>,
  name: string,
  value: unknown,
  used: number,
): number {
  if (typeof value !== 'string') throw unreadable();
  if (used + Buffer.byteLength(value) > TEXT_BYTES)
    throw new UploadRefused(413, { message: '填写的文字合计超过 4 MB，请缩短后再提交。' });
  const text = value.replaceAll('\u0000', '');
  const before = values[name];
  values[name] = before === undefined ? text : [...[before].flat(), text];
  return Buffer.byteLength(value);
}

/** The refusal of a file for which there is no room. */
export function noRoom(field?: string): UploadRefused {
  return new UploadRefused(507, {
    ...(field === undefined ? {} : { field }),
    message: '服务器磁盘空间不足，文件没有保存，已填写的内容还在。请联系系统管理员清理空间后再上传。',
  });
}

function unreadable(): UploadRefused {
  return new UploadRefused(400, { message: '上传的内容不完整或无法识别，请从页面上重新选择文件再提交。' });
}

function tooMany(files: number, field: string): UploadRefused {
  return new UploadRefused(413, { field, message: `一次最多上传 ${files} 个文件，请减少后再提交。` });
}

function tooLarge(limits: UploadLimits, field: string): UploadRefused {
  return new UploadRefused(413, {
    field,
    message: `文件超过 ${megabytes(limits.fileBytes)} MB 的上限，没有保存。请压缩或拆分后再上传。`,
  });
}

/** Bytes as megabytes for people: at most one decimal. */
function megabytes(bytes: number): string {
  return String(Math.round((bytes / 1024 / 1024) * 10) / 10);
}

/**
 * The payload of an answer that is given while the body is still coming in: says all there is to say, then reads on for a
 * while without keeping anything. A server that hangs up at once resets the connection, and the browser shows that
 * instead of the page.
 */
async function lingering(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  const { raw } = request;
  if (raw.complete || raw.destroyed || !(typeof payload === 'string' || payload == null)) return payload;
  // Something has to be sent for the head of the answer to go out before the end.
  const bytes = Buffer.from(payload || '\n');
  reply.header('connection', 'close').header('content-length', bytes.length);
  return Readable.from(
    (async function* () {
      yield bytes;
      let left = LINGER.bytes;
      const enough = new AbortController();
      const ended = new Promise<void>((resolve) => {
        raw.once('close', resolve).once('end', resolve);
        raw.on('data', (chunk: Buffer) => {
          left -= chunk.length;
          if (left < 0) resolve();
        });
      });
      raw.resume();
      await Promise.race([
        ended,
        pause(LINGER.ms, undefined, { signal: enough.signal }).catch(() => undefined),
      ]);
      enough.abort();
    })(),
  );
}
