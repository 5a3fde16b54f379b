import type { ComponentChildren } from 'preact';
import { z } from 'zod';
import { attachmentLimits, type ConsoleFrame, personOf, withKeptFiles } from '../../../core/index.ts';
import { findCase } from '../../../mechanisms/procedure/index.ts';
import { type Attachment, readEdition } from '../../../mechanisms/publication/index.ts';
import { type Issue, Refusal } from '../../../platform/errors.ts';
import { FILE_TYPES, type FileExtension, fileFormat, fileSize } from '../../../platform/files/types.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pidParams } from '../../../platform/http/fields.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import {
  ButtonLink,
  ErrorSummary,
  FileField,
  Hidden,
  Note,
  Panel,
  PostForm,
  SubmitButton,
  TextField,
  textsOf,
} from '../../../ui/index.ts';
import { addAttachments, arrangeAttachments } from '../acts/attachments.ts';
import { checkContent } from '../checks.ts';
import { stateLabel } from '../lifecycle.ts';
import { readPassage } from '../store.ts';
import { PreviewLink, ScanTag } from './attachment-list.tsx';
import { ChecksPanel } from './editor.tsx';
import { documentPaths, doneNotice } from './paths.ts';

const version = z.coerce.number().int().min(1);
const LABELS = { files: '选择文件' };
/** Everything that may become public as it is. */
const EXTENSIONS = Object.keys(FILE_TYPES) as FileExtension[];

/** 附件: the files of a draft, for those who may save it. */
export function attachmentPages(face: Face, frame: ConsoleFrame): void {
  const show = async (ctx: RequestContext, pid: string, entered?: FormState, done?: string) => {
    const person = personOf(ctx);
    const paths = documentPaths(ctx.base.console);
    const head = await findCase(ctx.db, pid, person.scope('document.save'));
    const passage = await readPassage(ctx.db, head.id);
    const edition = await readEdition(ctx.db, passage.editionId);
    if (head.state !== 'drafting')
      throw new Refusal([
        {
          message: `本件正在“${stateLabel(head.procedure, head.state)}”环节，附件与正文一同冻结，不能调整。`,
          way: { label: '查看本件', href: paths.case(pid) },
        },
      ]);
    const limits = await attachmentLimits({ ...ctx, actor: person });
    const form = entered ?? newForm();
    const found = checkContent(edition, passage.kind).filter((f) => f.field === 'attachments');
    const once = () => ctx.session?.once() ?? '';
    return frame.page(ctx, {
      title: '附件',
      section: '/documents',
      notice: doneNotice(done),
      heading: {
        h1: '附件',
        note: edition.title,
        actions: (
          <ButtonLink href={paths.edit(pid)} icon="arrow-back-up">
            返回草稿
          </ButtonLink>
        ),
      },
      children: (
        <>
          <ErrorSummary form={form} labels={labelsOf(edition.attachments)} />
          <div class="mc-g main-r">
            <Panel title={`现有附件（${edition.attachments.length}）`}>
              {edition.attachments.length === 0 ? (
                <p class="muted mb-0">还没有附件。</p>
              ) : (
                <PostForm action={paths.arrange(pid)} once={once()} guard label="调整附件">
                  <Hidden name="version" value={head.version} />
                  {edition.attachments.map((a, index) => (
                    <AttachmentFields
                      key={a.pid}
                      attachment={a}
                      place={index + 1}
                      form={form}
                      href={paths.attachment(pid, a.pid)}
                      preview={<PreviewLink attachment={a} base={ctx.base.console} casePid={pid} />}
                    />
                  ))}
                  <SubmitButton icon="check">保存标题、顺序和移除</SubmitButton>
                </PostForm>
              )}
            </Panel>
            <aside class="mc-g" aria-label="上传">
              <Panel title="上传附件">
                <PostForm action={paths.attachments(pid)} once={once()} files label="上传附件">
                  <Hidden name="version" value={head.version} />
                  <FileField
                    name="files"
                    label={LABELS.files}
                    form={form}
                    required
                    multiple
                    accept={EXTENSIONS.map((e) => `.${e}`).join(',')}
                    hint={`一次最多 ${limits.files} 个，每个不超过 ${Math.floor(limits.fileBytes / 1024 / 1024)} MB。可以是 PDF、OFD、Office、WPS、文本和图片；压缩包请解开后逐个上传。`}
                  />
                  <SubmitButton icon="upload">上传</SubmitButton>
                </PostForm>
              </Panel>
              {found.length > 0 && <ChecksPanel findings={found} title="附件检查" />}
              <Note kind="info" title="上传时自动检查">
                <p>
                  真实格式、宏和脚本、密级标志、疑似个人信息、病毒。图片会重新生成，去掉拍摄地点等附带信息。涉密文件不得上传。
                </p>
              </Note>
              {!ctx.scanner && (
                <Note kind="warn" title="没有配置病毒扫描">
                  <p>附件会标明“未扫描病毒”。请先在本机查杀，或请系统管理员配置扫描服务。</p>
                </Note>
              )}
            </aside>
          </div>
        </>
      ),
    });
  };

  face.page({
    path: '/cases/:pid/attachments',
    access: { kind: 'act', act: 'document.save' },
    params: pidParams,
    query: z.object({ done: z.string().max(20).optional().catch(undefined) }),
    render: (ctx, { params, query }) => show(ctx, params.pid, undefined, query.done),
  });

  face.upload({
    path: '/cases/:pid/attachments',
    access: { kind: 'act', act: 'document.save' },
    token: 'once',
    params: pidParams,
    labels: LABELS,
    body: z.object({ version }),
    async limits(ctx, { params }) {
      const actor = personOf(ctx);
      await findCase(ctx.db, params.pid, actor.scope('document.save'));
      return attachmentLimits({ ...ctx, actor });
    },
    async submit(ctx, { params, body, once, files }) {
      const acting = { ...ctx, actor: personOf(ctx) };
      const head = await findCase(ctx.db, params.pid, acting.actor.scope('document.save'));
      const chosen = files.filter((f) => f.field === 'files');
      if (chosen.length === 0) throw new Refusal([{ field: 'files', message: '请选择要上传的文件。' }], 422);
      const refused: Issue[] = [];
      await withKeptFiles(
        acting,
        chosen,
        {
          protection: 'public',
          extensions: EXTENSIONS,
          about: { kind: 'case', id: head.pid, organisationId: head.organisationId },
          refused: (refusal) => refused.push(...refusal.issues),
        },
        (kept) =>
          addAttachments(acting, { casePid: params.pid, seenVersion: body.version, once, files: kept }),
      );
      if (refused.length > 0)
        return {
          kind: 'page',
          status: 422,
          html: await show(ctx, params.pid, {
            values: {},
            issues: refused,
            title: `${refused.length} 个文件没有保存，其余 ${chosen.length - refused.length} 个已经上传`,
          }),
        };
      return {
        kind: 'redirect',
        to: `${documentPaths(ctx.base.console).attachments(params.pid)}?done=attached`,
      };
    },
    again: (ctx, { params }, form) => show(ctx, params.pid, form),
  });

  face.form({
    path: '/cases/:pid/attachments/arrange',
    access: { kind: 'act', act: 'document.save' },
    token: 'once',
    params: pidParams,
    labels: {},
    body: z.looseObject({ version, remove: z.union([z.string(), z.array(z.string())]).optional() }),
    async submit(ctx, { params, body, once }) {
      const acting = { ...ctx, actor: personOf(ctx) };
      await findCase(ctx.db, params.pid, acting.actor.scope('document.save'));
      const removed = [body.remove ?? []].flat();
      const wanted = Object.entries(body).flatMap(([name, value]) => {
        const pid = /^title-([0-9a-z]{10})$/.exec(name)?.[1];
        if (!pid) return [];
        const place = Number(body[`place-${pid}`]);
        return [
          {
            pid,
            title: String(value).replace(/\s+/g, ' ').trim(),
            place: Number.isFinite(place) ? place : 0,
            remove: removed.includes(pid),
          },
        ];
      });
      await arrangeAttachments(acting, { casePid: params.pid, seenVersion: body.version, once, wanted });
      return {
        kind: 'redirect',
        to: `${documentPaths(ctx.base.console).attachments(params.pid)}?done=arranged`,
      };
    },
    again: (ctx, { params }, form) => show(ctx, params.pid, form),
  });
}

