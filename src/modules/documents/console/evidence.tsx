import type { VNode } from 'preact';
import type { CaseEvent } from '../../../mechanisms/procedure/index.ts';
import type { Reader } from '../../../platform/db/pool.ts';
import { Panel, Timeline, type TimelineItem } from '../../../ui/index.ts';
import { minute, shortMinute } from '../../../ui/times.ts';
import { ACT_LABELS, stateLabel } from '../lifecycle.ts';
import { isReturn } from '../returned.ts';
import { REVIEW_KINDS } from '../words.ts';
import type { PassageView } from './passage-view.ts';

/** Titles of the attachments that the events speak of, by public id, as they stand in the newest edition that has them. */
export async function attachmentTitles(
  db: Reader,
  documentId: number,
  events: readonly CaseEvent[],
): Promise<ReadonlyMap<string, string>> {
  const pids = events.flatMap((e) => [...pidsOf(e.facts.attached), ...pidsOf(e.facts.removed)]);
  if (pids.length === 0) return new Map();
  const rows = await db
    .selectFrom('edition_file')
    .innerJoin('edition', 'edition.id', 'edition_file.edition_id')
    .select(['edition_file.pid', 'edition_file.title'])
    .where('edition.document_id', '=', documentId)
    .where('edition_file.pid', 'in', pids)
    .orderBy('edition.number')
    .execute();
  return new Map(rows.map((r) => [r.pid, r.title]));
}

function pidsOf(fact: CaseEvent['facts'][string] | undefined): string[] {
  return typeof fact === 'string' ? fact.split(' ').filter(Boolean) : [];
}

/** What a saving did with attachments; empty for one of the text alone. */
function attachmentWords(e: CaseEvent, titles: ReadonlyMap<string, string>): string {
  const names = (pids: readonly string[]) => {
    const known = pids.flatMap((pid) => titles.get(pid) ?? []);
    return known.length === 0
      ? ` ${pids.length} 个`
      : `：${known.join('、')}${known.length < pids.length ? ` 等 ${pids.length} 个` : ''}`;
  };
  const [attached, removed] = [pidsOf(e.facts.attached), pidsOf(e.facts.removed)];
  if (attached.length > 0) return `上传附件${names(attached)}`;
  if (removed.length > 0) return `移除附件${names(removed)}`;
  return e.facts.arranged || e.facts.attachments ? '整理附件的标题和顺序' : '';
}

/** One line of the flow: an event, or several savings of the text in a row. */
interface Line {
  first: CaseEvent;
  last: CaseEvent;
  times: number;
}

/** Savings of the text by one person that follow each other become one line. */
function fold(events: readonly CaseEvent[], titles: ReadonlyMap<string, string>): Line[] {
  const plain = (e: CaseEvent) => e.act === 'document.save' && attachmentWords(e, titles) === '';
  const lines: Line[] = [];
  for (const e of events) {
    const line = lines.at(-1);
    if (line && plain(e) && plain(line.last) && line.last.actorName === e.actorName) {
      line.last = e;
      line.times += 1;
    } else lines.push({ first: e, last: e, times: 1 });
  }
  return lines;
}

function words({ first, last, times }: Line, titles: ReadonlyMap<string, string>): string {
  if (times > 1) return `保存 ${times} 次（${shortMinute(first.at)} 起）`;
  const what = attachmentWords(last, titles) || (ACT_LABELS[last.act] ?? last.act);
  const moved =
    last.fromState && last.fromState !== last.toState
      ? `：${stateLabel('document-passage', last.fromState)} → ${stateLabel('document-passage', last.toState)}`
      : '';
  return `${what}${moved}${last.comment ? `。意见：${last.comment}` : ''}`;
}

/** Reviews, passed and returned, and the flow of a passage. */
export function Evidence({
  view,
  titles,
}: {
  view: PassageView;
  titles: ReadonlyMap<string, string>;
}): VNode {
  const { events, reviews, edition } = view;
  const given: (TimelineItem & { at: Date })[] = [
    ...reviews.map((r) => ({
      at: r.at,
      time: minute(r.at),
      who: r.personName,
      text: `${REVIEW_KINDS[r.kind].label}通过（第 ${r.editionNumber} 稿${r.editionNumber === edition.number ? '' : '，已作废'}）${r.comment ? `：${r.comment}` : ''}`,
      hash: `${r.contentHash.slice(0, 4)}…${r.contentHash.slice(-4)}`,
    })),
    ...events.filter(isReturn).map((e) => ({
      at: e.at,
      time: minute(e.at),
      who: e.actorName,
      text: `${ACT_LABELS[e.act] ?? e.act}：退回起草人，原因：${e.comment || '未写明'}`,
      state: 'pause' as const,
    })),
  ].sort((a, b) => a.at.getTime() - b.at.getTime());
  return (
    <>
      <Panel title="审查与签发" aside="每项都绑定所审的文本（右为文本校验码）">
        {given.length === 0 ? <p class="muted mb-0">还没有审查记录。</p> : <Timeline items={given} />}
      </Panel>
      <Panel title="流转记录" aside="只增不改">
        <Timeline
          items={fold(events, titles)
            .toReversed()
            .map((line, i) => ({
              time: minute(line.last.at),
              who: line.last.actorName,
              text: words(line, titles),
              ...(i === 0 ? { state: 'now' as const } : {}),
            }))}
        />
      </Panel>
    </>
  );
}
