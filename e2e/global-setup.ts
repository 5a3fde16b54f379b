import type { TestProject } from 'vitest/node';
import { browserThere, NO_BROWSER } from './browser.ts';
import { build, makeMould } from './server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Data folder with the demo city, copied by every file; '' without a browser. */
    mould: string;
  }
}

/**
 * Compiles what changed and seeds the demo city once for all browser tests.
 * @throws Error in CI when there is no browser
 */
export default async function setup(project: TestProject): Promise<(() => void) | undefined> {
  if (!browserThere()) {
    if (process.env.CI) throw new Error(NO_BROWSER);
    console.log(NO_BROWSER);
    project.provide('mould', '');
    return undefined;
  }
  build();
  const mould = await makeMould();
  project.provide('mould', mould.folder);
  return mould.remove;
}
