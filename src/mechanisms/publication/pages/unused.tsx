import type { VNode } from 'preact';
import { Note } from '../../../ui/index.ts';

/** What of the address could not be used: it stands before all that may be long. */
export function Unused({ problems }: { problems: readonly string[] }): VNode | null {
  if (problems.length === 0) return null;
  return (
    <Note kind="warn" title="有的条件没有使用">
      <ul class="mc-plainlist">
        {problems.map((p) => (
          <li key={p}>{p}</li>
        ))}
      </ul>
    </Note>
  );
}
