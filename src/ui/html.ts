import type { VNode } from 'preact';
import { render } from 'preact-render-to-string';

/**
 * Turns a whole page (a shell with its children) into the text of an HTML answer.
 * @param page the vnode of the `<html>` element
 * @returns the page with its doctype; every text and attribute is escaped
 */
export function renderPage(page: VNode): string {
  return `<!doctype html>\n${render(page)}\n`;
}

/**
 * Joins class names, leaving out what is empty or false.
 * @param names class names; false and undefined are skipped
 * @returns the value of a `class` attribute, or undefined when nothing is left
 */
export function classes(...names: (string | false | undefined)[]): string | undefined {
  const kept = names.filter((name) => name !== false && name !== undefined && name !== '');
  return kept.length > 0 ? kept.join(' ') : undefined;
}
