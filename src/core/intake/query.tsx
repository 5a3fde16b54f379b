import type { ComponentChildren } from 'preact';
import { z } from 'zod';
import { Refusal } from '../../platform/errors.ts';
import type { Face } from '../../platform/http/face.ts';
import { textField } from '../../platform/http/messages.ts';
import { type FormState, newForm, type RequestContext } from '../../platform/http/route.ts';
import {
  ErrorSummary,
  KeyValue,
  Note,
  PortalMain,
  PostForm,
  SubmitButton,
  TextField,
} from '../../ui/index.ts';
import { countTry, lookUp, readCode } from './portal.ts';

const LABELS = { code: '查询码' };
const NO_SUCH_CODE = '没有这个查询码，请核对后再查。查询码是 16 位字母和数字，没有字母 i、l、o、u。';

/** A submission as its query code shows it: state and dates, nothing of a person. */
export type FoundIntake = NonNullable<Awaited<ReturnType<typeof lookUp>>>;

/** The page on which the senders of one kind of submission ask what has become of it. */
export interface CodeQuery {
  kind: string;
  /** Path below the portal. */
  path: string;
  title: string;
  /** What the page shows and what it does not. */
  note: string;
  /** What the sender is told of each state. */
  told: Readonly<Record<string, string>>;
  /** What is shown of a submission that was found. */
  rows(
    ctx: RequestContext,
    found: FoundIntake,
    code: string,
  ): Promise<readonly [string, ComponentChildren][]>;
  /** The page in the frame of the portal, around its main part. */
  page(ctx: RequestContext, main: ComponentChildren): Promise<string>;
}

/** Declares the page and its form. Every try of an address is counted: codes cannot be guessed. */
export function codeQueryPages(face: Face, spec: CodeQuery): void {
  const show = (ctx: RequestContext, form: FormState, result?: ComponentChildren) =>
    spec.page(
      ctx,
      <PortalMain title={spec.title} narrow>
        <ErrorSummary form={form} labels={LABELS} />
        {result}
        <PostForm action={ctx.base.portal + spec.path} label={spec.title}>
          <TextField
            name="code"
            label={LABELS.code}
            form={form}
            required
            autocomplete="off"
            hint="提交时显示的 16 位字母和数字，不分大小写，可以不写短横线。"
          />
          <SubmitButton icon="search">查询</SubmitButton>
        </PostForm>
        <p class="muted mc-after">{spec.note}</p>
      </PortalMain>,
    );

  face.page({ path: spec.path, access: { kind: 'public' }, render: (ctx) => show(ctx, newForm()) });

  face.form({
    path: spec.path,
    access: { kind: 'public' },
    token: 'none',
    labels: LABELS,
    body: z.object({ code: textField(60, { required: true }) }),
    async submit(ctx, { body }) {
      await countTry(ctx, spec.kind, 'lookups');
      const code = readCode(body.code);
      const found = code && (await lookUp(ctx.db, spec.kind, code));
      if (!found) throw new Refusal([{ field: 'code', message: NO_SUCH_CODE }], 422);
      const result = (
        <div class="mb">
          <Note kind="info" title={spec.told[found.state] ?? found.state} live>
            <KeyValue rows={await spec.rows(ctx, found, code)} />
          </Note>
        </div>
      );
      return { kind: 'page', html: await show(ctx, newForm(), result) };
    },
    again: (ctx, _input, form) => show(ctx, form),
  });
}
