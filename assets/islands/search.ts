const PAUSE = 200;
const KINDS: Record<string, string> = { organ: '机构', tag: '标签', number: '文号', title: '标题' };

interface Suggestion {
  text: string;
  kind: string;
}

/** Completes what is typed into a search box of the portal from what exists; a plain box without it. */
export function completeSearch(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form.mc-search')) {
    const box = form.querySelector<HTMLInputElement>('input[name=q]');
    if (box !== null && new URL(form.action).pathname.endsWith('/search')) complete(form, box);
  }
}

function complete(form: HTMLFormElement, box: HTMLInputElement): void {
  const list = document.createElement('ul');
  list.id = `${box.id}-completions`;
  list.className = 'mc-completions';
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', '联想');
  list.hidden = true;
  box.parentElement?.append(list);
  box.autocomplete = 'off';
  // A search box alone may not say that it opens a list: WAI-ARIA 1.2, combobox with a list that completes.
  box.setAttribute('role', 'combobox');
  box.setAttribute('aria-haspopup', 'listbox');
  box.setAttribute('aria-expanded', 'false');
  box.setAttribute('aria-autocomplete', 'list');
  box.setAttribute('aria-controls', list.id);
  let at = -1;
  let asked = '';
  let timer = 0;

  const open = (shown: boolean) => {
    list.hidden = !shown;
    box.setAttribute('aria-expanded', String(shown));
    at = -1;
    box.removeAttribute('aria-activedescendant');
  };
  const close = () => open(false);
  const choose = (item: Element | undefined) => {
    const text = item?.firstChild?.textContent;
    if (!text) return;
    box.value = text;
    close();
    form.requestSubmit();
  };
  const mark = (to: number) => {
    at = (to + list.children.length) % list.children.length;
    for (const [i, item] of [...list.children].entries())
      item.setAttribute('aria-selected', String(i === at));
    box.setAttribute('aria-activedescendant', list.children[at]?.id ?? '');
  };
  const show = (suggestions: Suggestion[]) => {
    list.replaceChildren(
      ...suggestions.map(({ text, kind }, i) => {
        const item = document.createElement('li');
        item.id = `${list.id}-${i}`;
        item.setAttribute('role', 'option');
        item.setAttribute('aria-selected', 'false');
        const said = document.createElement('span');
        said.textContent = KINDS[kind] ?? '';
        item.append(text, said);
        return item;
      }),
    );
    open(suggestions.length > 0);
  };
  const ask = async () => {
    const typed = box.value.trim();
    if (typed === asked) return;
    asked = typed;
    if (typed === '') return close();
    const url = new URL(form.action);
    url.pathname += '/suggest';
    url.searchParams.set('q', typed);
    try {
      const answer = await fetch(url);
      const { suggestions } = (await answer.json()) as { suggestions?: Suggestion[] };
      if (typed === asked && document.activeElement === box) show(suggestions ?? []);
    } catch {
      close();
    }
  };
  box.addEventListener('input', (event) => {
    clearTimeout(timer);
    // While a pinyin is being composed the letters in the box are no words yet; they are completed as initials.
    if (event instanceof InputEvent) timer = setTimeout(ask, PAUSE);
  });
  box.addEventListener('blur', () => setTimeout(close, 150));
  box.addEventListener('keydown', (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === 'Escape') close();
    else if (event.key === 'ArrowDown') mark(at + 1);
    else if (event.key === 'ArrowUp') mark(at - 1);
    else if (event.key === 'Enter' && at >= 0) choose(list.children[at]);
    else return;
    event.preventDefault();
  });
  list.addEventListener('mousedown', (event) => {
    event.preventDefault();
    if (event.target instanceof Element) choose(event.target.closest('li') ?? undefined);
  });
}
