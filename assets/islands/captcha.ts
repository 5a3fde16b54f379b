/** A challenge as the page carries it (ALTCHA). */
interface Challenge {
  algorithm: string;
  challenge: string;
  salt: string;
  signature: string;
  maxnumber: number;
}

const text = new TextEncoder();

/** After so long without a result the question is shown after all, milliseconds. */
const PATIENCE = 20_000;

/** How many numbers are tried before the page gets its turn. */
const CHUNK = 400;

/** Looks for the number; the page stays usable meanwhile. Undefined when there is none. */
async function solve({ algorithm, challenge, salt, maxnumber }: Challenge): Promise<number | undefined> {
  for (let from = 0; from <= maxnumber; from += CHUNK) {
    const numbers = Array.from({ length: Math.min(CHUNK, maxnumber - from + 1) }, (_, i) => from + i);
    const hashes = await Promise.all(
      numbers.map((n) => crypto.subtle.digest(algorithm, text.encode(salt + n))),
    );
    const at = hashes.findIndex((hash) => hex(hash) === challenge);
    if (at >= 0) return from + at;
    await new Promise((next) => setTimeout(next));
  }
  return undefined;
}

function hex(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, '0')).join('');
}

/** The browser proves some work instead of its reader answering a question. Without it, or where it fails, the question stays. */
export function captcha(): void {
  // Only pages that came over HTTPS can hash.
  if (!globalThis.crypto?.subtle) return;
  for (const box of document.querySelectorAll<HTMLElement>('[data-captcha]')) prove(box);
}

function prove(box: HTMLElement): void {
  const form = box.closest('form');
  const field = box.querySelector<HTMLInputElement>('[name=altcha]');
  const said = box.querySelector('[role=status]');
  if (form === null || field === null || said === null) return;
  const asked = box.querySelectorAll<HTMLElement>('.q');
  // Whoever has begun to answer before this script came is not interrupted.
  const answer = box.querySelector<HTMLInputElement>('.q input');
  if (answer !== null && (answer.value !== '' || answer === document.activeElement)) return;
  const show = (question: boolean, word: string) => {
    for (const part of asked) part.hidden = !question;
    said.textContent = word;
  };
  const { maxnumber, ...signed } = JSON.parse(box.dataset.captcha ?? '') as Challenge;
  let ready = false;
  const settle = (question: boolean, word: string) => {
    if (!ready) show(question, word);
    ready = true;
  };
  const solved = solve({ maxnumber, ...signed }).then((number) => {
    if (number === undefined) return settle(true, '');
    field.value = btoa(JSON.stringify({ ...signed, number }));
    settle(false, '已自动验证，可以提交。');
  });
  const patience = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE));
  const settled = Promise.race([solved, patience]).then(
    () => settle(true, ''),
    () => settle(true, ''),
  );
  form.addEventListener('submit', (event) => {
    if (ready) return;
    event.preventDefault();
    void settled.then(() => form.requestSubmit(event.submitter));
  });
  if (!ready) show(false, '正在自动验证，不需要您操作…');
}
