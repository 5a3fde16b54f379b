import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { verificationReport } from '../src/commands/audit.ts';
import type { Anchor } from '../src/core/index.ts';
import { type ProofGround, proofGround } from './proof-kit.ts';

/*
 * What the owner of the database can do to the evidence, and what `audit verify` says to it. The evidence: 24 rows and
 * 24 events before the anchor, 6 and 6 after it; all sealed, in looks a quarter of an hour apart.
 */

let g: ProofGround;
let anchor: Anchor;
const sm3 = (text: string) => createHash('sm3').update(text).digest('hex');

beforeAll(async () => {
  g = await proofGround();
  for (let look = 0; look < 4; look++) {
    await g.write(6);
    await g.sealer.look();
    g.clock.set(g.clock.now().getTime() + 15 * 60_000);
  }
  anchor = await g.anchor();
  await g.write(6);
  await g.sealer.look();
  await g.owner.query(`set session_replication_role = replica`);
  // Even ids that the program cannot change are nothing to the owner.
  for (const table of ['audit_row', 'case_event'])
    await g.owner.query(`alter table ${table} alter id drop identity`);
  await g.keep();
});
afterEach(async () => {
  await g.restore();
  // Rights, keys and ids too are as they were.
  await g.owner.query(`alter table audit_seal drop constraint if exists audit_seal_pkey`);
  await g.owner.query(`alter table audit_seal add primary key (position)`);
});
afterAll(() => g.end());

const say = async (anchors: readonly Anchor[] = [anchor]) => {
  const v = await g.verify(anchors);
  return {
    ...v,
    text: verificationReport(v, anchors.length ? 'anchors.jsonl' : undefined, {
      anchors,
      unreadable: [],
    }).join('\n'),
  };
};

/** Rebuilds the chain from a position on, as somebody would who knows the program. */
async function forge(from: number): Promise<void> {
  const { rows } = await g.owner.query(
    `select position, kind, row_id, form, encode(row_hash, 'hex') as hash, encode(chain_hash, 'hex') as link,
       (extract(epoch from sealed_at) * 1000000)::bigint::text as sealed from audit_seal order by position`,
  );
  const installation = (await g.owner.query('select id from installation')).rows[0].id;
  let previous = sm3(`mingtang-chain-1\ninstallation=${installation}\n`);
  for (const [i, r] of rows.entries()) {
    const position = i + 1;
    if (position >= from) {
      previous = sm3(
        `mingtang-seal-1\nprevious=${previous}\nposition=${position}\nkind=${r.kind}\nrow=${r.row_id}\nform=${r.form}\nhash=${r.hash}\nsealed=${r.sealed}\n`,
      );
      await g.owner.query(
        `update audit_seal set position = $1, chain_hash = decode($2, 'hex') where position = $3`,
        [position, previous, r.position],
      );
    } else previous = r.link;
  }
}

/** The hash of an audit row as documented, by other code than the program's. */
async function hashOfAuditRow(id: number): Promise<string> {
  const { rows } = await g.owner.query(
    `select id::text, (extract(epoch from at) * 1000000)::bigint::text as at, person_id::text, service, act, subject_kind, subject_id, organisation_id::text, request_id, details, for_person_id::text from audit_row where id = $1`,
    [id],
  );
  const sorted = (v: unknown): unknown =>
    Array.isArray(v)
      ? v.map(sorted)
      : v && typeof v === 'object'
        ? Object.fromEntries(
            Object.entries(v)
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([k, x]) => [k, sorted(x)]),
          )
        : v;
  const line = (name: string, value: string | null) =>
    value === null ? `${name}=-\n` : `${name}=${Buffer.from(value).length}:${value}\n`;
  const row = { ...rows[0], details: JSON.stringify(sorted(rows[0].details)) };
  return sm3(
    `mingtang-row-1\nkind=5:audit\n${Object.keys(row)
      .map((k) => line(k, row[k]))
      .join('')}`,
  );
}

test('[R-PLT-03] 没有人动过：链完整，与锚点相符，并说明锚点之后有多少行', async () => {
  const v = await say();
  expect([v.breaks, v.doubts, v.position, v.unsealed, v.afterAnchor]).toEqual([0, 0, 60, 0, 12]);
  expect(v.sealed).toEqual({ audit: 30, event: 30 });
  expect(v.text).toContain('结论：没有发现改动，与锚点相符。');
  expect(v.text).toContain('锚点之后 12 行：能发现中间改动，不能发现整段重写');
  const bare = await say([]);
  expect(bare.breaks).toBe(0);
  expect(bare.text).toContain('没有锚点时，能发现中间改动，不能发现整段重写和截断（涉及全部 60 行）');
});

