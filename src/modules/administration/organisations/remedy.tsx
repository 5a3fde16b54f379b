import { z } from 'zod';
import { type ConsoleFrame, KINDS, proposeRemedy, remedyOf } from '../../../core/index.ts';
import { Refusal } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { textField } from '../../../platform/http/messages.ts';
import {
  ErrorSummary,
  KeyValue,
  Note,
  Panel,
  PostForm,
  SubmitButton,
  TextArea,
  TextField,
} from '../../../ui/index.ts';
import { confirm } from './acts/duties.ts';
import { OrganisationField, organisationOptions } from './facts-form.tsx';
import { partForm, partPage } from './part-page.tsx';

const LABELS = {
  organ: '行政复议机关',
  alternative: '可选择的另一复议机关',
  court: '管辖法院',
  basis: '依据与说明',
};

/** 救济渠道: the law's proposal, confirmed by a person; decisions tell the citizen what stands here. */
export function remedyPages(face: Face, frame: ConsoleFrame): void {
  partPage(face, frame, {
    part: 'remedy',
    title: '救济渠道',
    act: 'organisation.confirm-remedy',
    async values(ctx, { node, chart }) {
      const known = await remedyOf(ctx.db, node.id);
      const code = (id: number | null) => (id === null ? '' : (chart.byId.get(id)?.code ?? ''));
      if (known)
        return {
          organ: code(known.organId),
          alternative: code(known.alternativeId),
          court: known.court,
          basis: known.basis,
        };
      const { organ, alternative, rule } = proposeRemedy(chart, node);
      return {
        organ: organ?.code ?? '',
        alternative: alternative?.code ?? '',
        court: '',
        basis: `${rule.article}：${rule.reason}`,
      };
    },
    async show({ ctx, view, form, action, once }) {
      const proposal = proposeRemedy(view.chart, view.node);
      const known = await remedyOf(ctx.db, view.node.id);
      const organs = organisationOptions(
        view.chart,
        ctx.today,
        (k) => KINDS[k].government || k === 'external' || k === 'department' || k === 'special-zone',
      );
      return (
        <div class="mc-g main-r">
          <Panel title="确认救济渠道" aside="决定书、答复书据此告知">
            <ErrorSummary form={form} labels={LABELS} />
            <PostForm action={action()} once={once} guard label="确认救济渠道">
              <div class="mc-fields">
                <OrganisationField
                  name="organ"
                  label={LABELS.organ}
                  form={form}
                  options={organs}
                  empty="（不适用行政复议）"
                  hint="市外的机关先登记为“外部上级机关”。"
                />
                <OrganisationField
                  name="alternative"
                  label={LABELS.alternative}
                  form={form}
                  options={organs}
                  hint="只有司法行政部门填写。"
                />
                <TextField
                  name="court"
                  label={LABELS.court}
                  form={form}
                  wide
                  hint="法院全称。集中管辖、铁路法院管辖的，按当地规定填写。"
                />
              </div>
              <TextArea name="basis" label={LABELS.basis} form={form} rows={3} maxLength={500} required />
              <SubmitButton icon="check">确认</SubmitButton>
            </PostForm>
          </Panel>
          <aside class="mc-g" aria-label="推算">
            <Panel title="按法律推算">
              <KeyValue
                rows={[
                  [
                    '复议机关',
                    proposal.organ?.name ?? (proposal.rule.route === 'none' ? '不适用' : '未能确定'),
                  ],
                  ['可选择', proposal.alternative?.name],
                  ['依据', proposal.rule.article],
                  ['理由', proposal.rule.reason],
                ]}
              />
            </Panel>
            {proposal.missing && (
              <Note kind="warn" title="推算不完整">
                <p class="mb-0">{proposal.missing}</p>
              </Note>
            )}
            {known ? (
              <Panel title="现在告知的">
                <KeyValue
                  rows={[
                    ['复议机关', known.organName ?? '不适用'],
                    ['可选择', known.alternativeName],
                    ['管辖法院', known.court || '未填写'],
                    ['确认', `${known.confirmedBy ?? '服务器操作员'} ${known.confirmedOn}`],
                  ]}
                />
              </Panel>
            ) : (
              <Note kind="warn" title="尚未确认">
                <p class="mb-0">确认之前，决定书不能写明救济途径。</p>
              </Note>
            )}
          </aside>
        </div>
      );
    },
    forms: [
      partForm({
        name: '',
        act: 'organisation.confirm-remedy',
        labels: LABELS,
        body: z.object({
          organ: textField(40),
          alternative: textField(40),
          court: textField(60),
          basis: textField(500, { required: true }),
        }),
        async submit(ctx, { code, once, body, view }) {
          const find = (field: 'organ' | 'alternative'): number | null => {
            if (body[field] === '') return null;
            const node = view.chart.byCode.get(body[field]);
            if (!node) throw new Refusal([{ field, message: `没有代码为“${body[field]}”的机构。` }], 422);
            if (node.id === view.node.id)
              throw new Refusal([{ field, message: '本机构不能作自己的复议机关。' }], 422);
            return node.id;
          };
          const organId = find('organ');
          const alternativeId = find('alternative');
          if (alternativeId !== null && (organId === null || organId === alternativeId))
            throw new Refusal(
              [{ field: 'alternative', message: '另一复议机关须与复议机关不同，并先选复议机关。' }],
              422,
            );
          await confirm(
            { ...ctx, actor: view.person },
            { code, once, organId, alternativeId, court: body.court, basis: body.basis },
          );
        },
        done: 'remedy',
        leaves: true,
      }),
    ],
  });
}
