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
