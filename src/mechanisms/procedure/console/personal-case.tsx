import type { ComponentChildren } from 'preact';
import {
  type ConsoleFrame,
  type ErasureEntry,
  erasuresOf,
  holdsOn,
  type LegalHold,
  type MaskedValue,
  type Organisation,
  organisationById,
  personOf,
  type Unmasking,
  unmaskingsOf,
} from '../../../core/index.ts';
import type { Day } from '../../../law/day.ts';
import { NotFound } from '../../../platform/errors.ts';
import type { RequestContext } from '../../../platform/http/route.ts';
import { Note, Panel, type Step, Steps, Tag, Timeline } from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import { type CaseEvent, type CaseHead, caseEvents, findCase } from '../cases.ts';
import { caseClocks, type ExplainedClock, soonDay } from '../clocks.ts';
import { ClockPanel, type ClockStart } from './clock-panel.tsx';
import { MaskedValues, maskedOf, UnmaskingTable } from './personal-values.tsx';

/**
 * The case of an address, in the scope in which the person holds the act.
 * @throws NotFound outside it, and for a case of another procedure
 */
export async function findOfProcedure(
  ctx: RequestContext,
  pid: string,
  it: { procedure: string; act: string },
): Promise<CaseHead> {
  const head = await findCase(ctx.db, pid, personOf(ctx).scope(it.act));
  if (head.procedure !== it.procedure) throw new NotFound();
  return head;
}

/** What is on record about a case that holds personal data, whatever its procedure. */
export interface PersonalCase {
  head: CaseHead;
  organisation: Organisation;
  events: CaseEvent[];
  /** With masks. */
  values: MaskedValue[];
  unmaskings: Unmasking[];
  erasures: ErasureEntry[];
  /** Those that last. */
  holds: LegalHold[];
  clocks: ExplainedClock[];
  soon: Day;
}

/** Reads the record of a case. */
export async function readPersonalCase(ctx: RequestContext, head: CaseHead): Promise<PersonalCase> {
  const [organisation, events, values, unmaskings, erasures, holds, clocks, soon] = await Promise.all([
    organisationById(ctx.db, head.organisationId),
    caseEvents(ctx.db, head.id),
    maskedOf(ctx, [head.id]),
    unmaskingsOf(ctx.db, head.id),
    erasuresOf(ctx.db, head.id),
    holdsOn(ctx.db, [head.id], ctx.today),
    caseClocks(ctx.db, head.id),
    soonDay(ctx.db, ctx.today, head.organisationId),
  ]);
  return { head, organisation, events, values, unmaskings, erasures, holds, clocks, soon };
}

/** What the page of a case says that is its procedure's own. */
export interface PersonalCaseView {
  title: string;
  h1: string;
  /** Path of the entry of the side bar. */
  section: string;
  notice: { kind: 'ok'; text: string } | undefined;
  stateLabel(state: string): string;
  /** Where the case stands. */
  steps: readonly Step[];
  content: ComponentChildren;
  values: {
    title: string;
    /** The way to the whole values; left out for whoever may not go it. */
    footer?: ComponentChildren;
  };
  /** Stands below the values. */
  more?: ComponentChildren;
  /** What the person can do now. */
  acts: ComponentChildren;
  startedBy: ClockStart;
  /** Below the terms. */
  beside?: ComponentChildren;
}

/** The page of a case that holds personal data: way, content, masked values, who saw them, evidence; beside it acts and terms. */
export function personalCasePage(
  ctx: RequestContext,
  frame: ConsoleFrame,
  record: PersonalCase,
  view: PersonalCaseView,
): Promise<string> {
  const { head, holds } = record;
  const moved = (e: CaseEvent) =>
    e.fromState && e.fromState !== e.toState
      ? `：${view.stateLabel(e.fromState)} → ${view.stateLabel(e.toState)}`
      : '';
  return frame.page(ctx, {
    title: view.title,
    section: view.section,
    notice: view.notice,
    heading: {
      h1: view.h1,
      tag: <Tag kind={head.closedOn ? 'mute' : 'info'}>{view.stateLabel(head.state)}</Tag>,
      note: `编号 ${head.pid} · ${record.organisation.shortName}`,
      actions: (
        <a class="btn mc-jump" href="#act">
          去办理
        </a>
      ),
    },
    children: (
      <div class="mc-g">
        <Panel title="进度">
          <Steps steps={view.steps} />
        </Panel>
        <div class="mc-g main-r">
          <div class="mc-g">
            {holds.map((h) => (
              <Note key={h.pid} kind="warn" title="法律保全：暂停清除">
                <p class="mb-0">
                  {h.document}（{h.reason}），{h.placedBy}于 {minute(h.placedAt)} 设定
                  {h.untilOn ? `，至 ${h.untilOn}` : ''}。
                </p>
              </Note>
            ))}
            {view.content}
            <Panel
              title={view.values.title}
              aside="加密存放，以下为脱敏后的样子"
              {...(view.values.footer ? { footer: view.values.footer } : {})}
            >
              <MaskedValues values={record.values} erasures={record.erasures} held={holds.length > 0} />
            </Panel>
            {view.more}
            <Panel title="谁在何时因何查看过" flush>
              <UnmaskingTable rows={record.unmaskings} />
            </Panel>
            <Panel title="流转记录" aside="只增不改">
              <Timeline
                items={record.events.toReversed().map((e) => ({
                  time: minute(e.at),
                  who: e.actorName,
                  text: `${frame.actLabels[e.act] ?? e.act}${moved(e)}${e.comment ? `。${e.comment}` : ''}`,
                }))}
              />
            </Panel>
          </div>
          <aside class="mc-g" aria-label="办理" id="act">
            {/* Before the forms: they are many, and how much time is left decides which of them comes first. */}
            <ClockPanel
              clocks={record.clocks}
              startedBy={view.startedBy}
              today={ctx.today}
              soon={record.soon}
            />
            {view.acts}
            {view.beside}
          </aside>
        </div>
      </div>
    ),
  });
}
