import type { VNode } from 'preact';
import { z } from 'zod';
import { type ConsoleFrame, parameter, personOf } from '../../../core/index.ts';
import { type CaseHead, findCase } from '../../../mechanisms/procedure/index.ts';
import { readEdition } from '../../../mechanisms/publication/index.ts';
import { instant } from '../../../platform/clock.ts';
import { Refusal, TooMany } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pidParams } from '../../../platform/http/fields.ts';
import type { FormState, RequestContext } from '../../../platform/http/route.ts';
import { Actions, Diff, ErrorSummary, Note } from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import { bufferValues, type DraftBuffer, dropBuffers, keepBuffer, readBuffer, sizeOf } from '../buffer.ts';
import { bodyOf, changedFacts, type FactChange, readWords } from '../comparison.ts';
import { stateLabel } from '../lifecycle.ts';
import { editionForm } from '../relations-field.ts';
import { readPassage } from '../store.ts';
import { FactChanges } from './comparison.tsx';
import { documentPaths } from './paths.ts';

/** Field of the editor's form: the name under which the page keeps what is typed. */
export const BUFFER = 'buffer';

const TEXTS = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

/** 自动暂存: the editor's script sends here what has been typed; a page without script never does. */
export function bufferForms(face: Face, frame: ConsoleFrame): void {
  const mine = (ctx: RequestContext, pid: string) => {
    const person = personOf(ctx);
    return findCase(ctx.db, pid, person.scope('document.save'));
  };
  /** For a script only: a person never sees this page. */
  const refused = async (ctx: RequestContext, form: FormState) =>
    frame.plain(ctx, { title: '没有暂存', children: <ErrorSummary form={form} /> });
  const forget = async (ctx: RequestContext, { params }: { params: { pid: string } }) => {
    const head = await mine(ctx, params.pid);
    await dropBuffers(ctx.db, head.id, personOf(ctx).personId);
  };

  face.form({
    path: '/cases/:pid/buffer',
    access: { kind: 'act', act: 'document.save' },
    // Checked, not taken: the page sends many of these and then the form itself with the same token.
    token: 'once',
    params: pidParams,
    labels: {},
    body: z.looseObject({
      version: z.coerce.number().int().min(1),
      [BUFFER]: z.string().max(40).default(''),
    }),
    async submit(ctx, { params, body }) {
      const head = await mine(ctx, params.pid);
      if (head.state !== 'drafting')
        throw new Refusal(`本件正在“${stateLabel(head.procedure, head.state)}”环节，不能修改，没有暂存。`);
      const { version, buffer, ...sent } = body;
      const values = bufferValues(TEXTS.catch({}).parse(sent));
      const at = { day: ctx.today, organisationId: head.organisationId };
      const most = await parameter(ctx.db, 'drafts.buffer-characters', at);
      if (sizeOf(values) > most) throw new Refusal(`内容超过 ${most} 个字，没有暂存。请先缩短再保存。`, 422);
      const seconds = await parameter(ctx.db, 'drafts.buffer-seconds', at);
      const kept = await keepBuffer(ctx.db, {
        personId: personOf(ctx).personId,
        caseId: head.id,
        name: buffer,
        values,
        seenVersion: version,
        at: ctx.now,
        notAfter: instant(ctx.now.getTime() - (seconds * 1000) / 2),
      });
      if (kept === 'another')
        throw new Refusal('您另有一份未保存的内容，没有暂存。请先在“修改草稿”中恢复或者放弃。');
      if (kept === 'soon') throw new TooMany('刚刚暂存过，稍后会再次暂存。', Math.ceil(seconds / 2));
      return {
        kind: 'file',
        body: JSON.stringify({ savedAt: minute(ctx.now) }),
        type: 'application/json; charset=utf-8',
      };
    },
    again: (ctx, _input, form) => refused(ctx, form),
    // The mark may be the last that is typed of a secret paper: what was kept before it goes too.
    onRefused: forget,
  });

  face.form({
    path: '/cases/:pid/buffer/discard',
    access: { kind: 'act', act: 'document.save' },
    token: 'once',
    params: pidParams,
    labels: {},
    body: z.object({}),
    async submit(ctx, input) {
      await forget(ctx, input);
      return {
        kind: 'redirect',
        to: `${documentPaths(ctx.base.console).edit(input.params.pid)}?done=discarded`,
      };
    },
    again: (ctx, _input, form) => refused(ctx, form),
  });
}

