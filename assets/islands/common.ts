// Comfort only: every page works without these files, with a part of them, and before they have arrived.

/** Starts each enhancement by itself: one that fails takes none of the others along, and is still reported. */
export function start(...enhancements: (() => void)[]): void {
  for (const enhance of enhancements)
    try {
      enhance();
    } catch (error) {
      setTimeout(() => {
        throw error;
      });
    }
}

/** Whether something was entered that the server has not sent: also before the script came. */
export function entered(form: HTMLFormElement): boolean {
  return [...form.elements].some((field) => {
    if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
    if (field instanceof HTMLInputElement)
      return /^(?:checkbox|radio)$/.test(field.type)
        ? field.checked !== field.defaultChecked
        : field.value !== field.defaultValue;
    if (!(field instanceof HTMLSelectElement)) return false;
    // A list without a chosen entry shows its first.
    const shown = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(shown, 0);
  });
}

/** Whether typing goes into the element, so that a key must not be taken from it. */
export function takesText(element: Element | null): boolean {
  return (
    element !== null &&
    /^(?:INPUT|TEXTAREA|SELECT)$/.test(element.tagName) &&
    !element.matches('[type=checkbox]')
  );
}

/** The `/` key moves the focus to the search box. */
export function searchKey(): void {
  document.addEventListener('keydown', (event) => {
    const box = document.getElementById('gq');
    if (box === null || event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (takesText(document.activeElement)) return;
    event.preventDefault();
    box.focus();
  });
}

/** The summary of what is wrong takes the focus when the page opens, unless somebody was faster and types already. */
export function errorFocus(): void {
  if (document.activeElement !== null && document.activeElement !== document.body) return;
  document.querySelector<HTMLElement>('.mc-errs')?.focus();
}

/** Shows what is of use only with JavaScript. */
export function reveal(): void {
  for (const element of document.querySelectorAll<HTMLElement>('[data-island]')) element.hidden = false;
}

/** Buttons that print the page. */
export function printing(): void {
  document.addEventListener('click', (event) => {
    if (event.target instanceof Element && event.target.closest('[data-print]') !== null) print();
  });
}

/** After this a form may be sent again, milliseconds: the answer was stopped or never came, and the page is still here. */
export const LOST = 10_000;

/**
 * A form is sent once: a second press is swallowed and the buttons look busy. They are not disabled,
 * because a disabled button does not send its own name and value. Coming back by the history frees them, and so does an
 * answer that does not come; the server takes a form once only, however often it is sent.
 */
export function sendOnce(): void {
  const sent = new WeakSet<HTMLFormElement>();
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== 'post' || event.defaultPrevented) return;
    // What is answered with a file leaves the page as it is.
    if (form.dataset.download !== undefined) return;
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    sent.add(form);
    const pressed = event.submitter;
    pressed?.classList.add('busy');
    setTimeout(() => {
      sent.delete(form);
      pressed?.classList.remove('busy');
    }, LOST);
  });
  window.addEventListener('pageshow', (event) => {
    if (!event.persisted) return;
    for (const form of document.forms) sent.delete(form);
    for (const button of document.querySelectorAll('.busy')) button.classList.remove('busy');
  });
}

/** Warns before changes of a guarded form are lost by leaving the page. */
export function guardChanges(): void {
  const changed = new Set<HTMLFormElement>();
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-guard]')) {
    if (form.dataset.unsaved !== undefined || entered(form)) changed.add(form);
    form.addEventListener('input', () => changed.add(form));
    form.addEventListener('submit', () => {
      changed.delete(form);
      setTimeout(() => changed.add(form), LOST);
    });
  }
  window.addEventListener('beforeunload', (event) => {
    if (changed.size > 0) event.preventDefault();
    // Chromium below 119 asks only when a value is returned.
    if (changed.size > 0) event.returnValue = '';
  });
}

/** Says how many characters a limited field holds; it counts as the server does, by code points. */
export function countCharacters(): void {
  for (const field of document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('[data-limit]')) {
    const limit = Number(field.dataset.limit);
    const shown = document.createElement('span');
    shown.className = 'left';
    field.after(shown);
    const update = () => {
      const length = [...field.value].length;
      shown.textContent = length > limit ? `超出 ${length - limit} 字` : `已输入 ${length} / ${limit} 字`;
      shown.classList.toggle('over', length > limit);
    };
    field.addEventListener('input', update);
    update();
  }
}
