import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { type Issue, NotFound, Refusal, SessionEnded, TooMany } from '../errors.ts';
import { DiskFull, type ReceivedFile } from '../files/uploads.ts';
import { bindOnce, type SentContent } from '../once.ts';
import { contextOf, send } from './answers.ts';
import type { Served } from './behaviour.ts';
import { fail, TITLES } from './failures.ts';
import { gate } from './gate.ts';
import { formIssues } from './messages.ts';
import type { Answered, FormRoute, FormState, RequestContext, UploadRoute } from './route.ts';
import { noRoom, Reception, readWithoutFiles, UploadRefused } from './upload.ts';
import { withoutNul } from './values.ts';

const STALE_FORM = '页面停留太久或已经换了登录，没有提交。您填写的内容还在，请核对后再提交一次。';

/** Whether a form carries a once-token of the session. */
function fits(ctx: RequestContext, values: FormState['values']): boolean {
  return ctx.session?.onceFits(onceOf(values)) ?? false;
}

function onceOf(values: FormState['values']): string {
  return typeof values._once === 'string' ? values._once : '';
}

/** Shows a form again after its files have come in: browsers keep what was typed, never what was chosen, so the page says so. */
function withFilesLost<I>(
  again: (ctx: RequestContext, input: I, form: FormState) => Promise<string>,
  files: readonly ReceivedFile[],
): typeof again {
  return (ctx, input, form) => {
    const fields = new Set(files.map((f) => f.field));
    for (const { field } of form.issues) fields.delete(field ?? '');
    const lost = [...fields].map((field) => ({
      field,
      message: '请重新选择文件：浏览器出于安全不保留已选的文件。',
    }));
    return again(ctx, input, { ...form, issues: [...form.issues, ...lost] });
  };
}

/** What answers the POST of a form. */
export function formHandler<P extends z.ZodType, B extends z.ZodType>(face: Served, spec: FormRoute<P, B>) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    reply.header('cache-control', 'no-store');
    const ctx = await contextOf(face, request);
    const parsedParams = spec.params?.safeParse(request.params);
    if (parsedParams && !parsedParams.success) throw new NotFound();
    const params = parsedParams?.data as z.output<P>;
    const values = withoutNul(request.body) as FormState['values'];
    const refuseMarked = () => {
      const refused = face.behaviour.refuseForm?.(Object.values(values).flatMap((v) => v ?? []));
      if (refused) throw new Refusal([refused], 422);
    };
    const stop = gate(face, ctx, spec.access, request);
    if (stop) {
      const kept = await face.behaviour.interrupted?.(ctx, {
        action: request.url,
        upload: false,
        once: onceOf(values),
        read: async () => ({ values: entered(spec, values), files: [] }),
      });
      if (kept?.kind === 'page') refuseMarked();
      return send(face, reply, kept ?? stop);
    }
    try {
      refuseMarked();
    } catch (error) {
      await spec.onRefused?.(ctx, { params });
      throw error;
    }
    const form = { action: request.url, upload: false, values, files: [] };
    return decide(face, reply, ctx, spec, params, form, (input) => spec.submit(ctx, input));
  };
}

/** What was entered in a form, without its token and without what no page may carry again. */
function entered(spec: { secrets?: readonly string[] }, values: FormState['values']): FormState['values'] {
  return without(values, ['_once', ...(spec.secrets ?? [])]);
}

function without(values: FormState['values'], names: readonly string[] = []): FormState['values'] {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
}