test('[R-PLT-03] 规范写法与文档一致：另写的程序算出同样的校验值', async () => {
  const { rows } = await g.owner.query(
    `select row_id, encode(row_hash, 'hex') as hash from audit_seal where kind = 'audit' order by position`,
  );
  for (const r of rows) expect(r.hash).toBe(await hashOfAuditRow(r.row_id));
  expect(rows).toHaveLength(30);
});

describe('[R-PLT-03] 数据库所有者动过手脚', () => {
  const q = (text: string, values: unknown[] = []) => g.owner.query(text, values);
  /** Name of the trick, the trick, the position where it must be found first, what is said. */
  const TRICKS: [name: string, trick: () => Promise<unknown>, first: number | undefined, words: RegExp][] = [
    ['改一行的行为', () => q(`update audit_row set act = 'document.read' where id = 5`), 5, /内容被改动/],
    [
      '改一行的操作人',
      () => q(`update audit_row set person_id = person_id + 1 where id = 5`),
      5,
      /内容被改动/,
    ],
    [
      '把人换成服务账号',
      () => q(`update audit_row set person_id = null, service = 'system' where id = 5`),
      5,
      /内容被改动/,
    ],
    [
      '把时间挪后一微秒',
      () => q(`update audit_row set at = at + interval '1 microsecond' where id = 5`),
      5,
      /内容被改动/,
    ],
    ['时间改成无穷', () => q(`update audit_row set at = 'infinity' where id = 5`), 5, /内容被改动/],
    [
      '改附注里的一个数',
      () => q(`update audit_row set details = '{"b": [1.50, true, null], "稿次": 5}' where id = 5`),
      5,
      /内容被改动/,
    ],
    ['改意见的一个标点', () => q(`update case_event set comment = '同意！' where id = 1`), 7, /内容被改动/],
    [
      '改法律意义上的日期',
      () => q(`update case_event set legal_day = '2026-05-19' where id = 1`),
      7,
      /内容被改动/,
    ],
    ['空串改成空值', () => q(`update case_event set from_state = '' where id = 2`), 8, /内容被改动/],
    ['删一行', () => q(`delete from audit_row where id = 5`), 5, /这一行被删除/],
    [
      '删一行连同封存记录',
      async () => {
        await q(`delete from audit_row where id = 5`);
        await q(`delete from audit_seal where kind = 'audit' and row_id = 5`);
      },
      5,
      /这一条封存记录被删除/,
    ],
    [
      '删一段封存记录',
      () => q(`delete from audit_seal where position between 10 and 19`),
      10,
      /共 10 条封存记录被删除/,
    ],
    ['删第一条封存记录', () => q(`delete from audit_seal where position = 1`), 1, /封存记录被删除/],
    [
      '插入一行，倒填日期',
      () =>
        q(
          `insert into audit_row (id, at, service, act, subject_kind, subject_id, request_id) values (31, '2026-05-20T09:01:00+08:00', 'system', 'forged', 'case', '1', 'x')`,
        ),
      undefined,
      /没有封存记录的旧行/,
    ],
    [
      '在空号里插入一行',
      async () => {
        await q(
          `insert into audit_row (id, at, service, act, subject_kind, subject_id, request_id) values (-3, '2026-05-20T09:01:00+08:00', 'system', 'forged', 'case', '1', 'x')`,
        );
      },
      undefined,
      /没有封存记录的旧行/,
    ],
    [
      '插入一行并补一条封存记录',
      async () => {
        await q(
          `insert into audit_row (id, at, service, act, subject_kind, subject_id, request_id) values (900, '2026-05-20T09:01:00+08:00', 'system', 'forged', 'case', '1', 'x')`,
        );
        await q(`update audit_seal set position = position + 1000 where position > 20`);
        await q(`update audit_seal set position = position - 999 where position > 1000`);
        await q(
          `insert into audit_seal select 21, 'audit', 900, 1, decode($1, 'hex'), chain_hash, sealed_at from audit_seal where position = 20`,
          [await hashOfAuditRow(900)],
        );
      },
      21,
      /校验值与前一条接不上/,
    ],
    [
      '改一行并重算它的校验值',
      async () => {
        await q(`update audit_row set act = 'document.read' where id = 5`);
        await q(`update audit_seal set row_hash = decode($1, 'hex') where kind = 'audit' and row_id = 5`, [
          await hashOfAuditRow(5),
        ]);
      },
      5,
      /校验值与前一条接不上/,
    ],
    [
      '调换两行的内容',
      async () => {
        await q(`update audit_row set id = 9999 where id = 5`);
        await q(`update audit_row set id = 5 where id = 6`);
        await q(`update audit_row set id = 6 where id = 9999`);
      },
      5,
      /内容被改动/,
    ],
    [
      '调换两条封存记录的顺序',
      async () => {
        await q(`update audit_seal set position = 9999 where position = 5`);
        await q(`update audit_seal set position = 5 where position = 6`);
        await q(`update audit_seal set position = 6 where position = 9999`);
      },
      5,
      /封存记录被改动、调换/,
    ],
    [
      '改封存时间',
      () => q(`update audit_seal set sealed_at = sealed_at + interval '1 second' where position = 5`),
      5,
      /封存记录被改动/,
    ],
    [
      '改封存的种类',
      () =>
        q(
          `alter table audit_seal drop constraint audit_seal_kind; update audit_seal set kind = 'other' where position = 5`,
        ),
      5,
      /种类“other”不存在|封存记录被改动/,
    ],
    [
      '封存序号重复',
      async () => {
        await q(`alter table audit_seal drop constraint audit_seal_pkey`);
        await q(`alter table audit_seal drop constraint audit_seal_kind_row_id_key`);
        await q(`insert into audit_seal select * from audit_seal where position = 5`);
      },
      5,
      /校验值与前一条接不上/,
    ],
    [
      '行的编号重复',
      async () => {
        await q(`alter table audit_row drop constraint audit_row_pkey`);
        await q(
          `insert into audit_row select id, at, person_id, service, 'forged', subject_kind, subject_id, organisation_id, request_id, details from audit_row where id = 5`,
        );
      },
      undefined,
      /编号与别的行重复|内容被改动/,
    ],
    [
      '截去末尾，到锚点之前',
      async () => {
        await q(`delete from audit_row where id > 20`);
        await q(`delete from case_event where id > 18`);
        await q(`delete from audit_seal where position > 38`);
      },
      39,
      /末尾被截断：.*锚点有 48 条，现在只有 38 条/,
    ],
    [
      '全部清空',
      () => q(`truncate audit_row, case_event, audit_seal`),
      1,
      /末尾被截断：.*锚点有 48 条，现在只有 0 条/,
    ],
    ['只清空封存链', () => q(`truncate audit_seal`), 1, /末尾被截断/],
    [
      '改一行，重写整条链',
      async () => {
        await q(`update audit_row set act = 'document.read' where id = 5`);
        await q(`update audit_seal set row_hash = decode($1, 'hex') where kind = 'audit' and row_id = 5`, [
          await hashOfAuditRow(5),
        ]);
        await forge(5);
      },
      48,
      /与 .* 的锚点不符：第 1 条到这一条之间有改动，或者整段被重写/,
    ],
    [
      '删一行，重写整条链',
      async () => {
        await q(`delete from audit_row where id = 5`);
        await q(`delete from audit_seal where position = 5`);
        await forge(5);
      },
      48,
      /的锚点不符/,
    ],
    [
      '换掉安装编号',
      () => q(`update installation set id = '00000000-0000-0000-0000-000000000000'`),
      0,
      /锚点属于另一次安装/,
    ],
  ];
  afterEach(async () => {
    await q(`update installation set id = $1`, [anchor.installation]);
    for (const [table, name, body] of [
      ['audit_seal', 'audit_seal_kind_row_id_key', 'unique (kind, row_id)'],
      ['audit_seal', 'audit_seal_kind', `check (kind in ('audit', 'event'))`],
      ['audit_row', 'audit_row_pkey', 'primary key (id)'],
    ]) {
      await q(`alter table ${table} drop constraint if exists ${name}`);
      await g.restore();
      await q(`alter table ${table} add constraint ${name} ${body}`);
    }
  });

  test.each(TRICKS)('%s：被发现', async (_name, trick, first, words) => {
    await trick();
    const v = await say();
    expect(v.breaks).toBeGreaterThan(0);
    expect(v.text).toMatch(words);
    expect(v.text).toContain('结论：发现');
    expect(v.findings[0]?.position).toBe(first);
  });

  test('插入的行被正在运行的封存程序封上：仍指为疑点', async () => {
    await q(
      `insert into audit_row (id, at, service, act, subject_kind, subject_id, request_id) values (901, '2026-05-20T09:01:00+08:00', 'system', 'forged', 'case', '1', 'x')`,
    );
    await g.sealer.look();
    const v = await say();
    expect([v.breaks, v.doubts]).toEqual([0, 1]);
    expect(v.text).toMatch(/疑点在链上第 61 条（操作留痕第 901 行）：疑似事后插入/);
    await q(`delete from audit_row where id = 901`);
  });

  /** After the last anchor: what is still found, and what is said to be beyond the promise. */
  const LATE: [name: string, trick: () => Promise<unknown>, found: boolean][] = [
    ['改锚点之后的一行', () => q(`update audit_row set act = 'x' where id = 27`), true],
    ['删锚点之后的一行', () => q(`delete from case_event where id = 27`), true],
    [
      '截去锚点之后的全部',
      async () => {
        await q(`delete from audit_row where id > 24`);
        await q(`delete from case_event where id > 24`);
        await q(`delete from audit_seal where position > 48`);
      },
      false,
    ],
    [
      '改锚点之后的一行，重写其后的链',
      async () => {
        await q(`update audit_row set act = 'document.read' where id = 27`);
        await q(`update audit_seal set row_hash = decode($1, 'hex') where kind = 'audit' and row_id = 27`, [
          await hashOfAuditRow(27),
        ]);
        await forge(49);
      },
      false,
    ],
  ];
  test.each(LATE)('%s：发现，或者已声明不在保证之内', async (_name, trick, found) => {
    await trick();
    const v = await say();
    expect(v.breaks > 0).toBe(found);
    expect(v.anchors.agreedTo).toBe(48);
    expect(v.text).toMatch(/锚点之后 \d+ 行：能发现中间改动，不能发现整段重写和截断/);
  });
});

