import type { VNode } from 'preact';
import { Panel, Steps } from '../../../ui/index.ts';
import { shortMinute } from '../../../ui/times.ts';
import type { PassageView } from './passage-view.ts';

const STEP_STATES = ['drafting', 'attribute-review', 'secrecy-review', 'sign-off', 'published'] as const;
const LABELS = ['起草', '公开属性审查', '保密审查', '签发'];

/** The way of a passage with who has passed each step. */
export function PassageSteps({ view: { head, reviews, edition } }: { view: PassageView }): VNode {
  const at =
    { scheduled: 4, published: 5, filed: 5, abandoned: 0 }[head.state] ??
    STEP_STATES.indexOf(head.state as (typeof STEP_STATES)[number]);
  const who = (kind: string) => {
    const r = reviews.findLast((r) => r.kind === kind && r.editionNumber === edition.number);
    return r ? `${r.personName} ${shortMinute(r.at)}` : undefined;
  };
  const notes = [`第 ${edition.number} 稿`, who('attribute'), who('secrecy'), who('sign-off'), undefined];
  const last = { filed: '归档（不公开）', scheduled: '待定时发布' }[head.state] ?? '发布';
  return (
    <Panel title="办理进度">
      <Steps
        steps={[...LABELS, last].map((label, i) => ({
          label,
          ...(notes[i] ? { note: notes[i] } : {}),
          state:
            head.state !== 'abandoned' && (i < at || head.closedOn !== null)
              ? 'done'
              : i === at && head.closedOn === null
                ? 'now'
                : 'todo',
        }))}
      />
    </Panel>
  );
}

/** The same for what is in the editor: which steps are to come. @param note beside the first step */
export function DraftingSteps({ note }: { note: string }): VNode {
  return (
    <Panel title="办理进度">
      <Steps
        flat
        steps={[...LABELS, '发布'].map((label, i) => ({
          label,
          ...(i === 0 ? { note } : {}),
          state: i === 0 ? 'now' : 'todo',
        }))}
      />
    </Panel>
  );
}
