import { chineseDay } from '../../../law/day.ts';
import { titled } from '../../../law/titles.ts';
import {
  type PublicDocument,
  type PublicRelation,
  portalPaths,
} from '../../../mechanisms/publication/index.ts';
import { Note } from '../../../ui/index.ts';

/** What a reader must know before the first line: no longer or not yet in force, corrected; printed too. */
export function DocumentNotes({
  d,
  relations,
  base,
}: {
  d: PublicDocument;
  relations: readonly PublicRelation[];
  base: string;
}) {
  const by = relations.find((r) => r.kind === 'repeals' && r.reverse);
  const repealer = by && (
    <>
      被<a href={portalPaths(base).document(by.pid)}>{named(by)}</a>废止。
    </>
  );
  return (
    <div class="mc-notes">
      {d.validity === 'repealed' && d.repealedOn && (
        <Note kind="bad" title={`本文件已于${chineseDay(d.repealedOn)}废止，请勿作为办事依据。`}>
          <p>{repealer}正文保留供查阅历史。</p>
        </Note>
      )}
      {d.validity === 'lapsed' && d.expiresOn && (
        <Note kind="bad" title={`本文件有效期已于${chineseDay(d.expiresOn)}届满，请勿作为办事依据。`}>
          <p>正文保留供查阅历史。</p>
        </Note>
      )}
      {d.validity === 'not-yet-effective' && d.effectiveOn && (
        <Note kind="info" title={`本文件自${chineseDay(d.effectiveOn)}起施行，现在尚未施行。`} />
      )}
      {d.validity === 'in-force' && d.repealedOn && (
        <Note kind="warn" title={`本文件将于${chineseDay(d.repealedOn)}废止。`}>
          {repealer && <p>{repealer}</p>}
        </Note>
      )}
      {d.changeNote && (
        <Note kind="warn" title={`更正说明（${chineseDay(d.editionOn)}）`}>
          <p>{d.changeNote}</p>
        </Note>
      )}
    </div>
  );
}

/** What the paper says in short. */
export function DocumentSummary({ text }: { text: string }) {
  if (text === '') return null;
  return (
    <Note kind="info" title="核心提示">
      <p>
        {text} <span class="muted">以文件正文为准。</span>
      </p>
    </Note>
  );
}

/** A paper by title and number. */
export function named(r: { title: string; documentNumber: string }): string {
  return `${titled(r.title)}${r.documentNumber ? `（${r.documentNumber}）` : ''}`;
}
