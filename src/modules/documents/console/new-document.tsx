import { z } from 'zod';
import {
  type ConsoleFrame,
  KINDS,
  organisationByCode,
  organisationsByIds,
  type Person,
  parameter,
  personOf,
  regionOf,
  regionsOn,
} from '../../../core/index.ts';
import { placeableColumns } from '../../../mechanisms/publication/index.ts';
import { newPublicId } from '../../../platform/crypto.ts';
import { Refusal } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import {
  ButtonLink,
  ErrorSummary,
  Hidden,
  issuesOf,
  Panel,
  PostForm,
  RadioCards,
  SelectField,
  SubmitButton,
} from '../../../ui/index.ts';
import { draftDocument, submitDraft } from '../acts/draft.ts';
import { dropBuffer } from '../buffer.ts';
import { checkContent } from '../checks.ts';
import { CONTENT_LABELS, contentSchema } from '../content-form.ts';
import { type FormValues, readEditor } from '../relations-field.ts';
import { AttachmentPanel } from './attachment-list.tsx';
import { BUFFER } from './buffer.tsx';
import { NewPaperOffer, OfferWaits, Restored, readOffer } from './buffer-offer.tsx';
import { ContentFields } from './editor.tsx';
import { DefaultButton, EDITOR_FORM, EditorActs, JumpToActs, NEXT } from './editor-rail.tsx';
import { DraftingSteps } from './passage-steps.tsx';
import { documentPaths, doneNotice } from './paths.ts';
import { readRelationChoices } from './relations-editor.tsx';

/** What the checks find in an empty paper, to be read before the first word is written. */
const NEEDED = checkContent({ ...contentSchema.parse({ title: '新稿' }), relations: [] }, 'publish')
  .filter((f) => f.level === 'must')
  .map((f) => f.message);

const LABELS = { organisation: '起草单位', secret: '是否涉密', ...CONTENT_LABELS };

/** How the editor of a new paper is shown. */
interface NewView {
  /** What was entered and could not be taken, or only looked something up; an empty form where left out. */
  entered?: FormState;
  /** Fills in what was typed and not saved. */
  restore?: boolean;
  done?: string;
}

