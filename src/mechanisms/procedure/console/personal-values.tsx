import type { ComponentChildren } from 'preact';
import {
  ERASURE_BASES,
  type ErasableKind,
  type ErasureEntry,
  erasableLabel,
  type MaskedValue,
  maskedPersonal,
  PARTIES,
  PERSONAL_KINDS,
  type PersonalKind,
  parameter,
  UNMASK_REASONS,
  type Unmasking,
} from '../../../core/index.ts';
import type { RequestContext } from '../../../platform/http/route.ts';
import { DataTable, Empty, KeyValue, Note } from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';

/** The values of cases as pages may show them, with the masks that the installation has set. */
export async function maskedOf(ctx: RequestContext, caseIds: readonly number[]): Promise<MaskedValue[]> {
  const [identityHead, identityTail] = await Promise.all([
    parameter(ctx.db, 'personal.mask-identity-head', { day: ctx.today }),
    parameter(ctx.db, 'personal.mask-identity-tail', { day: ctx.today }),
  ]);
  return maskedPersonal(ctx.db, ctx.keys, caseIds, ctx.today, { identityHead, identityTail });
}

/** One kind of the person of a case, masked; a dash when it is not there (any more). */
export function maskOf(values: readonly MaskedValue[], caseId: number, kind: PersonalKind): string {
  return values.find((v) => v.caseId === caseId && v.party === 'person' && v.kind === kind)?.masked ?? '—';
}

/** The values of one case with masks, or what has become of them. */
export function MaskedValues({
  values,
  erasures,
  held = false,
}: {
  values: readonly MaskedValue[];
  erasures: readonly ErasureEntry[];
  /** A legal hold lasts: nothing is cleared, whatever day the retention ends. */
  held?: boolean;
}) {
  const gone = erasures.filter((e) => e.basis !== 'replaced');
  const rows: [string, ComponentChildren][] = values.map((v) => [
    `${v.party === 'person' ? '' : PARTIES[v.party]}${PERSONAL_KINDS[v.kind].label}`,
    <>
      {v.masked}
      {v.eraseAfter && (
        <span class="muted xs nowrap">
          　{held ? `法律保全，暂停清除（原定 ${v.eraseAfter}）` : `保留至 ${v.eraseAfter}`}
        </span>
      )}
    </>,
  ]);
  return (
    <>
      {rows.length > 0 && <KeyValue columns={2} rows={rows} />}
      {gone.map((e) => (
        <Note key={e.valueRefs.join()} kind="warn" title={`已于 ${minute(e.at)} 清除`}>
          <p class="mb-0">
            {e.kinds.map((k) => erasableLabel(k as ErasableKind)).join('、')}。依据：
            {ERASURE_BASES[e.basis]}
            {e.basisRef && `（${e.basisRef}）`}。{e.keyDestroyed ? '本件的密钥已销毁，不能恢复。' : ''}
          </p>
        </Note>
      ))}
      {rows.length === 0 && gone.length === 0 && <Empty title="本件没有个人信息。" />}
    </>
  );
}

/** 谁在何时因何查看过: who has seen the whole values. */
export function UnmaskingTable({ rows }: { rows: readonly Unmasking[] }) {
  return (
    <DataTable<Unmasking>
      caption="查看完整个人信息的记录，最近的在最前"
      rows={rows}
      empty={<Empty title="还没有人查看过完整信息。" />}
      columns={[
        { label: '查看人', header: true, cell: (u) => u.personName, nowrap: true },
        { label: '时间', cell: (u) => minute(u.at), nowrap: true },
        { label: '事由', cell: (u) => `${UNMASK_REASONS[u.reason]}：${u.reasonText}` },
        { label: '所看内容', cell: (u) => u.kinds.map((k) => PERSONAL_KINDS[k].label).join('、') },
      ]}
    />
  );
}
