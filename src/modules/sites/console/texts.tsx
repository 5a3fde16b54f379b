import { z } from 'zod';
import { type ConsoleFrame, personOf } from '../../../core/index.ts';
import { titled } from '../../../law/titles.ts';
import { NotFound } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { keyOf } from '../../../platform/http/fields.ts';
import { publicTextField } from '../../../platform/http/messages.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import { DateField, Hidden, Panel, PostForm, SubmitButton, TextArea, TextField } from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import { removeOrganPage, saveOrganPage } from '../acts.ts';
import { Paragraphs } from '../portal/paragraphs.tsx';
import { findOrgan, organPageVersions } from '../store/office.ts';
import { ORGAN_PAGE_KINDS, type OrganPageKind } from '../words.ts';
import { dayField, partParams, seenField } from './fields.ts';
import { type Part, partForm, partPage } from './part.tsx';
import { sitesPaths } from './paths.ts';

const LABELS = { title: '标题', body: '正文', validFrom: '施行日期' };
/** Longest text, in characters. */
const BODY = 50_000;

/** What a guide must say (条例第十二条), as a beginning. */
const GUIDE = [
  '一、政府信息的分类和编排',
  '',
  '二、获取政府信息的方式',
  '',
  '三、政府信息公开工作机构',
  '名称、办公地址、办公时间、联系电话、传真号码、互联网联系方式：',
  '',
  '四、依申请公开的办理',
  '',
  '五、监督和救济',
  '',
].join('\n');

/** The form of a guide or a rule, its earlier versions, and its removal. */
export function textPages(face: Face, frame: ConsoleFrame): void {
  const show = async (
    ctx: RequestContext,
    { code, pid }: Part,
    entered: FormState | undefined,
    wanted: OrganPageKind,
  ) => {
    const person = personOf(ctx);
    const organ = await findOrgan(ctx.db, code, person.scope('organ.save-page'));
    const paths = sitesPaths(ctx.base.console);
    const versions = (await organPageVersions(ctx.db, organ.id)).filter((v) => v.pid === pid);
    const last = versions[0];
    if (pid !== 'new' && (!last || last.removedOn !== null))
      throw new NotFound('没有找到这篇文字，可能已经撤下。');
    const kind = last?.kind ?? wanted;
    const form =
      entered ??
      newForm(
        last
          ? { title: last.title, body: last.body, validFrom: last.validFrom }
          : {
              title: kind === 'guide' ? `${organ.name}政府信息公开指南` : '',
              body: kind === 'guide' ? GUIDE : '',
              validFrom: ctx.today,
            },
      );
    const once = () => ctx.session?.once() ?? '';
    return partPage(ctx, frame, {
      organ,
      title: ORGAN_PAGE_KINDS[kind],
      h1: last ? `修改${ORGAN_PAGE_KINDS[kind]}` : `新写${ORGAN_PAGE_KINDS[kind]}`,
      form,
      labels: LABELS,
      children: (
        <PostForm action={paths.text(code, pid)} once={once()} guard label="文字">
          <Hidden name="kind" value={kind} />
          <Hidden name="seen" value={last?.number ?? 0} />
          <Panel title={ORGAN_PAGE_KINDS[kind]} aside="保存后立即对外公布">
            <TextField name="title" label={LABELS.title} form={form} required />
            <DateField name="validFrom" label={LABELS.validFrom} form={form} required />
            <TextArea
              name="body"
              label={LABELS.body}
              form={form}
              required
              rows={22}
              maxLength={BODY}
              hint="一行一段；以“一、”开头的行作小标题。"
            />
          </Panel>
          <div class="mc-formfoot">
            <SubmitButton icon="check">保存并公布</SubmitButton>
          </div>
        </PostForm>
      ),
      aside: {
        label: '版本',
        content: (
          <>
            {versions.length > 0 && (
              <Panel title="各个版本">
                {versions.map((v) => (
                  <details key={v.number}>
                    <summary>
                      第 {v.number} 版 · {minute(v.savedAt)} {v.savedBy}
                    </summary>
                    <p class="muted">
                      {titled(v.title)}自 {v.validFrom} 起施行
                    </p>
                    <Paragraphs text={v.body} />
                  </details>
                ))}
              </Panel>
            )}
            {last && person.may('organ.remove-page', organ.id) && (
              <Panel title="撤下">
                <p>撤下后公众不再看到，各个版本保留备查。</p>
                <PostForm action={paths.removeText(code, pid)} once={once()} label="撤下">
                  <SubmitButton kind="danger" icon="ban">
                    撤下这篇文字
                  </SubmitButton>
                </PostForm>
              </Panel>
            )}
          </>
        ),
      },
    });
  };

  face.page({
    path: '/organ-columns/:code/texts/:pid',
    access: { kind: 'act', act: 'organ.save-page' },
    params: partParams,
    query: z.object({ kind: keyOf(ORGAN_PAGE_KINDS).catch('rule') }),
    render: (ctx, { params, query }) => show(ctx, params, undefined, query.kind),
  });

  partForm(face, {
    path: '/organ-columns/:code/texts/:pid',
    act: 'organ.save-page',
    labels: LABELS,
    body: z.object({
      kind: keyOf(ORGAN_PAGE_KINDS),
      seen: seenField,
      title: publicTextField(100, { required: true }),
      body: publicTextField(BODY, { contact: true, required: true }),
      validFrom: dayField(LABELS.validFrom),
    }),
    done: 'text',
    go: (ctx, { code, pid, body, once }) =>
      saveOrganPage(ctx, { ...body, code, once, pid: pid === 'new' ? undefined : pid }),
    again: (ctx, part, form) => show(ctx, part, form, form.values.kind === 'guide' ? 'guide' : 'rule'),
  });

  partForm(face, {
    path: '/organ-columns/:code/texts/:pid/remove',
    act: 'organ.remove-page',
    labels: {},
    body: z.object({}),
    done: 'removed',
    go: (ctx, { code, pid, once }) => removeOrganPage(ctx, { code, pid, once }),
    again: (ctx, part, form) => show(ctx, part, { ...form, values: {} }, 'rule'),
  });
}