/** What answers the POST of a form with files. */
export function uploadHandler<P extends z.ZodType, B extends z.ZodType>(
  face: Served,
  spec: UploadRoute<P, B>,
) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    reply.header('cache-control', 'no-store');
    const ctx = await contextOf(face, request);
    const parsedParams = spec.params?.safeParse(request.params);
    if (parsedParams && !parsedParams.success) throw new NotFound();
    const params = parsedParams?.data as z.output<P>;
    const stop = gate(face, ctx, spec.access, request);
    if (stop) {
      if (!request.isMultipart()) return send(face, reply, stop);
      const read = async () => {
        const { values, files } = await readWithoutFiles(request);
        const refused = face.behaviour.refuseForm?.([
          ...Object.values(values).flat(),
          ...files.map((f) => f.name),
        ]);
        if (refused) throw new Refusal([refused], 422);
        return { values: entered(spec, values), files };
      };
      try {
        const kept = await face.behaviour.interrupted?.(ctx, {
          action: request.url,
          upload: true,
          once: '',
          read,
        });
        return send(face, reply, kept ?? stop);
      } catch (error) {
        if (!(error instanceof UploadRefused)) throw error;
        return fail(face, request, reply, error.status, [error.issue]);
      }
    }
    const limits = await spec.limits(ctx, { params });
    if (!request.isMultipart())
      return fail(face, request, reply, 415, [{ message: '请从页面上选择文件后提交。' }]);
    const tooOften = await face.behaviour.admitUpload?.(ctx).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (tooOften !== undefined && !(tooOften instanceof TooMany)) throw tooOften;
    const received = new Reception(face.app.uploads);
    const admit = (texts: readonly string[], fileName?: string) => {
      const refused = face.behaviour.refuseForm?.(texts);
      if (!refused) return;
      // Of several files people must know which one is meant; a name that carries a mark is not repeated.
      const named = fileName !== undefined && face.behaviour.refuseForm?.([fileName]) !== undefined;
      const which = named ? `第 ${received.files.length + 1} 个文件的文件名：` : '';
      const message = which + refused.message;
      throw new Refusal([{ ...refused, message }], 422);
    };
    try {
      await received.read(request, limits, (texts, fileName) => {
        admit(texts, fileName);
        if (tooOften) {
          reply.header('retry-after', tooOften.retryAfter);
          throw new UploadRefused(429, { message: tooOften.message });
        }
        // Nobody's files are received for a form that could not be accepted anyway.
        if (spec.token === 'once' && !fits(ctx, received.values))
          throw new UploadRefused(409, { message: `${STALE_FORM}所选的文件没有保存，请重新选择。` });
      });
      admit(received.texts());
      const again = { ...spec, again: withFilesLost(spec.again, received.files) };
      const form = { action: request.url, upload: true, values: received.values, files: received.files };
      return await decide(face, reply, ctx, again, params, form, (input) =>
        spec.submit(ctx, { ...input, files: received.files }),
      );
    } catch (thrown) {
      const error = thrown instanceof DiskFull ? noRoom(received.files[0]?.field) : thrown;
      if (!(error instanceof UploadRefused)) throw error;
      const { _once, ...entered } = received.values;
      const form = { values: entered, issues: [error.issue] };
      return send(face, reply, {
        kind: 'page',
        status: error.status,
        html: await spec.again(ctx, { params }, form),
      });
    } finally {
      await received.discard();
    }
  };
}

/** The heading of a refusal where no field can be mended: the law or the state of the case stands in the way. */
function headingOf(issues: readonly Issue[], status: number): string | undefined {
  return status !== 422 && issues.every((issue) => issue.field === undefined) ? TITLES[status] : undefined;
}

/** Checks a form that has come in and acts on it, or shows its page again with everything entered. */
async function decide<P extends z.ZodType, B extends z.ZodType>(
  face: Served,
  reply: FastifyReply,
  ctx: RequestContext,
  spec: Omit<FormRoute<P, B>, 'submit'>,
  params: z.output<P>,
  form: {
    action: string;
    upload: boolean;
    values: FormState['values'];
    files: SentContent['files'];
  },
  submit: (input: { params: z.output<P>; body: z.output<B>; once: string }) => Promise<Answered>,
): Promise<FastifyReply> {
  const { values, files } = form;
  const { _once, ...typed } = values;
  const again = async (issues: readonly Issue[], status: number, title = headingOf(issues, status)) =>
    send(face, reply, {
      kind: 'page',
      status,
      html: await spec.again(
        ctx,
        { params },
        { values: typed, issues: [...issues], ...(title ? { title } : {}) },
      ),
    });
  if (spec.token === 'once' && !fits(ctx, values))
    return again([{ message: STALE_FORM }], 409, '没有提交，请核对后再提交一次');
  const body = spec.body.safeParse(typed);
  if (!body.success) return again(formIssues(body.error, spec.labels, typed), 422);
  try {
    const once =
      typeof _once === 'string' ? bindOnce(_once, { values: without(typed, spec.onward), files }) : '';
    return send(face, reply, await submit({ params, body: body.data, once }));
  } catch (error) {
    if (error instanceof Refusal) return again(error.issues, error.status);
    if (error instanceof SessionEnded) {
      const { action, upload } = form;
      const read = async () => ({ values: entered(spec, values), files });
      const kept = await face.behaviour.interrupted?.(
        { ...ctx, session: undefined },
        { action, upload, once: onceOf(values), read },
      );
      if (kept) return send(face, reply, kept);
    }
    if (!(error instanceof TooMany)) throw error;
    reply.header('retry-after', error.retryAfter);
    return again([{ message: error.message }], 429);
  }
}
