import { sql } from 'kysely';
import { instant } from '../../platform/clock.ts';
import type { Database, Tx } from '../../platform/db/pool.ts';
import type { Anchor } from './anchor.ts';
import { genesis, type Seal, sealHash } from './chain.ts';
import { type EvidenceRow, type EvidenceTable, plainTexts, readEvidence } from './evidence.ts';

/** Seals read at a time: memory does not grow with the chain. */
const STEP = 2000;
/**
 * How long after its own instant a row may still be sealed by a look that was not the first to have seen it: longer than
 * any transaction of the program is allowed to last. No parameter, or whoever owns the database could set it.
 */
const GRACE_MICROS = 10 * 60 * 1_000_000;
/** Findings kept in full; all are counted. */
const KEPT = 20;

/** Something that is wrong: `break` is proof of a change, `doubt` has an innocent cause besides and must be looked at. */
export interface Finding {
  kind: 'break' | 'doubt';
  /** Position in the chain; undefined for what stands outside it. */
  position: number | undefined;
  /** What is concerned, e.g. 操作留痕第 17 行; may be empty. */
  about: string;
  what: string;
}

/** What a verification has found. */
export interface Verification {
  /** Length of the chain, and when its last link was made. */
  position: number;
  sealedAt: Date | null;
  /** Sealed rows by kind. */
  sealed: Readonly<Record<EvidenceTable['kind'], number>>;
  /** Fresh rows that the sealer has not come to yet. */
  unsealed: number;
  /** The first findings in the order of the chain. */
  findings: readonly Finding[];
  breaks: number;
  doubts: number;
  /** Anchors that were compared, and the position of the last one that agrees. */
  anchors: { compared: number; agreedTo: number };
  /** Links after the last anchor that agrees. */
  afterAnchor: number;
}

interface SealRow extends Seal {
  link: string;
}

/**
 * Recomputes everything: each row from its columns, each link from the row and the link before, and compares with the
 * anchors. Streams: a million rows need no more memory than a thousand. Reads one snapshot.
 * @param tables the evidence tables
 * @param anchors in the order of their positions
 */
export async function verifyChain(
  db: Database,
  tables: readonly EvidenceTable[],
  anchors: readonly Anchor[],
): Promise<Verification> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      await plainTexts(tx);
      const check = new Check(tables, anchors);
      await check.run(tx);
      return check.result();
    });
}

class Check {
  readonly #tables: readonly EvidenceTable[];
  readonly #anchors: readonly Anchor[];
  readonly #findings: Finding[] = [];
  readonly #counts = { break: 0, doubt: 0 };
  readonly #sealed = { audit: 0, event: 0 };
  #position = 0;
  #visited = 0;
  #previous = '';
  /** Instants of the look that is being read, and of the one before it; microseconds. */
  #look: number | undefined;
  #lookBefore: number | undefined;
  #nextAnchor = 0;
  #agreedTo = 0;
  #disagreed = false;
  #unsealed = 0;

  constructor(tables: readonly EvidenceTable[], anchors: readonly Anchor[]) {
    this.#tables = tables;
    this.#anchors = anchors;
  }

