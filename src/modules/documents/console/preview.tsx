import { type ConsoleFrame, organisationById, personOf, regionsOn } from '../../../core/index.ts';
import { dayOfInstant } from '../../../law/day.ts';
import {
  ATTRIBUTES,
  documentById,
  type Edition,
  hasValidity,
  namedColumns,
  ownerNameOf,
  type PublicDocument,
  type PublicRelation,
  publicByPids,
  publicRelations,
  readEdition,
  validityOn,
} from '../../../mechanisms/publication/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pidParams } from '../../../platform/http/fields.ts';
import type { RequestContext } from '../../../platform/http/route.ts';
import { ButtonLink, Note } from '../../../ui/index.ts';
import { PublicPaper } from '../portal/paper.tsx';
import { readPassage } from '../store.ts';
import { readableCase } from './case.tsx';
import { documentPaths } from './paths.ts';

/** An edition as the public page would hold it, were it published at this moment. */
async function asPublic(
  ctx: RequestContext,
  edition: Edition,
  organisationId: number,
): Promise<{ d: PublicDocument; relations: PublicRelation[] }> {
  const [document, owner, columns, regions, related] = await Promise.all([
    documentById(ctx.db, edition.documentId),
    organisationById(ctx.db, organisationId),
    namedColumns(ctx.db),
    regionsOn(ctx.db, ctx.today),
    publicByPids(
      ctx.db,
      edition.relations.map((r) => r.pid),
      ctx.today,
    ),
  ]);
  const publishedAt = document.firstPublishedAt ?? ctx.now;
  const said = edition.relations.flatMap((r) => {
    const target = related.find((t) => t.pid === r.pid);
    return target ? [{ ...target, kind: r.kind, reverse: false }] : [];
  });
  // What other papers say of this one is public already; what this one says is the draft's to say.
  const toldByOthers = (await publicRelations(ctx.db, document.pid, ctx.today)).filter((r) => r.reverse);
  const interpretation = edition.relations.some((r) => r.kind === 'interprets');
  return {
    relations: [...said, ...toldByOthers],
    d: {
      ...edition,
      pid: document.pid,
      indexNumber: document.indexNumber ?? '首次发布时取得',
      ownerCode: owner.code,
      ownerName: await ownerNameOf(ctx.db, document, ctx.now),
      publishedOn: dayOfInstant(publishedAt.getTime()),
      publishedAt,
      editionOn: ctx.today,
      editionNumber: edition.number,
      validity: validityOn(
        { ...edition, hasValidity: hasValidity({ ...edition, interpretation }) },
        ctx.today,
      ),
      interpretation,
      mark: edition.attribute ? ATTRIBUTES[edition.attribute].mark : '公开属性未定',
      regionName: regions.find((r) => r.code === edition.region)?.name ?? '',
      columns: columns.filter((c) => edition.columns.includes(c.id)),
    },
  };
}

/** 预览: a draft or a text under review by the very components of the public page. */
export function previewPages(face: Face, frame: ConsoleFrame): void {
  face.page({
    path: '/cases/:pid/preview',
    access: { kind: 'act', act: 'document.read', orInvited: true },
    params: pidParams,
    async render(ctx, { params }) {
      const person = personOf(ctx);
      const paths = documentPaths(ctx.base.console);
      const head = await readableCase(ctx, params.pid);
      const passage = await readPassage(ctx.db, head.id);
      const edition = await readEdition(ctx.db, passage.editionId);
      const { d, relations } = await asPublic(ctx, edition, head.organisationId);
      const secret = edition.attribute !== 'proactive';
      const editable = head.state === 'drafting' && person.may('document.save', head.organisationId);
      return frame.page(ctx, {
        title: `预览：${edition.title}`,
        section: '/documents',
        heading: {
          h1: `预览：${edition.title}`,
          note: `第 ${edition.number} 稿`,
          actions: (
            <>
              {editable && (
                <ButtonLink href={paths.edit(params.pid)} icon="pencil">
                  继续修改
                </ButtonLink>
              )}
              <ButtonLink href={paths.case(params.pid)} icon="arrow-back-up">
                返回本件
              </ButtonLink>
            </>
          ),
        },
        children: (
          <>
            <Note kind={secret ? 'warn' : 'info'} title="这是按已保存的内容生成的预览，公众还看不到">
              <p class="mb-0">
                {secret
                  ? `本件的公开属性是“${edition.attribute ? ATTRIBUTES[edition.attribute].label : '未定'}”，不是主动公开的不会出现在门户上；下面只供核对版式。`
                  : '签发公开后，公众看到的正文、信息框、提示、附件和右侧内容与下面相同；发布日期按今天显示。'}
              </p>
            </Note>
            <div class="mc-preview">
              <PublicPaper
                d={d}
                relations={relations}
                files={edition.attachments}
                filePaths={{
                  file: (f) => paths.attachment(params.pid, f.pid),
                  preview: (f) => paths.attachmentPreview(params.pid, f.pid),
                }}
                base={ctx.portalUrl}
                today={ctx.today}
                link=""
                level={2}
                preview
              />
            </div>
          </>
        ),
      });
    },
  });
}
