import { z } from 'zod';
import { type ConsoleFrame, personOf, portraitLimits, withKeptFiles } from '../../../core/index.ts';
import { NotFound } from '../../../platform/errors.ts';
import type { FileExtension } from '../../../platform/files/types.ts';
import type { Face } from '../../../platform/http/face.ts';
import { publicTextField, textField } from '../../../platform/http/messages.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import {
  Checkboxes,
  DateField,
  FileField,
  Hidden,
  Panel,
  PostForm,
  SubmitButton,
  TextArea,
  TextField,
} from '../../../ui/index.ts';
import { endLeader, saveLeader } from '../acts.ts';
import { findOrgan, leaderVersions } from '../store/office.ts';
import { dayField, partParams, seenField } from './fields.ts';
import { type Part, partForm, partPage } from './part.tsx';
import { sitesPaths } from './paths.ts';

const LABELS = {
  name: '姓名',
  post: '职务',
  division: '工作分工',
  biography: '简历',
  inCharge: '分管政务公开',
  sortOrder: '排列顺序',
  since: '任职或变动之日',
  portrait: '照片',
  lastDay: '最后任职日',
};
const PICTURES: readonly FileExtension[] = ['jpg', 'png', 'webp'];
const tick = z.preprocess((v) => v === 'yes', z.boolean());