function labelsOf(attachments: readonly Attachment[]): Record<string, string> {
  return {
    ...LABELS,
    ...Object.fromEntries(attachments.map((a) => [`title-${a.pid}`, `“${a.fileName}”的标题`])),
  };
}

/** Title, place and removal of one attachment. */
function AttachmentFields(props: {
  attachment: Attachment;
  place: number;
  form: FormState;
  href: string;
  preview: ComponentChildren;
}) {
  const { attachment: a, place, form, href, preview } = props;
  const values = {
    [`title-${a.pid}`]: a.title,
    [`place-${a.pid}`]: String(place),
    ...form.values,
  };
  const filled = { ...form, values };
  return (
    <fieldset class="mc-attachment">
      <legend class="visually-hidden">附件 {place}</legend>
      <p class="mb-1">
        <a href={href}>{a.fileName}</a>{' '}
        <span class="muted small">
          {fileFormat(a.fileName)}，{fileSize(a.size)}
        </span>{' '}
        {preview} <ScanTag scan={a.scan} />
      </p>
      <div class="mc-fields">
        <TextField name={`title-${a.pid}`} label={`附件 ${place} 的标题`} form={filled} required wide />
        <TextField
          name={`place-${a.pid}`}
          label={`附件 ${place} 的位置`}
          form={filled}
          type="number"
          inputmode="numeric"
        />
      </div>
      <label class="mc-opt">
        <input
          type="checkbox"
          class="form-check-input"
          name="remove"
          value={a.pid}
          checked={textsOf(form, 'remove').includes(a.pid)}
        />
        <span>移除这个附件</span>
      </label>
    </fieldset>
  );
}
