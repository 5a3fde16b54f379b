const PAUSE = 250;

interface Found {
  said: string;
  papers: { name: string; facts: string }[];
}

/**
 * The lookup of papers in the editor without leaving the page: what fits is shown while one types, and the chosen one is
 * taken over at once. Without the script the same buttons send the form.
 */
export function lookUpPapers(): void {
  const field = document.querySelector<HTMLElement>('[data-lookup]');
  const box = field?.querySelector<HTMLInputElement>('[name=relationWords]');
  const kind = field?.querySelector<HTMLSelectElement>('[name=relationKind]');
  const chosen = field?.querySelector<HTMLElement>('[data-chosen]');
  const list = field?.querySelector<HTMLElement>('[data-found]');
  const find = field?.querySelector<HTMLButtonElement>('[value=find]');
  const take = field?.querySelector<HTMLButtonElement>('[data-relate]');
  if (!field || !box || !kind || !chosen || !list || !find || !take) return;
  let timer = 0;
  let asked = '';

  const clear = () => {
    clearTimeout(timer);
    asked = '';
    list.replaceChildren();
    take.hidden = true;
  };
  const option = (type: string, name: string, value: string, note: string) => {
    const label = document.createElement('label');
    label.className = 'mc-opt';
    const input = document.createElement('input');
    Object.assign(input, { type, name, value, className: 'form-check-input' });
    const words = document.createElement('span');
    words.append(value);
    if (note !== '') words.append(Object.assign(document.createElement('small'), { textContent: note }));
    label.append(input, words);
    return label;
  };
  const show = ({ said, papers }: Found) => {
    const sentence = document.createElement('p');
    sentence.className = 'form-hint';
    sentence.textContent = said;
    const options = document.createElement('div');
    options.className = 'mc-opts';
    options.setAttribute('role', 'radiogroup');
    options.setAttribute('aria-label', '找到的文件');
    options.append(...papers.map((p) => option('radio', 'found-here', p.name, p.facts)));
    list.replaceChildren(sentence, options);
    take.hidden = papers.length === 0;
  };
  const ask = async (guess: boolean) => {
    const typed = box.value.trim();
    if (typed === '') return clear();
    if (typed === asked && !guess) return;
    asked = typed;
    const url = new URL(field.dataset.lookup ?? '', location.href);
    url.searchParams.set('q', typed);
    if (guess) url.searchParams.set('guess', 'yes');
    try {
      const answer = await fetch(url, { redirect: 'manual' });
      if (!answer.ok) throw new Error();
      const found = (await answer.json()) as Found;
      if (typed === asked) show(found);
    } catch {
      list.textContent = '现在查不了：网络不通或登录已过期。所填内容还在，可以稍后再试。';
    }
  };
  box.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(false), PAUSE);
  });
  const pressed = (event: Event) => {
    event.preventDefault();
    clearTimeout(timer);
    void ask(true);
  };
  find.addEventListener('click', pressed);
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.isComposing) pressed(event);
  });
  take.addEventListener('click', (event) => {
    const picked = list.querySelector<HTMLInputElement>('[name=found-here]:checked');
    // Papers that the server has listed are taken over by the server.
    if (picked === null && list.querySelector('[name=relationPick]') !== null) return;
    event.preventDefault();
    if (picked === null) {
      list.querySelector<HTMLInputElement>('[name=found-here]')?.focus();
      return;
    }
    const line = `${kind.selectedOptions[0]?.textContent ?? ''} ${picked.value}`;
    const before = [...chosen.querySelectorAll<HTMLInputElement>('[name=relations]')];
    const same = before.find((input) => input.value === line);
    const label = option('checkbox', 'relations', line, '');
    if (same === undefined) chosen.append(label);
    const input = same ?? label.querySelector('input');
    if (input) input.checked = true;
    box.value = '';
    clear();
    input?.focus();
    input?.dispatchEvent(new Event('input', { bubbles: true }));
  });
}
