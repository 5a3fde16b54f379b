import { z } from 'zod';
import { type Person, personOf } from '../../../core/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pidParams } from '../../../platform/http/fields.ts';
import type { FormState, RequestContext } from '../../../platform/http/route.ts';
import type { CaseHead } from '../cases.ts';

/** What the page of a case sends along with every act. */
export interface SeenCase {
  casePid: string;
  seenVersion: number;
  once: string;
}

/** The page to which the acts of a kind of case belong. */
export interface CaseActs {
  /** Path of the case below the base of the console, with `:pid`; the acts stand below it. */
  path: string;
  /** What the names of the acts begin with, for example feedback. */
  family: string;
  labels: Readonly<Record<string, string>>;
  /** The case in the scope of the person. @throws NotFound: outside it the case does not exist, whatever the act */
  find(ctx: RequestContext, pid: string): Promise<CaseHead>;
  show(ctx: RequestContext, pid: string, form: FormState): Promise<string>;
}

const version = z.coerce.number().int().min(1);

/**
 * Declares acts on a case one by one: name, fields, what is done with them. After an act the page of the case is shown
 * with the notice `done` of that name.
 * @returns the declaring function; its `to` leads elsewhere after the act
 */
export function caseActs(face: Face, spec: CaseActs) {
  return <Fields extends z.ZodRawShape>(
    name: string,
    fields: Fields,
    go: (
      ctx: RequestContext & { actor: Person },
      seen: SeenCase,
      body: z.output<z.ZodObject<Fields>>,
    ) => Promise<unknown>,
    to = (ctx: RequestContext, pid: string) =>
      `${ctx.base.console}${spec.path.replace(':pid', pid)}?done=${name}`,
  ): void =>
    face.form({
      path: `${spec.path}/${name}`,
      access: { kind: 'act', act: `${spec.family}.${name}` },
      token: 'once',
      params: pidParams,
      labels: spec.labels,
      body: z.intersection(z.object({ version }), z.object(fields)),
      async submit(ctx, { params, body, once }) {
        await spec.find(ctx, params.pid);
        const seen = { casePid: params.pid, seenVersion: body.version, once };
        await go({ ...ctx, actor: personOf(ctx) }, seen, body);
        return { kind: 'redirect', to: to(ctx, params.pid) };
      },
      again: (ctx, { params }, form) => spec.show(ctx, params.pid, form),
    });
}
