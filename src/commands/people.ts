import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import {
  addAccount,
  addOrganisation,
  addPerson,
  grantRole,
  LEVELS,
  ORGANISATION_KINDS,
  organisationByCode,
  ROLES,
  SCOPES,
  setPassword,
} from '../core/index.ts';
import { addColumn, addSite } from '../mechanisms/publication/index.ts';
import { change } from '../platform/change.ts';
import type { Tx } from '../platform/db/pool.ts';
import { CommandRefused, EXIT, oneOf, required } from './outcome.ts';
import { operatorContext, withDatabase } from './support.ts';

const text = { type: 'string' } as const;

/** A first password that its owner must change: letters, digits and a sign. */
function firstPassword(): string {
  return `Mt-${randomBytes(9).toString('base64url')}7`;
}

/** `mingtang organisation add`: an organisation; the first city government also gets the default site with its columns. */
export async function organisationAddCommand(args: string[]): Promise<number> {
  const { values: v } = parseArgs({
    args,
    options: {
      code: text,
      name: text,
      'short-name': text,
      kind: text,
      level: text,
      'index-prefix': text,
      parent: text,
      agency: text,
    },
  });
  const code = required(v.code, 'code');
  const name = required(v.name, 'name');
  const kind = oneOf(required(v.kind, 'kind'), ORGANISATION_KINDS, 'kind');
  const level = oneOf(required(v.level, 'level'), LEVELS, 'level');
  const indexPrefix = required(v['index-prefix'], 'index-prefix');
  if (![9, 18].includes(indexPrefix.length))
    throw new CommandRefused('--index-prefix 应为 9 位组织机构代码或 18 位统一社会信用代码。');
  if (!/^[a-z0-9][a-z0-9-]{1,39}$/.test(code))
    throw new CommandRefused('--code 只能用小写字母、数字和短横线，2 至 40 个字符。');
  await withDatabase(async (db, jobs) => {
    if (await db.selectFrom('organisation').select('id').where('code', '=', code).executeTakeFirst())
      throw new CommandRefused(`代码“${code}”已有机构使用。`);
    const parent = v.parent ? await organisationByCode(db, v.parent) : undefined;
    const ctx = operatorContext(db, jobs, ['organisation.add']);
    await change(
      ctx,
      { act: 'organisation.add', lock: (tx) => firstOrganisation(tx, parent?.id) },
      async (c) => {
        const id = await addOrganisation(c.tx, {
          code,
          name,
          shortName: v['short-name'] ?? name,
          kind,
          level,
          indexPrefix,
          documentAgency: v.agency ?? '',
          validFrom: c.today,
          ...(parent ? { parentId: parent.id } : {}),
        });
        if (!(await c.tx.selectFrom('site').select('id').executeTakeFirst())) {
          const siteId = await addSite(c.tx, {
            code: 'main',
            organisationId: id,
            name: `${name}信息公开平台`,
            tagline: '',
            facts: {},
          });
          await addColumn(c.tx, {
            siteId,
            path: 'policy',
            name: '政策文件',
            description: '主动公开的政策文件',
            sortOrder: 0,
          });
          await addColumn(c.tx, {
            siteId,
            path: 'notice',
            name: '通知公告',
            description: '通知和公告',
            sortOrder: 1,
          });
        }
        c.created({ kind: 'organisation', id });
        return {};
      },
    );
  });
  console.log(`已建立机构 ${name}（${code}）。`);
  return EXIT.done;
}

/** The very first organisation has none to belong to: its own creation is the subject then. */
async function firstOrganisation(
  tx: Tx,
  parentId: number | undefined,
): Promise<{ kind: string; id: number; organisationId: number | null }> {
  const home =
    parentId ??
    (await tx.selectFrom('organisation').select('id').orderBy('id').executeTakeFirst())?.id ??
    null;
  return { kind: 'organisation', id: home ?? 0, organisationId: home };
}

async function personByUsername(
  tx: Tx,
  username: string,
): Promise<{ personId: number; organisationId: number }> {
  const row = await tx
    .selectFrom('account')
    .innerJoin('person', 'person.id', 'account.person_id')
    .select(['person.id as personId', 'person.organisation_id as organisationId'])
    .where('account.username', '=', username)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new CommandRefused(`没有用户名“${username}”。`);
  return row;
}

