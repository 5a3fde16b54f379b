import { sql } from 'kysely';
import { holdsWords, type SearchGroup } from '../../../core/index.ts';
import { casePath } from '../../../mechanisms/procedure/index.ts';
import { privacyRequest, stateLabel } from '../lifecycle.ts';

/** Requests about personal data, by their code and kind alone: whose they are is never searched here. */
export const privacySearch: readonly SearchGroup[] = [
  {
    label: '个人信息请求',
    order: 30,
    act: 'privacy.read',
    async find(ctx, person, words, limit) {
      const { rows } = await sql<{
        pid: string;
        subject: string;
        state: string;
        name: string;
        total: number;
      }>`
        select c.pid, c.subject, c.state, o.short_name as name, count(*) over () as total
        from procedure_case c join organisation o on o.id = c.organisation_id
        where c."procedure" = ${privacyRequest.procedure} and c.organisation_id = any(${[...person.scope('privacy.read')]}::bigint[])
          and ${holdsWords([sql`c.subject`, sql`c.pid`], words)}
        order by c.id desc limit ${limit}`.execute(ctx.db);
      return {
        total: rows[0]?.total ?? 0,
        hits: rows.map((r) => ({
          title: r.subject,
          path: casePath('', r.pid, privacyRequest.procedure),
          facts: [r.pid, r.name, stateLabel(r.state)],
        })),
      };
    },
  },
];