  async run(tx: Tx): Promise<void> {
    const { rows } = await sql<{ id: string }>`select id from installation`.execute(tx);
    const installation = rows[0]?.id ?? '';
    if (!installation) this.#find('break', 0, '', '安装编号缺失：表 installation 被清空。');
    this.#previous = genesis(installation);
    const foreign = this.#anchors.find((a) => a.installation !== installation);
    if (foreign)
      this.#find(
        'break',
        0,
        '',
        `锚点属于另一次安装（锚点中的安装编号 ${foreign.installation}，数据库中是 ${installation || '空'}）：拿错了锚点文件，或者数据库被整个换掉。`,
      );
    // An anchor of the empty chain agrees with every chain of this installation.
    while (this.#anchors[this.#nextAnchor]?.position === 0) this.#nextAnchor++;
    for (;;) {
      const seals = await readSeals(tx, this.#position);
      if (seals.length === 0) break;
      await this.#step(tx, seals);
    }
    await this.#end(tx);
  }

  async #step(tx: Tx, seals: readonly SealRow[]): Promise<void> {
    const rows = new Map<string, Map<number, EvidenceRow>>();
    for (const table of this.#tables) {
      const ids = seals.filter((s) => s.kind === table.kind).map((s) => s.rowId);
      const found = ids.length ? await readEvidence(tx, table, sql`t.id = any(${ids}::bigint[])`) : [];
      const byId = new Map(found.map((r) => [r.id, r]));
      rows.set(table.kind, byId);
      if (byId.size < found.length)
        this.#find(
          'break',
          undefined,
          table.label,
          `有 ${found.length - byId.size} 行编号与别的行重复：事后插入。`,
        );
    }
    for (const seal of seals) this.#link(seal, rows.get(seal.kind)?.get(seal.rowId));
  }

  #link(seal: SealRow, row: EvidenceRow | undefined): void {
    const { position } = seal;
    const table = this.#tables.find((t) => t.kind === seal.kind);
    const about = table ? `${table.label}第 ${seal.rowId} 行` : '';
    this.#visited++;
    if (seal.sealedAt !== this.#look) [this.#lookBefore, this.#look] = [this.#look, seal.sealedAt];
    const gap = position - this.#position - 1;
    if (gap > 0)
      this.#find(
        'break',
        this.#position + 1,
        '',
        gap === 1
          ? '这一条封存记录被删除。'
          : `从这一条到第 ${position - 1} 条，共 ${gap} 条封存记录被删除。`,
      );
    else if (sealHash(this.#previous, seal) !== seal.link)
      this.#find('break', position, about, '封存记录被改动、调换、插入或重新编号：校验值与前一条接不上。');
    if (!table) this.#find('break', position, '', `封存的种类“${seal.kind}”不存在。`);
    else if (!row) this.#find('break', position, about, '这一行被删除：有封存记录，没有这一行。');
    else if (seal.form !== table.form)
      this.#find('break', position, about, `规范写法的版本 ${seal.form} 无法识别。`);
    else if (row.hash !== seal.rowHash)
      this.#find('break', position, about, '内容被改动：与封存时的校验值不符。');
    else this.#timely(seal, row, about);
    if (table) this.#sealed[table.kind]++;
    this.#position = position;
    this.#previous = seal.link;
    this.#compareAnchors(seal);
  }

  /** A row that an earlier look must have seen, if it had been there. */
  #timely(seal: SealRow, row: EvidenceRow, about: string): void {
    if (row.at === null || (this.#lookBefore !== undefined && row.at < this.#lookBefore - GRACE_MICROS))
      this.#find(
        'doubt',
        seal.position,
        about,
        '疑似事后插入：它自称的时间早于上一次封存很多，那次封存时却还没有它（服务器时间曾被调整也会这样）。',
      );
  }

  #compareAnchors(seal: SealRow): void {
    for (;;) {
      const anchor = this.#anchors[this.#nextAnchor];
      if (!anchor || anchor.position > seal.position) return;
      this.#nextAnchor++;
      const same =
        anchor.position === seal.position &&
        anchor.chain === seal.link &&
        anchor.audits === this.#sealed.audit &&
        anchor.events === this.#sealed.event;
      if (same && !this.#disagreed) this.#agreedTo = anchor.position;
      if (same || this.#disagreed) continue;
      this.#disagreed = true;
      this.#find(
        'break',
        anchor.position,
        '',
        `与 ${anchor.at} 的锚点不符：第 ${this.#agreedTo + 1} 条到这一条之间有改动，或者整段被重写。`,
      );
    }
  }

  async #end(tx: Tx): Promise<void> {
    const cut = this.#anchors.slice(this.#nextAnchor).at(-1);
    if (cut)
      this.#find(
        'break',
        this.#position + 1,
        '',
        `末尾被截断：${cut.at} 的锚点有 ${cut.position} 条，现在只有 ${this.#position} 条。`,
      );
    const { rows } = await sql<{ n: number }>`select count(*) as n from audit_seal`.execute(tx);
    const hidden = (rows[0]?.n ?? 0) - this.#visited;
    if (hidden > 0) this.#find('break', undefined, '', `有 ${hidden} 条封存记录序号重复或者不是正数。`);
    for (const table of this.#tables) await this.#withoutSeal(tx, table);
  }

  /** Rows that no link names: fresh ones wait for the sealer, old ones were put in later or lost their link. */
  async #withoutSeal(tx: Tx, table: EvidenceTable): Promise<void> {
    const old = this.#look === undefined ? undefined : this.#look - GRACE_MICROS;
    for (let cursor = '-9223372036854775808'; ; ) {
      const step = await sql<{ top: string | null }>`
        select max(id)::text as top from (select id from ${sql.table(table.table)} where id > ${cursor}::bigint order by id limit 20000) w`.execute(
        tx,
      );
      const top = step.rows[0]?.top;
      if (!top) return;
      const bare = await readEvidence(
        tx,
        table,
        sql`t.id > ${cursor}::bigint and t.id <= ${top}::bigint and not exists (select from audit_seal s where s.kind = ${table.kind} and s.row_id = t.id)`,
      );
      for (const row of bare)
        if (row.at === null || (old !== undefined && row.at < old))
          this.#find(
            'break',
            undefined,
            `${table.label}第 ${row.id} 行`,
            '没有封存记录的旧行：事后插入，或者它的封存记录被删除。',
          );
        else this.#unsealed++;
      cursor = top;
    }
  }

  #find(kind: Finding['kind'], position: number | undefined, about: string, what: string): void {
    this.#counts[kind]++;
    if (this.#findings.length < KEPT) this.#findings.push({ kind, position, about, what });
  }

  result(): Verification {
    return {
      position: this.#position,
      sealedAt: this.#look === undefined ? null : instant(this.#look / 1000),
      sealed: this.#sealed,
      unsealed: this.#unsealed,
      findings: this.#findings,
      breaks: this.#counts.break,
      doubts: this.#counts.doubt,
      anchors: { compared: this.#nextAnchor, agreedTo: this.#agreedTo },
      afterAnchor: this.#position - this.#agreedTo,
    };
  }
}

async function readSeals(tx: Tx, after: number): Promise<SealRow[]> {
  // As texts: whoever owns the database may have put in numbers that are none.
  const { rows } = await sql<
    Record<'position' | 'kind' | 'row' | 'form' | 'hash' | 'link' | 'sealed', string>
  >`
    select position::text, kind, row_id::text as row, form::text, encode(row_hash, 'hex') as hash, encode(chain_hash, 'hex') as link,
      case when isfinite(sealed_at) then (extract(epoch from sealed_at) * 1000000)::bigint::text else sealed_at::text end as sealed
    from audit_seal where position > ${after} and position <= ${Number.MAX_SAFE_INTEGER} order by audit_seal.position limit ${STEP}`.execute(
    tx,
  );
  return rows.map((r) => ({
    position: Number(r.position),
    kind: r.kind,
    rowId: Number(r.row),
    form: Number(r.form),
    rowHash: r.hash,
    sealedAt: Number(r.sealed),
    link: r.link,
  }));
}
