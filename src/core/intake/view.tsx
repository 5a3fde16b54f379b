import type { ComponentChildren } from 'preact';
import { type FormState, Hidden, Note, textOf } from '../../ui/index.ts';
import { newNonce, nonceFits } from './portal.ts';

/** The query code, shown once. */
export function CodeReceipt({ code, children }: { code: string; children: ComponentChildren }) {
  return (
    <Note kind="ok" title="请记下查询码">
      <p class="mc-code">{code}</p>
      <p class="mb-0">查询码只显示这一次，系统不保存。{children}</p>
    </Note>
  );
}

/** The secret of a form that hands something in: the one it came with, or a new one. See `newNonce`. */
export function NonceField({ form }: { form: FormState }) {
  const nonce = textOf(form, 'nonce');
  return <Hidden name="nonce" value={nonceFits(nonce) ? nonce : newNonce()} />;
}
