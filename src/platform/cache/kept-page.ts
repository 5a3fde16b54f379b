import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Day } from '../../law/day.ts';
import { type Encoding, packed, worthPacking } from '../http/encoding.ts';

/** What a client gets: headers and bytes in one packing. */
interface Form {
  body: Buffer;
  /** Names and values in turn, as node:http takes them without looking at each. */
  headers: string[];
  /** The same for an answer without a body: the client has it already. */
  unchanged: string[];
  etag: string;
}

/** A page with its bytes and headers ready to be sent. Its ETag is the hash of its bytes, and differs with the packing. */
export class KeptPage {
  readonly key: string;
  readonly today: Day;
  /** What of its delivery is counted. */
  readonly views: readonly string[];
  readonly route: string;
  readonly #hash: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #forms = new Map<Encoding | 'identity', Form>();
  readonly #packing = new Map<Encoding, Promise<Form>>();
  readonly #worth: boolean;

  /** @param o.headers all but those of length, packing and ETag */
  constructor(o: {
    key: string;
    route: string;
    today: Day;
    body: Buffer;
    type: string;
    headers: Readonly<Record<string, string>>;
    views: readonly string[];
  }) {
    this.key = o.key;
    this.route = o.route;
    this.today = o.today;
    this.views = o.views;
    this.#hash = createHash('sha256').update(o.body).digest('base64url').slice(0, 22);
    this.#headers = { ...o.headers, 'content-type': o.type };
    this.#worth = worthPacking(o.type, o.body.length);
    this.#forms.set('identity', this.#form(o.body, undefined));
  }

  /** Bytes of all its forms. */
  get bytes(): number {
    return [...this.#forms.values()].reduce((n, f) => n + f.body.length, 0);
  }

  /** Its bytes for a client that can read this packing; undefined while they still have to be packed. */
  form(encoding: Encoding | undefined): Form | undefined {
    return this.#forms.get((this.#worth && encoding) || 'identity');
  }

  /** The same, packed now if they have not been. @param grown told of the bytes that have been added */
  async packedForm(encoding: Encoding | undefined, grown: (bytes: number) => void): Promise<Form> {
    const ready = this.form(encoding);
    if (ready || !encoding) return ready ?? this.#forms.get('identity')!;
    const running = this.#packing.get(encoding);
    if (running) return running;
    const packing = packed(this.#forms.get('identity')!.body, encoding).then((body) => {
      const form = this.#form(body, encoding);
      this.#forms.set(encoding, form);
      this.#packing.delete(encoding);
      grown(body.length);
      return form;
    });
    this.#packing.set(encoding, packing);
    return packing;
  }

  #form(body: Buffer, encoding: Encoding | undefined): Form {
    const etag = `"${this.#hash}${encoding ? `-${encoding}` : ''}"`;
    const common = { ...this.#headers, etag };
    return {
      body,
      etag,
      headers: Object.entries({
        ...common,
        ...(encoding ? { 'content-encoding': encoding } : {}),
        'content-length': String(body.length),
      }).flat(),
      unchanged: Object.entries(common)
        .filter(([name]) => name !== 'content-type')
        .flat(),
    };
  }
}

/** Whether a client holds these very bytes already (If-None-Match, RFC 9110 section 13.1.2: compared weakly). */
function hasIt(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return (
    header.trim() === '*' ||
    header === etag ||
    header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
  );
}

/**
 * Sends a form of a page as it is, or says that the client has it.
 * @param timing value of Server-Timing: what this answer has cost
 */
export function sendForm(
  form: Form,
  request: { method?: string | undefined; headers: IncomingHttpHeaders },
  response: ServerResponse,
  timing: string,
): void {
  if (hasIt(request.headers['if-none-match'], form.etag))
    response.writeHead(304, form.unchanged.concat('server-timing', timing)).end();
  else if (request.method === 'HEAD')
    response.writeHead(200, form.headers.concat('server-timing', timing)).end();
  else response.writeHead(200, form.headers.concat('server-timing', timing)).end(form.body);
}