/** What a person has not saved, where it differs from what is saved. */
export interface Offer {
  buffer: DraftBuffer;
  facts: FactChange[];
  /** Body as saved and as kept. */
  body: { before: string; after: string };
}

/**
 * What the person has typed in this case and not saved.
 * @param saved the editor's values as they are saved
 * @returns undefined when there is nothing, or nothing that differs
 */
export async function readOffer(
  ctx: RequestContext,
  head: CaseHead,
  saved: FormState['values'],
): Promise<Offer | undefined> {
  const buffer = await readBuffer(ctx.db, personOf(ctx).personId, head.id);
  if (!buffer) return undefined;
  const words = await readWords(ctx.db, saved, buffer.values);
  // Fields that the page did not have say nothing.
  const facts = changedFacts(saved, { ...saved, ...buffer.values }, words);
  const body = { before: bodyOf(saved), after: bodyOf({ ...saved, ...buffer.values }) };
  return facts.length === 0 && body.before === body.after ? undefined : { buffer, facts, body };
}

/**
 * Asked before a draft is sent: what lies unsaved beside it may be what was meant to be sent.
 * @throws Refusal while the person has typed something that is neither saved nor thrown away
 */
export async function needDecided(ctx: RequestContext, head: CaseHead): Promise<void> {
  if (head.state !== 'drafting') return;
  const { editionId } = await readPassage(ctx.db, head.id);
  const saved = await editionForm(ctx.db, await readEdition(ctx.db, editionId));
  const offer = await readOffer(ctx, head, saved.values);
  if (offer)
    throw new Refusal(
      `您有一份未保存的内容（${minute(offer.buffer.savedAt)} 自动暂存），与草稿不同。请先在“修改草稿”中恢复或者放弃，再送审。`,
    );
}

/**
 * Offers to take up what was not saved, with what differs.
 * @param typing the page shows what was entered and is not saved either: it must be saved before the offer is decided
 */
export function OfferNote({
  ctx,
  head,
  offer,
  typing,
}: {
  ctx: RequestContext;
  head: CaseHead;
  offer: Offer;
  typing: boolean;
}): VNode {
  const paths = documentPaths(ctx.base.console);
  const { buffer, facts, body } = offer;
  const changed = body.before !== body.after;
  const title = `您有一份未保存的内容（${minute(buffer.savedAt)} 自动暂存）`;
  if (typing)
    return (
      <Note kind="info" title={title}>
        <p>下面各栏是您刚才填写的内容。暂存的那一份原样保留，保存之后可以恢复或者放弃。</p>
      </Note>
    );
  return (
    <Note kind="warn" title={title}>
      <p>
        与已保存的草稿相比，{[...facts.map((f) => f.label), ...(changed ? ['正文'] : [])].join('、')}有不同。
        {buffer.seenVersion !== head.version && '此后本件又被保存过，请先看清差别再恢复。'}
        恢复只是填回表单，仍须保存。恢复或放弃之前不再自动暂存；现在直接保存，这一份仍然保留。
      </p>
      <Actions
        items={[
          { label: '恢复', icon: 'history', kind: 'primary', href: `${paths.edit(head.pid)}?restore=yes` },
          {
            label: '放弃',
            icon: 'trash',
            note: '删除暂存的内容，草稿不变',
            post: { action: paths.discard(head.pid), once: ctx.session?.once() ?? '' },
          },
        ]}
      />
      <details>
        <summary>看差别</summary>
        {facts.length > 0 && <FactChanges facts={facts} caption="已保存的与未保存的内容的差别" />}
        {changed && <Diff before={body.before} after={body.after} />}
      </details>
    </Note>
  );
}
