import { z } from 'zod';
import type { Face } from '../../platform/http/face.ts';
import type { RequestContext } from '../../platform/http/route.ts';
import { ErrorSummary, Note, PostForm, SubmitButton } from '../../ui/index.ts';
import type { ConsoleFrame } from '../console-frame.tsx';
import { type Person, personOf } from '../people.ts';

/** How many submissions of a kind wait and how many could not be opened, above the list of their cases. */
export function WaitingNotes({
  ctx,
  counts,
  broken,
  takeIn,
}: {
  ctx: RequestContext;
  counts: { waiting: number; failed: number };
  /** Why some could not be opened, and who can help. */
  broken: string;
  /** Where they are taken in; undefined for whoever may not. */
  takeIn: string | undefined;
}) {
  return (
    <>
      {counts.failed > 0 && (
        <Note kind="bad" title={`有 ${counts.failed} 件网上提交打不开`}>
          <p class="mb-0">{broken}</p>
        </Note>
      )}
      {counts.waiting > 0 && takeIn !== undefined && (
        <Note kind="info" title={`全市有 ${counts.waiting} 件网上提交等待登记`}>
          <p>登记以前看不出属于哪个单位。系统每分钟自动登记一次，也可以现在登记。</p>
          <PostForm action={takeIn} once={ctx.session?.once() ?? ''} label="接收网上提交">
            <SubmitButton kind="plain" icon="inbox">
              现在登记
            </SubmitButton>
          </PostForm>
        </Note>
      )}
    </>
  );
}

/** What became of a taking in, by the `done` key of the list it leads back to. */
export const TAKEN_IN = {
  'taken-in': '网上提交已接收登记。',
  'nothing-taken': '没有可以接收的网上提交：可能刚刚自动登记过，或者属于其他单位。',
} as const;

/** Declares the form that takes in what waits of one kind. */
export function takeInForm(
  face: Face,
  frame: ConsoleFrame,
  spec: {
    path: string;
    act: string;
    /** Takes them in. @returns how many */
    takeIn(ctx: RequestContext & { actor: Person }, onFailed: (id: number) => void): Promise<number>;
    /** Address of the list, with the key of its notice. */
    list(ctx: RequestContext, done: keyof typeof TAKEN_IN): string;
  },
): void {
  face.form({
    path: spec.path,
    access: { kind: 'act', act: spec.act },
    token: 'once',
    labels: {},
    body: z.object({}),
    async submit(ctx) {
      const taken = await spec.takeIn({ ...ctx, actor: personOf(ctx) }, (id) =>
        ctx.log.error({ intake: id }, 'submission cannot be opened'),
      );
      return { kind: 'redirect', to: spec.list(ctx, taken > 0 ? 'taken-in' : 'nothing-taken') };
    },
    again: (ctx, _input, form) =>
      frame.page(ctx, { title: '接收网上提交', children: <ErrorSummary form={form} /> }),
  });
}
