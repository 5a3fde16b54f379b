/** The reading aids at once, without loading the page anew; the form tells the server, which remembers the choice. */
export function readingAids(): void {
  document.addEventListener('click', (event) => {
    const button =
      event.target instanceof Element ? event.target.closest<HTMLButtonElement>('[data-aid]') : null;
    const form = button?.form;
    if (!button || !form) return;
    const classes = document.documentElement.classList;
    for (const other of form.querySelectorAll<HTMLButtonElement>(`[name="${button.name}"]`)) {
      classes.remove(other.dataset.aid ?? '');
      other.setAttribute('aria-pressed', String(other === button));
    }
    classes.add(button.dataset.aid ?? '');
    const body = new URLSearchParams({ [button.name]: button.value });
    // Where the choice does not arrive, the form goes its own way and the browser says what is wrong.
    const plainly = () => form.requestSubmit(button);
    fetch(form.action, { method: 'POST', body, redirect: 'manual' }).then((answer) => {
      if (answer.type !== 'opaqueredirect' && !answer.ok) plainly();
    }, plainly);
    event.preventDefault();
  });
}

/**
 * 关闭 closes a window that a link or a script opened, else it goes back; its address is for everybody else. Browsers let a
 * page close its window when a script opened it or when nothing else was shown in it before (a link to a new tab, a code
 * that was scanned).
 */
export function closing(): void {
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('[data-close]') : null;
    if (link === null) return;
    if (window.opener !== null || history.length === 1) {
      event.preventDefault();
      window.close();
      // Still here: the browser did not allow it.
      setTimeout(() => location.assign((link as HTMLAnchorElement).href), 300);
    } else if (history.length > 1 && document.referrer.startsWith(location.origin)) {
      event.preventDefault();
      // A jump within the page left a step of its own: on until the page is left.
      addEventListener('popstate', () => history.back());
      history.back();
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