/** The form of a leader with an optional portrait, what was before, and the end of office. */
export function leaderFormPages(face: Face, frame: ConsoleFrame): void {
  const show = async (ctx: RequestContext, { code, pid }: Part, entered?: FormState) => {
    const person = personOf(ctx);
    const organ = await findOrgan(ctx.db, code, person.scope('organ.save-leader'));
    const paths = sitesPaths(ctx.base.console);
    const versions = (await leaderVersions(ctx.db, organ.id)).filter((v) => v.pid === pid);
    const last = versions[0];
    if (pid !== 'new' && (!last || last.leftOn !== null))
      throw new NotFound('没有找到这位领导，可能已经离任。');
    const stored: FormState['values'] = last
      ? {
          name: last.name,
          post: last.post,
          division: last.division,
          biography: last.biography,
          inCharge: last.inCharge ? 'yes' : '',
          sortOrder: String(last.sortOrder),
          since: ctx.today,
          lastDay: ctx.today,
        }
      : { since: ctx.today, sortOrder: '' };
    // The form of the other act on this page keeps what is stored.
    const form = entered ? { ...entered, values: { ...stored, ...entered.values } } : newForm(stored);
    const { fileBytes } = await portraitLimits({ ...ctx, actor: person });
    const once = () => ctx.session?.once() ?? '';
    return partPage(ctx, frame, {
      organ,
      title: '领导之窗',
      h1: last ? `修改${last.name}的信息` : '登记领导',
      form,
      labels: LABELS,
      children: (
        <PostForm action={paths.leader(code, pid)} once={once()} files guard label="领导信息">
          <Hidden name="seen" value={last?.number ?? 0} />
          <Panel title="领导信息" aside="保存后立即对外公布">
            <div class="mc-fields">
              <TextField name="name" label={LABELS.name} form={form} required />
              <TextField name="post" label={LABELS.post} form={form} required />
              <DateField
                name="since"
                label={LABELS.since}
                form={form}
                required
                hint="职务或分工从哪一天起如此。"
              />
              <TextField
                name="sortOrder"
                label={LABELS.sortOrder}
                form={form}
                inputmode="numeric"
                hint="小的在前。"
              />
            </div>
            <TextArea name="division" label={LABELS.division} form={form} rows={3} maxLength={500} />
            <TextArea
              name="biography"
              label={LABELS.biography}
              form={form}
              rows={8}
              maxLength={3000}
              hint="一行一段。不写身份证号码、住址、电话等个人信息。"
            />
            <Checkboxes
              name="inCharge"
              legend="政务公开"
              form={form}
              options={[{ value: 'yes', label: LABELS.inCharge, note: '对外标明' }]}
            />
            <FileField
              name="portrait"
              label={LABELS.portrait}
              form={form}
              accept={PICTURES.map((e) => `.${e}`).join(',')}
              hint={`可以不传。JPG、PNG 或 WebP，竖幅 3∶4，不超过 ${Math.floor(fileBytes / 1024 / 1024)} MB；图片会重新生成，去掉拍摄地点等附带信息。`}
            />
            {last?.portraitId && (
              <Checkboxes
                name="noPortrait"
                legend="现有照片"
                form={form}
                options={[{ value: 'yes', label: '撤下现有照片' }]}
              />
            )}
          </Panel>
          <div class="mc-formfoot">
            <SubmitButton icon="check">保存并公布</SubmitButton>
          </div>
        </PostForm>
      ),
      aside: {
        label: '变动',
        content: (
          <>
            {versions.length > 0 && (
              <Panel title="变动记录">
                <ul class="mc-plainlist">
                  {versions.map((v) => (
                    <li key={v.number}>
                      {v.since}：{v.post}
                      {v.division && `；${v.division}`}
                    </li>
                  ))}
                </ul>
              </Panel>
            )}
            {last && person.may('organ.end-leader', organ.id) && (
              <Panel title="离任">
                <PostForm action={paths.endLeader(code, pid)} once={once()} label="登记离任">
                  <DateField name="lastDay" label={LABELS.lastDay} form={form} required />
                  <SubmitButton kind="plain" icon="logout">
                    登记离任
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
    path: '/organ-columns/:code/leaders/:pid',
    access: { kind: 'act', act: 'organ.save-leader' },
    params: partParams,
    render: (ctx, { params }) => show(ctx, params),
  });

  face.upload({
    path: '/organ-columns/:code/leaders/:pid',
    access: { kind: 'act', act: 'organ.save-leader' },
    token: 'once',
    params: partParams,
    labels: LABELS,
    body: z.object({
      seen: seenField,
      name: textField(50, { required: true }),
      post: publicTextField(100, { required: true }),
      division: publicTextField(500),
      biography: publicTextField(3000),
      inCharge: tick,
      noPortrait: tick,
      sortOrder: z.preprocess(
        (v) => (v === undefined || v === '' ? 0 : v),
        z.coerce.number().int().min(0).max(100_000),
      ),
      since: dayField(LABELS.since),
    }),
    async limits(ctx, { params: { code } }) {
      const actor = personOf(ctx);
      await findOrgan(ctx.db, code, actor.scope('organ.save-leader'));
      return portraitLimits({ ...ctx, actor });
    },
    async submit(ctx, { params: { code, pid }, body: { noPortrait, ...facts }, once, files }) {
      const acting = { ...ctx, actor: personOf(ctx) };
      const organ = await findOrgan(ctx.db, code, acting.actor.scope('organ.save-leader'));
      const chosen = files.filter((f) => f.field === 'portrait');
      await withKeptFiles(
        acting,
        chosen,
        {
          protection: 'public',
          extensions: PICTURES,
          about: { kind: 'organisation', id: organ.id, organisationId: organ.id },
        },
        ([picture]) =>
          saveLeader(acting, {
            ...facts,
            code,
            once,
            pid: pid === 'new' ? undefined : pid,
            portrait: picture ?? (noPortrait ? 'none' : 'keep'),
          }),
      );
      return { kind: 'redirect', to: `${sitesPaths(ctx.base.console).organ(code)}?done=leader` };
    },
    again: (ctx, { params }, form) => show(ctx, params, form),
  });

  partForm(face, {
    path: '/organ-columns/:code/leaders/:pid/end',
    act: 'organ.end-leader',
    labels: LABELS,
    body: z.object({ lastDay: dayField(LABELS.lastDay) }),
    done: 'ended',
    go: (ctx, { code, pid, body, once }) => endLeader(ctx, { code, pid, once, lastDay: body.lastDay }),
    again: show,
  });
}
