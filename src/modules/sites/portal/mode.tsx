import { z } from 'zod';
import { MODE_COOKIE, modeOf, modeValue, portalPaths } from '../../../mechanisms/publication/index.ts';
import { Refusal } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { keyOf } from '../../../platform/http/fields.ts';
import { localPath } from '../../../platform/http/guard.ts';
import { GROUNDS_OF_PAPER, TEXT_SIZES } from '../../../ui/index.ts';

const YEAR_SECONDS = 366 * 86_400;
const word = <T extends string>(words: Readonly<Record<T, unknown>>) =>
  keyOf(words).optional().catch(undefined);

/** Reading aids (长辈模式, 高对比, 文字大小, 背景色): remembered in a cookie by a plain form, so that they work without JavaScript. */
export function modeForm(face: Face): void {
  const flag = z.enum(['on', 'off']).optional();
  face.form({
    path: '/mode',
    access: { kind: 'public' },
    token: 'none',
    labels: {},
    body: z.object({
      elder: flag,
      hc: flag,
      size: word(TEXT_SIZES),
      ground: word(GROUNDS_OF_PAPER),
      // A search of many words has a long address; one that cannot be used leads home.
      back: z.string().max(8000).catch('/'),
    }),
    async submit(ctx, { body }) {
      const now = modeOf(ctx);
      const value = modeValue({
        elder: body.elder ? body.elder === 'on' : now.elder,
        hc: body.hc ? body.hc === 'on' : now.hc,
        size: body.size ?? now.size,
        ground: body.ground ?? now.ground,
      });
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
