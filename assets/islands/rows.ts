import { takesText } from './common.ts';

/** Keys j and k move between the rows of tables and lists of hits, to the first link of each; Enter then opens it. */
export function rowKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (!/^[jk]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (takesText(document.activeElement)) return;
    const links = [...document.querySelectorAll('.mc-rt tbody tr, .mc-found > li')].flatMap((row) => {
      const link = row.querySelector<HTMLElement>('th a, th button, a');
      return link === null ? [] : [link];
    });
    const at = links.findIndex((link) => link.closest('tr, li')?.contains(document.activeElement));
    const next = links[at < 0 ? 0 : at + (event.key === 'j' ? 1 : -1)];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  });
}
