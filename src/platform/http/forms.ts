import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { type Issue, NotFound, Refusal, TooMany } from '../errors.ts';
import { DiskFull, type ReceivedFile } from '../files/uploads.ts';
import { contextOf, send } from './answers.ts';
import type { Served } from './behaviour.ts';
import { fail } from './failures.ts';
import { gate } from './gate.ts';
import { formIssues } from './messages.ts';
import type { Answered, FormRoute, FormState, RequestContext, UploadRoute } from './route.ts';
import { noRoom, Reception, UploadRefused } from './upload.ts';
import { withoutNul } from './values.ts';

const STALE_FORM = '页面停留太久或已经换了登录，没有提交。您填写的内容还在，请核对后再提交一次。';

/** Whether a form carries a once-token of the session. */
function fits(ctx: RequestContext, values: FormState['values']): boolean {
  return ctx.session?.onceFits(typeof values._once === 'string' ? values._once : '') ?? false;
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
      const { _once, ...all } = values;
      const open = ([name]: [string, unknown]) => !spec.secrets?.includes(name);
      const entered = Object.fromEntries(Object.entries(all).filter(open));
      const kept = ctx.session
        ? undefined
        : await face.behaviour.expired?.(ctx, { action: request.url, values: entered });
      if (kept?.kind === 'page') refuseMarked();
      return send(face, reply, kept ?? stop);
    }
    refuseMarked();
    return decide(face, reply, ctx, spec, params, values, (input) => spec.submit(ctx, input));
  };
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
    if (stop) return send(face, reply, stop);
    const limits = await spec.limits(ctx, { params });
    if (!request.isMultipart())
      return fail(face, request, reply, 415, [{ message: '请从页面上选择文件后提交。' }]);
    const tooOften = await face.behaviour.admitUpload?.(ctx).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (tooOften !== undefined && !(tooOften instanceof TooMany)) throw tooOften;
    const received = new Reception(face.app.uploads);
    const admit = (texts: readonly string[]) => {
      const refused = face.behaviour.refuseForm?.(texts);
      if (refused) throw new Refusal([refused], 422);
    };
    try {
      await received.read(request, limits, (texts) => {
        admit(texts);
        if (tooOften) {
          reply.header('retry-after', tooOften.retryAfter);
          throw new UploadRefused(429, { message: tooOften.message });
        }
        // Nobody's files are received for a form that could not be accepted anyway.
        if (spec.token === 'once' && !fits(ctx, received.values))
          throw new UploadRefused(409, { message: STALE_FORM });
      });
      admit(received.texts());
      const again = { ...spec, again: withFilesLost(spec.again, received.files) };
      return await decide(face, reply, ctx, again, params, received.values, (input) =>
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

/** Checks a form that has come in and acts on it, or shows its page again with everything entered. */
async function decide<P extends z.ZodType, B extends z.ZodType>(
  face: Served,
  reply: FastifyReply,
  ctx: RequestContext,
  spec: Omit<FormRoute<P, B>, 'submit'>,
  params: z.output<P>,
  values: FormState['values'],
  submit: (input: { params: z.output<P>; body: z.output<B>; once: string }) => Promise<Answered>,
): Promise<FastifyReply> {
  const { _once, ...entered } = values;
  const again = async (issues: readonly Issue[], status: number) =>
    send(face, reply, {
      kind: 'page',
      status,
      html: await spec.again(ctx, { params }, { values: entered, issues: [...issues] }),
    });
  if (spec.token === 'once' && !fits(ctx, values)) return again([{ message: STALE_FORM }], 409);
  const body = spec.body.safeParse(entered);
  if (!body.success) return again(formIssues(body.error, spec.labels, entered), 422);
  try {
    const once = typeof _once === 'string' ? _once : '';
    return send(face, reply, await submit({ params, body: body.data, once }));
  } catch (error) {
    if (error instanceof Refusal) return again(error.issues, error.status);
    if (!(error instanceof TooMany)) throw error;
    reply.header('retry-after', error.retryAfter);
    return again([{ message: error.message }], 429);
  }
}
