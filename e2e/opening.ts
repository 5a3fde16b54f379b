import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import { DESK, openBrowser, skipped } from './browser.ts';
import { type City, Office } from './office.ts';
import { type Program, startProgram } from './server.ts';

/**
 * Starts the program on a demo city of its own, and a browser, for the tests of the file that calls it; stops both after
 * them. Either may be asked for only while tests or hooks run.
 */
export function openCity(): City {
  let program: Program | undefined;
  let browser: Browser | undefined;
  beforeAll(async () => {
    if (skipped) return;
    [program, browser] = await Promise.all([startProgram(inject('mould')), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await program?.stop();
  });
  const there = <T>(it: T | undefined): T => {
    if (it === undefined) throw new Error('The city is there only while the tests run.');
    return it;
  };
  return {
    get program() {
      return there(program);
    },
    get browser() {
      return there(browser);
    },
  };
}

/**
 * The people of the describe block that calls it; after its tests no page may have had a fault.
 * @param js with scripts @param size of every window, px
 */
export function openOffice(city: City, js: boolean, size = DESK): Office {
  const office = new Office(city, js, size);
  afterAll(async () => {
    await office.close();
    expect(office.faults).toEqual([]);
  });
  return office;
}
