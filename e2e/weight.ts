import type { CDPSession, Page, Response } from 'playwright-core';

/** Bytes that a page and what it loads take on the wire, packed as the server packs them. */
export interface Weight {
  html: number;
  css: number;
  script: number;
}

/** Watches what a tab loads, with an empty cache for every page. */
export class Scales {
  readonly #page: Page;
  #responses: Response[] = [];

  private constructor(page: Page) {
    this.#page = page;
    page.on('response', (response) => {
      const request = response.request();
      // A page begins: what came before belongs to another.
      if (request.isNavigationRequest() && request.frame() === page.mainFrame()) this.#responses = [];
      this.#responses.push(response);
    });
  }

  /** Scales for a tab whose browser keeps nothing. */
  static async on(page: Page): Promise<Scales> {
    const session: CDPSession = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    return new Scales(page);
  }

  /** What the page weighs that is open now. @throws Error when a part came out of a cache, or there was no style sheet */
  async weigh(): Promise<Weight> {
    await this.#page.waitForLoadState('load');
    const weight: Weight = { html: 0, css: 0, script: 0 };
    const kinds = { document: 'html', stylesheet: 'css', script: 'script' } as const;
    for (const response of this.#responses) {
      const kind = kinds[response.request().resourceType() as keyof typeof kinds];
      if (kind === undefined) continue;
      const { responseBodySize } = await response.request().sizes();
      if (responseBodySize <= 0) throw new Error(`${response.url()} came out of a cache`);
      weight[kind] += responseBodySize;
    }
    if (weight.html === 0 || weight.css === 0) throw new Error(`${this.#page.url()} was not weighed`);
    return weight;
  }
}

/** The layout shift of the open page from its first paint on (CLS without the windows of sessions: the plain sum). */
export function layoutShift(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        type Shift = PerformanceEntry & { value: number };
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as Shift[]) sum += entry.value;
        }).observe({ type: 'layout-shift', buffered: true });
        // Two frames later everything that the load itself moved has been told.
        const settle = () => setTimeout(() => resolve(sum), 50);
        requestAnimationFrame(() => requestAnimationFrame(settle));
      }),
  );
}
