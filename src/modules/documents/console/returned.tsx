import type { VNode } from 'preact';
import { Note } from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import type { Returned } from '../returned.ts';

/** The box over a paper that came back: where, by whom, when, why. */
export function ReturnedNote({ returned }: { returned: Returned }): VNode {
  return (
    <Note kind="bad" title={`已退回修改（${returned.step}）`}>
      <p>{returned.reason || '退回时没有写明原因，请向退回人了解。'}</p>
      <p class="muted mb-0">
        {returned.who}，{minute(returned.at)}。修改后请重新送审，各项审查重新办理。
      </p>
    </Note>
  );
}