/** `mingtang user add`: a person with an account and, if wanted, a first role. Prints the first password once. */
export async function userAddCommand(args: string[]): Promise<number> {
  const { values: v } = parseArgs({
    args,
    options: { username: text, name: text, organisation: text, post: text, role: text, scope: text },
  });
  const username = required(v.username, 'username').toLowerCase();
  if (!/^[a-z0-9][a-z0-9._-]{1,39}$/.test(username))
    throw new CommandRefused('--username 只能用小写字母、数字、点、下划线和短横线，2 至 40 个字符。');
  const name = required(v.name, 'name');
  const code = required(v.organisation, 'organisation');
  const role = v.role ? oneOf(v.role, ROLES, 'role') : undefined;
  const scope = oneOf(v.scope ?? 'organisation', SCOPES, 'scope');
  const password = firstPassword();
  await withDatabase(async (db, jobs) => {
    const organisation = await organisationByCode(db, code);
    if (
      await db.selectFrom('account').select('person_id').where('username', '=', username).executeTakeFirst()
    )
      throw new CommandRefused(`用户名“${username}”已有人使用。`);
    const subject = { kind: 'organisation', id: organisation.id, organisationId: organisation.id };
    await change(
      operatorContext(db, jobs, ['user.add']),
      { act: 'user.add', lock: async () => subject },
      async (c) => {
        const person = await addPerson(c.tx, {
          name,
          organisationId: organisation.id,
          post: v.post ?? '',
          validFrom: c.today,
        });
        await addAccount(c.tx, { personId: person.id, username, password, at: c.now });
        if (role)
          await grantRole(c.tx, {
            personId: person.id,
            role,
            scope,
            organisationId: organisation.id,
            validFrom: c.today,
            at: c.now,
          });
        c.created({ kind: 'person', id: person.id });
        c.note({ role: role ?? null, scope });
        return {};
      },
    );
  });
  console.log(`已建立人员 ${name}（${username}）。首次口令：${password}（只显示这一次，首次登录须修改）`);
  return EXIT.done;
}

/** `mingtang user grant`: a role for a person, in the own organisation unless another is named. */
export async function userGrantCommand(args: string[]): Promise<number> {
  const { values: v } = parseArgs({
    args,
    options: { username: text, role: text, scope: text, organisation: text },
  });
  const username = required(v.username, 'username').toLowerCase();
  const role = oneOf(required(v.role, 'role'), ROLES, 'role');
  const scope = oneOf(v.scope ?? 'organisation', SCOPES, 'scope');
  await withDatabase(async (db, jobs) => {
    const where = v.organisation ? await organisationByCode(db, v.organisation) : undefined;
    await change(
      operatorContext(db, jobs, ['user.grant']),
      {
        act: 'user.grant',
        lock: async (tx) => ({ kind: 'person', id: 0, ...(await personByUsername(tx, username)) }),
      },
      async (c, person) => {
        await grantRole(c.tx, {
          personId: person.personId,
          role,
          scope,
          organisationId: where?.id ?? person.organisationId,
          validFrom: c.today,
          at: c.now,
        });
        c.created({ kind: 'person', id: person.personId });
        c.note({ role, scope });
        return {};
      },
    );
  });
  console.log(`已授予 ${username}：${ROLES[role].label}（${SCOPES[scope]}）。`);
  return EXIT.done;
}

/** `mingtang user reset`: a new first password; ends every session and unlocks. */
export async function userResetCommand(args: string[]): Promise<number> {
  const { values: v } = parseArgs({ args, options: { username: text } });
  const username = required(v.username, 'username').toLowerCase();
  const password = firstPassword();
  await withDatabase((db, jobs) =>
    change(
      operatorContext(db, jobs, ['user.reset']),
      {
        act: 'user.reset',
        lock: async (tx) => ({ kind: 'person', id: 0, ...(await personByUsername(tx, username)) }),
      },
      async (c, person) => {
        await setPassword(c.tx, {
          personId: person.personId,
          password,
          mustChange: true,
          unlock: true,
          at: c.now,
        });
        c.created({ kind: 'person', id: person.personId });
        return {};
      },
    ),
  );
  console.log(`已重置 ${username} 的口令并解除锁定。首次口令：${password}（只显示这一次，登录后须修改）`);
  return EXIT.done;
}
