import { entered, LOST } from './common.ts';

/** Ctrl+S saves the draft as its button does; said on the button, which without this script knows no such key. */
export function saveKey(): void {
  const hint = document.createElement('small');
  hint.textContent = 'Ctrl+S';
  document.querySelector('[data-save]')?.append(hint);
  document.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 's') return;
    const button = document.querySelector<HTMLButtonElement>('[data-save]');
    if (button === null) return;
    event.preventDefault();
    button.click();
  });
}

/** Why nothing was kept, by the status of the answer; others come and go by themselves. */
const REASONS: Readonly<Record<number, string>> = {
  403: '没有自动暂存：您现在没有起草的权限。',
  404: '没有自动暂存：本件已不在您的办理范围内。',
  409: '没有自动暂存：页面停留太久，本件已经不在起草环节，或者您另有一份未保存的内容。请在新窗口打开核对。',
  413: '没有自动暂存：内容太长，请先缩短再保存。',
  422: '没有自动暂存：内容太长，或者其中有密级标志（涉密文件不得录入本系统）。',
};

/**
 * Sends what was typed in the editor every few seconds of change, so that a crash or the end of the session loses
 * little. Saving and leaving stop it; what it kept is offered when the editor is opened again.
 */
export function keepTyped(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-buffer]');
  const said = document.querySelector<HTMLElement>('[data-buffered]');
  if (form === null) return;
  let changed = form.dataset.unsaved !== undefined || entered(form);
  let leaving = false;
  let stop: AbortController | undefined;
  const say = (text: string) => {
    if (said !== null) said.textContent = text;
  };
  const send = async () => {
    if (!changed || leaving || stop !== undefined) return;
    changed = false;
    stop = new AbortController();
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value);
    try {
      const address = form.dataset.buffer ?? '';
      const answer = await fetch(address, { method: 'POST', body, redirect: 'manual', signal: stop.signal });
      if (answer.ok && (answer.headers.get('content-type') ?? '').includes('json')) {
        const kept = (await answer.json()) as { savedAt: string };
        say(`已自动暂存（${kept.savedAt.slice(11)}），正式内容以保存为准。`);
      } else if (answer.status === 429) changed = true;
      else say(REASONS[answer.status] ?? '没有自动暂存：登录可能已经过期，请在新窗口登录后再保存。');
    } catch {
      changed = true;
      if (!stop.signal.aborted) say('没有自动暂存：网络不通。请不要关闭本页，稍后会再试。');
    }
    stop = undefined;
  };
  form.addEventListener('input', () => {
    changed = true;
  });
  setInterval(() => void send(), Number(form.dataset.bufferSeconds) * 1000);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') void send();
  });
  // What is saved needs no copy, and one that arrives afterwards would be offered for nothing.
  form.addEventListener('submit', () => {
    leaving = true;
    stop?.abort();
    // The answer was lost and the page is still here: what it holds is kept again.
    setTimeout(() => {
      leaving = false;
      changed = true;
    }, LOST);
  });
}
