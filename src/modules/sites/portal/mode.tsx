import { z } from 'zod';
import { MODE_COOKIE, modeOf, portalPaths } from '../../../mechanisms/publication/index.ts';
import { Refusal } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { localPath } from '../../../platform/http/guard.ts';

const YEAR_SECONDS = 366 * 86_400;

/** 长辈模式 and high contrast: remembered in a cookie by a plain form, so that they work without JavaScript. */
export function modeForm(face: Face): void {
  const flag = z.enum(['on', 'off']).optional();
  face.form({
    path: '/mode',
    access: { kind: 'public' },
    token: 'none',
    labels: {},
    body: z.object({ elder: flag, hc: flag, back: z.string().max(500).default('/') }),
    async submit(ctx, { body }) {
      const now = modeOf(ctx);
      const on = {
        elder: body.elder ? body.elder === 'on' : now.elder,
        hc: body.hc ? body.hc === 'on' : now.hc,
      };
      const value = [on.elder && 'elder', on.hc && 'hc'].filter(Boolean).join('.');
      return {
        kind: 'redirect',
        to: localPath(body.back, ctx.base.portal, portalPaths(ctx.base.portal).home()),
        cookies: [{ name: MODE_COOKIE, value, maxAge: value ? YEAR_SECONDS : 0 }],
      };
    },
    again: async (_ctx, _input, form) => {
      throw new Refusal(form.issues, 422);
    },
  });
}
