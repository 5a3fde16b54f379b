import type { ComponentChildren, VNode } from 'preact';
import { personOf } from '../../../core/index.ts';
import type { CaseHead } from '../../../mechanisms/procedure/index.ts';
import { readEdition } from '../../../mechanisms/publication/index.ts';
import { Refusal } from '../../../platform/errors.ts';
import type { FormState, RequestContext } from '../../../platform/http/route.ts';
import { Actions, Diff, Note } from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import { type DraftBuffer, type Place, readBuffer } from '../buffer.ts';
import { bodyOf, changedFacts, type FactChange, readWords } from '../comparison.ts';
import { editionForm } from '../relations-field.ts';
import { readPassage } from '../store.ts';
import { FactChanges } from './comparison.tsx';
import { documentPaths } from './paths.ts';

/** What a person has not saved, where it differs from what is saved. */
export interface Offer {
  buffer: DraftBuffer;
  facts: FactChange[];
  /** Body as saved and as kept. */
  body: { before: string; after: string };
}

/**
 * What the person has typed and not saved.
 * @param saved the editor's values as they are saved; left out for a paper that never was
 * @returns undefined when there is nothing, or nothing that differs
 */
export async function readOffer(
  ctx: RequestContext,
  place: Place,
  saved?: FormState['values'],
): Promise<Offer | undefined> {
  const buffer = await readBuffer(ctx.db, personOf(ctx).personId, place);
  if (!buffer) return undefined;
  // The region of a new paper is filled in by the page: alone it is nothing that was typed.
  const before = saved ?? { region: buffer.values.region };
  const words = await readWords(ctx.db, before, buffer.values);
  // Fields that the page did not have say nothing.
  const after = { ...before, ...buffer.values };
  const facts = changedFacts(before, after, words);
  const body = { before: bodyOf(before), after: bodyOf(after) };
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
  const offer = await readOffer(ctx, head.id, saved.values);
  if (offer)
    throw new Refusal(
      `您有一份未保存的内容（${minute(offer.buffer.savedAt)} 自动暂存），与草稿不同。请先在“修改草稿”中恢复或者放弃，再送审。`,
    );
}

/** The names of the fields in which it differs. */
function fieldsOf({ facts, body }: Offer): string {
  return [...facts.map((f) => f.label), ...(body.before === body.after ? [] : ['正文'])].join('、');
}

const caseTitle = (offer: Offer) => `您有一份未保存的内容（${minute(offer.buffer.savedAt)} 自动暂存）`;
/** What an offer of a new paper is called. */
export const newPaperTitle = (offer: Offer) =>
  `您有一份没有保存的新稿（${minute(offer.buffer.savedAt)} 自动暂存）`;

/** The page shows what was entered and is not saved either: that must be saved before the offer is decided. */
export function OfferWaits({ offer, fresh }: { offer: Offer; fresh?: boolean }): VNode {
  return (
    <Note kind="info" title={fresh ? newPaperTitle(offer) : caseTitle(offer)}>
      <p>下面各栏是您刚才填写的内容。暂存的那一份原样保留，保存之后可以恢复或者放弃。</p>
    </Note>
  );
}

/** Above a form that was filled in with it. */
export function Restored(): VNode {
  return (
    <Note kind="info" title="已填回您未保存的内容" live>
      <p>下面各栏是恢复的内容，还没有保存。核对后请保存草稿。</p>
    </Note>
  );
}

/** Offers to take up what was not saved, or to throw it away. */
function Offered(props: {
  ctx: RequestContext;
  title: string;
  /** Where the form is filled in with it, and where it is thrown away. */
  restore: string;
  discard: string;
  loss: string;
  children: ComponentChildren;
  below?: ComponentChildren;
}): VNode {
  return (
    <Note kind="warn" title={props.title}>
      {props.children}
      <Actions
        items={[
          { label: '恢复', icon: 'history', kind: 'primary', href: props.restore },
          {
            label: '放弃',
            icon: 'trash',
            note: props.loss,
            post: { action: props.discard, once: props.ctx.session?.once() ?? '' },
          },
        ]}
      />
      {props.below}
    </Note>
  );
}

/** Offers what was not saved of a draft, with what differs. */
export function DraftOffer(props: { ctx: RequestContext; head: CaseHead; offer: Offer }): VNode {
  const { ctx, head, offer } = props;
  const paths = documentPaths(ctx.base.console);
  const { buffer, facts, body } = offer;
  return (
    <Offered
      ctx={ctx}
      title={caseTitle(offer)}
      restore={`${paths.edit(head.pid)}?restore=yes`}
      discard={paths.discard(head.pid)}
      loss="删除暂存的内容，草稿不变"
      below={
        <details>
          <summary>看差别</summary>
          {facts.length > 0 && <FactChanges facts={facts} caption="已保存的与未保存的内容的差别" />}
          {body.before !== body.after && <Diff before={body.before} after={body.after} />}
        </details>
      }
    >
      <p>
        与已保存的草稿相比，{fieldsOf(offer)}有不同。
        {buffer.seenVersion !== head.version && '此后本件又被保存过，请先看清差别再恢复。'}
        恢复只是填回表单，仍须保存。恢复或放弃之前不再自动暂存；现在直接保存，这一份仍然保留。
      </p>
    </Offered>
  );
}

/** Offers a new paper that was never saved. */
export function NewPaperOffer({ ctx, offer }: { ctx: RequestContext; offer: Offer }): VNode {
  const paths = documentPaths(ctx.base.console);
  const title = String(offer.buffer.values.title ?? '').trim();
  return (
    <Offered
      ctx={ctx}
      title={newPaperTitle(offer)}
      restore={`${paths.create('no')}&restore=yes`}
      discard={paths.discardNew()}
      loss="删除暂存的新稿，不能找回"
    >
      <p>
        {title === '' ? '还没有标题' : `“${title}”`}，已填{fieldsOf(offer)}
        。恢复只是填回表单，仍须保存。恢复或放弃之前，另外起草的不会自动暂存，这一份原样保留。
      </p>
    </Offered>
  );
}
