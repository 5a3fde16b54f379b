/** Size of an official paper's text; the buttons stand in the tools above it. */
export function documentZoom(): void {
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-zoom]') : null;
    if (button === null) return;
    for (const paper of document.querySelectorAll<HTMLElement>('.mc-doc')) {
      paper.dataset.size = button.dataset.zoom;
    }
    for (const other of document.querySelectorAll('[data-zoom]')) {
      other.setAttribute('aria-pressed', String(other === button));
    }
  });
}

/** Copies the lasting address of a page and says whether it worked. */
export function copyLink(): void {
  document.addEventListener('click', async (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-copy]') : null;
    const said = button?.querySelector('[aria-live]');
    if (button === null || said === null || said === undefined) return;
    const link = new URL(button.dataset.copy ?? '', location.href).href;
    try {
      await navigator.clipboard.writeText(link);
      said.textContent = '已复制';
    } catch {
      // Without HTTPS there is no clipboard: show the address to copy by hand.
      said.textContent = link;
    }
  });
}
