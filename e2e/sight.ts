import type { Page } from 'playwright-core';

/** A page of the program as a person sees it. */
export interface Sight {
  /** File name of its picture and name of its test. */
  name: string;
  /** Who is signed in; undefined for the public. */
  as?: string;
  /** Status of the answer. */
  status: number;
  /** Shows it, from any page of the same face. */
  show(page: Page): Promise<void>;
  /** The same page as another sight, after a refusal or with other rows: it keeps the title. */
  again?: boolean;
}

/** Goes to a path of a face. @throws Error when the status is not the expected one */
export async function go(page: Page, address: string, status: number): Promise<void> {
  const response = await page.goto(address);
  if (response?.status() !== status) throw new Error(`${address}: ${response?.status()}, not ${status}`);
}

/** Address of the first link in the main part of a page whose text fits. */
export async function linkOn(page: Page, address: string, name?: string | RegExp): Promise<string> {
  await go(page, address, 200);
  const links = page.locator('main :is(.mc-list, .mc-rt tbody, .mc-plainlist) a');
  const link = (name === undefined ? links : links.filter({ hasText: name })).first();
  return new URL((await link.getAttribute('href')) ?? '', address).href;
}

/** A page that is reached by links from the page that a sight shows, the first in its main part that fits each name. */
export function onFrom(sight: Sight, name: string, ...links: RegExp[]): Sight {
  return {
    ...sight,
    name,
    again: false,
    show: async (page) => {
      await sight.show(page);
      for (const link of links) {
        const target = page.getByRole('main').getByRole('link', { name: link }).first();
        await go(page, new URL((await target.getAttribute('href')) ?? '', page.url()).href, 200);
      }
    },
  };
}

/** The page of the first row that a list shows. */
export function firstOf(list: Sight, name: string): Sight {
  return {
    ...list,
    name,
    show: async (page) => {
      await list.show(page);
      await go(page, await linkOn(page, page.url()), 200);
    },
  };
}

/** The page below the address that a sight shows. */
export function below(sight: Sight, name: string, path: string): Sight {
  return {
    ...sight,
    name,
    show: async (page) => {
      await sight.show(page);
      await go(page, new URL(page.url()).origin + new URL(page.url()).pathname + path, 200);
    },
  };
}