/** 起草公文: the secrecy question first, then the editor. */
export function newDocumentPages(face: Face, frame: ConsoleFrame): void {
  const drafting = async (ctx: RequestContext, person: Person) =>
    (await organisationsByIds(ctx.db, person.scope('document.draft'), ctx.today)).filter(
      (o) => KINDS[o.kind].ownWorkflow,
    );

  /** A page of its own: nothing of a secret paper can be typed before the question is answered. */
  const showQuestion = async (ctx: RequestContext, form: FormState) => {
    const offer = await readOffer(ctx, null);
    return frame.page(ctx, {
      title: '起草公文：是否涉密',
      heading: { h1: '起草公文' },
      section: '/documents',
      children: (
        <>
          {offer && <NewPaperOffer ctx={ctx} offer={offer} />}
          <ErrorSummary form={form} labels={LABELS} />
          <Panel title="先回答：本件是否涉密">
            <form method="get" action={documentPaths(ctx.base.console).create()} aria-label="是否涉密">
              <Hidden name="from" value="question" />
              <RadioCards
                name="secret"
                legend="本件是否涉及国家秘密或者工作秘密"
                form={form}
                required
                columns={2}
                options={[
                  { value: 'no', label: '不涉密', note: '可以在本系统起草和审查' },
                  {
                    value: 'yes',
                    label: '涉密，或者不能确定',
                    note: '不得录入本系统；转到“线下登记”，只登记编号',
                  },
                ]}
                help={
                  <p>
                    涉密文件、资料不得在非涉密系统中起草、存储、传输（保密法第三十一条）。定密有疑问的，先线下报保密行政管理部门确定。工作秘密按本机关的规定管理。
                  </p>
                }
              />
              <SubmitButton icon="chevron-right">下一步</SubmitButton>
            </form>
          </Panel>
        </>
      ),
    });
  };

  const showNew = async (ctx: RequestContext, view: NewView) => {
    const person = personOf(ctx);
    const paths = documentPaths(ctx.base.console);
    // The page goes on under its name when it is shown again. What another page has kept is offered.
    const name = String(view.entered?.values[BUFFER] ?? '');
    const found = await readOffer(ctx, null);
    const offer = found?.buffer.name === name ? undefined : found;
    const restored = view.restore ? offer : undefined;
    const waiting = restored ? undefined : offer;
    const entered =
      view.entered ?? newForm({ organisation: person.organisation.code, ...restored?.buffer.values });
    const [organisations, columns, regions, seconds, relations] = await Promise.all([
      drafting(ctx, person),
      placeableColumns(ctx.db, ctx.today),
      regionsOn(ctx.db, ctx.today),
      parameter(ctx.db, 'drafts.buffer-seconds', {
        day: ctx.today,
        organisationId: person.organisation.id,
      }),
      readRelationChoices(ctx, entered),
    ]);
    // A choice of one is no choice; what is wrong with it still needs its field.
    const only =
      organisations.length === 1 && issuesOf(entered, 'organisation').length === 0
        ? organisations[0]
        : undefined;
    // What a township writes is for the township, until its clerk says otherwise.
    const own = only && entered.values.region === undefined && (await regionOf(ctx.db, only.code, ctx.today));
    const form = own ? { ...entered, values: { ...entered.values, region: own } } : entered;
    return frame.page(ctx, {
      title: '起草公文',
      section: '/documents',
      notice: doneNotice(view.done),
      heading: {
        h1: '起草公文',
        note: [only?.name, '已回答不涉密', '新稿，尚未保存'].filter(Boolean).join(' · '),
        actions: (
          <>
            <JumpToActs />
            <ButtonLink href={paths.list()} icon="arrow-back-up">
              不起草了
            </ButtonLink>
          </>
        ),
      },
      children: (
        <>
          {waiting &&
            (view.entered ? (
              <OfferWaits offer={waiting} fresh />
            ) : (
              <NewPaperOffer ctx={ctx} offer={waiting} />
            ))}
          {restored && <Restored />}
          <ErrorSummary form={form} labels={LABELS} />
          <DraftingSteps note="新稿" />
          <PostForm
            action={paths.create()}
            once={ctx.session?.once() ?? ''}
            guard
            id={EDITOR_FORM}
            label="起草公文"
            unsaved={view.entered !== undefined || restored !== undefined}
            {...(waiting ? {} : { buffer: { action: paths.bufferNew(), seconds } })}
          >
            <DefaultButton />
            <Hidden name={BUFFER} value={restored?.buffer.name ?? (name || newPublicId())} />
            <div class="mc-g main-r">
              <div class="mc-g">
                <Hidden name="secret" value="no" />
                {only ? (
                  <Hidden name="organisation" value={only.code} />
                ) : (
                  <Panel title="起草单位">
                    <SelectField
                      name="organisation"
                      label="起草单位"
                      form={form}
                      options={organisations.map((o) => ({ value: o.code, label: o.name }))}
                    />
                  </Panel>
                )}
                <ContentFields
                  form={form}
                  columns={columns}
                  regions={regions}
                  relations={relations}
                  correction={false}
                  several={false}
                />
              </div>
              <aside class="mc-g mc-rail" aria-label="检查与操作">
                <EditorActs fresh />
                <Panel title="送审前须填写" aside="保存后逐项检查">
                  <ul class="mc-needed">
                    {NEEDED.map((needed) => (
                      <li key={needed}>{needed}</li>
                    ))}
                  </ul>
                </Panel>
                <AttachmentPanel
                  attachments={[]}
                  base={ctx.base.console}
                  casePid=""
                  narrow
                  aside={
                    <SubmitButton kind="plain" icon="paperclip" name="next" value="attachments">
                      保存并添加附件
                    </SubmitButton>
                  }
                />
              </aside>
            </div>
          </PostForm>
        </>
      ),
    });
  };

  face.page({
    path: '/documents/new',
    access: { kind: 'act', act: 'document.draft' },
    query: z.object({
      secret: z.enum(['yes', 'no']).optional().catch(undefined),
      from: z.literal('question').optional().catch(undefined),
      restore: z.literal('yes').optional().catch(undefined),
      done: z.string().max(20).optional().catch(undefined),
    }),
    async render(ctx, { query }) {
      if (query.secret === 'yes') return { kind: 'redirect', to: documentPaths(ctx.base.console).offline() };
      if (query.secret === 'no')
        return showNew(ctx, {
          restore: query.restore === 'yes',
          ...(query.done ? { done: query.done } : {}),
        });
      const form = newForm();
      if (query.from) form.issues.push({ field: 'secret', message: '请先回答是否涉密。' });
      return showQuestion(ctx, form);
    },
  });

  face.form({
    path: '/documents/new',
    access: { kind: 'act', act: 'document.draft' },
    token: 'once',
    onward: ['next'],
    labels: LABELS,
    // The answer is read alone and first: with "yes" nothing else of the form may be looked at, let alone kept.
    body: z.looseObject({
      secret: z.enum(['yes', 'no']),
      organisation: z.string().min(1).max(40),
      next: z.enum(NEXT).default('default'),
      [BUFFER]: z.string().max(40).default(''),
    }),
    async submit(ctx, { body, once }) {
      const paths = documentPaths(ctx.base.console);
      const acting = { ...ctx, actor: personOf(ctx) };
      if (body.secret === 'yes') {
        await dropBuffer(ctx.db, acting.actor.personId, null);
        return { kind: 'redirect', to: paths.offline() };
      }
      const { organisation, next } = body;
      const read = await readEditor(ctx.db, body as FormValues);
      if ('lookup' in read)
        return { kind: 'page', html: await showNew(ctx, { entered: newForm(read.lookup) }) };
      const { content } = read;
      const { casePid } = await draftDocument(acting, {
        organisation: await organisationByCode(ctx.db, organisation),
        content,
        act: 'document.draft',
        once,
        buffer: body[BUFFER],
      });
      if (next === 'attachments') return { kind: 'redirect', to: paths.attachments(casePid) };
      if (next === 'preview') return { kind: 'redirect', to: paths.preview(casePid) };
      if (next !== 'submit') return { kind: 'redirect', to: `${paths.edit(casePid)}?done=drafted` };
      // The draft stands whatever the checks say; the editor says what is in the way of the second step.
      try {
        await submitDraft(acting, { casePid, seenVersion: 1, once: `${once}/submit` });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return { kind: 'redirect', to: `${paths.edit(casePid)}?check=yes` };
      }
      return { kind: 'redirect', to: `${paths.case(casePid)}?done=submitted` };
    },
    again: (ctx, _input, form) =>
      form.values.secret === 'no' ? showNew(ctx, { entered: form }) : showQuestion(ctx, form),
    // What was kept of a text that now turns out to be secret must not stay either.
    onRefused: async (ctx) => dropBuffer(ctx.db, personOf(ctx).personId, null),
  });
}