test('[R-PLT-03] 锚点之前任何一行任何一列改一个字节，都被发现', { timeout: 60_000 }, async () => {
  const columns = (
    await g.owner.query(
      `select table_name as t, column_name as c, data_type as type from information_schema.columns
       where table_schema = 'public' and table_name in ('audit_row', 'case_event', 'audit_seal') order by 1, 2`,
    )
  ).rows as { t: string; c: string; type: string }[];
  expect(columns.length).toBe(11 + 12 + 7);
  const other: Record<string, (c: string, n: number) => string> = {
    bigint: (c, n) => `coalesce("${c}", 0) + ${(n % 1000) + 100_000}`,
    smallint: (c, n) => `"${c}" + ${(n % 7) + 1}`,
    text: (c, n) =>
      `case when "${c}" is null then '' when "${c}" = '' then '。' else overlay("${c}" placing chr(ascii(substr("${c}", ${n} % length("${c}") + 1, 1)) + 1) from ${n} % length("${c}") + 1 for 1) end`,
    bytea: (c, n) => `set_bit("${c}", ${n % 256}, 1 - get_bit("${c}", ${n % 256}))`,
    'timestamp with time zone': (c, n) => `"${c}" + interval '${(n % 1000) + 1} microseconds'`,
    date: (c, n) => `"${c}" + ${(n % 400) + 1}`,
    jsonb: (c, n) => `"${c}" || '{"x": ${n}}'`,
  };
  // The constraints are the owner's too.
  await g.owner.query(
    `alter table audit_seal drop constraint audit_seal_kind; alter table audit_row drop constraint audit_row_check; alter table case_event drop constraint case_event_check`,
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...columns),
      fc.integer({ min: 1, max: 24 }),
      fc.nat(1_000_000),
      async ({ t, c, type }, row, n) => {
        const id = t === 'audit_seal' ? 'position' : 'id';
        await g.owner.query(`update ${t} set "${c}" = ${other[type]!(c, n)} where ${id} = $1`, [row]);
        const v = await g.verify([anchor]);
        await g.restore();
        expect(v.breaks).toBeGreaterThan(0);
      },
    ),
    { numRuns: 120 },
  );
  expect((await g.verify([anchor])).breaks).toBe(0);
});
