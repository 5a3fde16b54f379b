import type { ComponentChildren } from 'preact';
import { type FormState, Note, PostForm, SubmitButton, TextField } from '../../ui/index.ts';

/** Name of the field of a query code. */
export const CODE_LABELS = { code: '查询码' };

/** What is said for a code that fits nothing. */
export const NO_SUCH_CODE = '没有这个查询码，请核对后再查。查询码是 16 位字母和数字，没有字母 i、l、o、u。';

/** The query code, shown once. */
export function CodeReceipt({ code, children }: { code: string; children: ComponentChildren }) {
  return (
    <Note kind="ok" title="请记下查询码">
      <p class="mc-code">{code}</p>
      <p class="mb-0">查询码只显示这一次，系统不保存。{children}</p>
    </Note>
  );
}

/** The form that asks for a query code. */
export function CodeForm({ action, label, form }: { action: string; label: string; form: FormState }) {
  return (
    <PostForm action={action} label={label}>
      <TextField
        name="code"
        label={CODE_LABELS.code}
        form={form}
        required
        autocomplete="off"
        hint="提交时显示的 16 位字母和数字，不分大小写，可以不写短横线。"
      />
      <SubmitButton icon="search">查询</SubmitButton>
    </PostForm>
  );
}
