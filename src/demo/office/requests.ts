import { newNonce } from '../../core/index.ts';
import { acceptRequest, closeRequest, registerRequest, replyToRequest } from '../../modules/privacy/index.ts';
import { newToken } from '../../platform/crypto.ts';
import { workdaysFrom } from '../content/index.ts';
import { DEMO_REQUESTS, type DemoRequest } from '../content/requests.ts';
import { acting, type OfficeContext, personNamed, workdayAgo } from './context.ts';

/** People come to the window about what the government knows of them; the disclosure office decides. */
export async function seedRequests(c: OfficeContext): Promise<void> {
  for (const it of DEMO_REQUESTS) await walk(c, it);
}

async function walk(c: OfficeContext, it: DemoRequest): Promise<void> {
  const on = workdayAgo(c, it.daysAgo);
  const { id: organisationId } = await c.db
    .selectFrom('organisation')
    .select('id')
    .where('code', '=', it.organisation)
    .executeTakeFirstOrThrow();
  const { organisation, right, statement, name, documentNumber, phone } = it;
  const { casePid } = await registerRequest(
    { ...acting(c, personNamed(c, 'hejing'), on, 14.5), keys: c.keys },
    {
      organisationId,
      content: {
        organisation,
        right,
        statement,
        about: '',
        name,
        documentKind: 'passport',
        documentNumber,
        phone,
        email: '',
      },
      nonce: newNonce(),
      once: newToken(),
    },
  );
  const step = async (days: number) => {
    const { version } = await c.db
      .selectFrom('procedure_case')
      .select('version')
      .where('pid', '=', casePid)
      .executeTakeFirstOrThrow();
    const ctx = { ...acting(c, personNamed(c, 'shaoping'), workdaysFrom(on, days), 10), keys: c.keys };
    return [ctx, { casePid, seenVersion: version, once: newToken() }] as const;
  };
  if (it.reach === 'received') return;
  if (it.reach === 'closed') {
    const [ctx, seen] = await step(2);
    await closeRequest(ctx, { ...seen, closing: 'withdrawn' });
    return;
  }
  const [ctx, seen] = await step(1);
  await acceptRequest(ctx, { ...seen, identityCheck: 'original-seen' });
  if (it.reach === 'handling') return;
  const [later, again] = await step(7);
  await replyToRequest(later, { ...again, outcome: 'granted', text: it.reply ?? '' });
}
