/** A browser without JavaScript, as far as HTTP goes: keeps cookies, sends the headers a browser sends, follows nothing. */
export class Client {
  readonly #origin: string;
  readonly #cookies = new Map<string, string>();

  constructor(origin: string) {
    this.#origin = origin;
  }

  async get(path: string): Promise<Page> {
    return this.#send(path, { headers: { 'sec-fetch-site': 'same-origin' } });
  }

  /** Sends a form. `headers` replace those of a browser, for attacks. */
  async post(
    path: string,
    fields: Record<string, string | string[]>,
    headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' },
  ): Promise<Page> {
    return this.#send(path, { method: 'POST', body: formOf(fields), headers });
  }

  /** Fills the first form of a page whose action is given, and sends it: hidden fields included, as a browser would. */
  async submit(page: Page, action: string, fields: Record<string, string | string[]> = {}): Promise<Page> {
    return this.post(action, { ...page.hidden(action), ...fields });
  }

  /** Sends a form with files, as multipart/form-data: the fields first, as they stand on the page. */
  async upload(
    path: string,
    fields: Record<string, string | string[]>,
    files: readonly { field: string; name: string; bytes: Uint8Array | string }[],
    headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' },
  ): Promise<Page> {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) for (const v of [value].flat()) body.append(name, v);
    for (const f of files) body.append(f.field, new Blob([f.bytes as Uint8Array<ArrayBuffer>]), f.name);
    return this.#send(path, { method: 'POST', body, headers });
  }

  /** Sends the form of a page that is answered with a file, hidden fields included. */
  async download(
    page: Page,
    action: string,
    fields: Record<string, string | string[]> = {},
  ): Promise<{ status: number; name: string; bytes: Buffer }> {
    const response = await this.#fetch(action, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'same-origin' },
      body: formOf({ ...page.hidden(action), ...fields }),
    });
    return {
      status: response.status,
      name: decodeURIComponent(response.headers.get('content-disposition') ?? ''),
      bytes: Buffer.from(await response.arrayBuffer()),
    };
  }

  async signIn(username: string, password: string): Promise<Page> {
    return this.post('/signin', { username, password });
  }

  get cookies(): ReadonlyMap<string, string> {
    return this.#cookies;
  }

  async #send(path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Page> {
    const response = await this.#fetch(path, init);
    return new Page(response.status, response.headers, await response.text());
  }

  async #fetch(path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Response> {
    const cookie = [...this.#cookies].map(([k, v]) => `${k}=${v}`).join('; ');
    const response = await fetch(this.#origin + path, {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, ...(cookie ? { cookie } : {}) },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      if (/max-age=0/i.test(line)) this.#cookies.delete(pair.slice(0, at));
      else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }
}

function formOf(fields: Record<string, string | string[]>): URLSearchParams {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) for (const v of [value].flat()) body.append(name, v);
  return body;
}

/** An answer, with the little reading of HTML that tests need. */
export class Page {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;

  constructor(status: number, headers: Headers, html: string) {
    this.status = status;
    this.headers = headers;
    this.html = html;
  }

  get location(): string {
    return this.headers.get('location') ?? '';
  }

  /** The words of the page, without markup. */
  get text(): string {
    return plain(this.html.replace(/<(script|style)[\s\S]*?<\/\1>/g, ' ').replace(/<[^>]+>/g, ' ')).replace(
      /\s+/g,
      ' ',
    );
  }

  /** Hidden fields of the form with this action. */
  hidden(action: string): Record<string, string> {
    const form = this.html.split('<form').find((f) => f.includes(`action="${action}"`)) ?? '';
    const fields: Record<string, string> = {};
    for (const m of form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g))
      fields[m[1]!] = plain(m[2]!);
    return fields;
  }

  /** Addresses of all links. */
  get links(): string[] {
    return [...this.html.matchAll(/href="([^"]+)"/g)].map((m) => plain(m[1]!));
  }
}

function plain(text: string): string {
  return text
    .replace(/&quot;/g, '"')
    .replace(/&#39;|&#x27;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}
