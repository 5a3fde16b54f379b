import type { HomeWidget } from '../../../mechanisms/procedure/index.ts';
import { Counters, Panel } from '../../../ui/index.ts';
import { COUNTED, type Counted, feedbackNumbers, feedbackRows, inTimeRate } from '../store.ts';
import { countedItem } from './counted.ts';

/** Under the work of a person: what came in this year for the organisations whose feedback the person reads, and how it was answered. */
export const feedbackWidget: HomeWidget = {
  order: 40,
  act: 'feedback.read',
  async render(ctx, person) {
    const received = ctx.today.slice(0, 4);
    const scope = person.scope('feedback.read');
    const numbers = await feedbackNumbers(ctx.db, { scope, received, today: ctx.today });
    if (numbers.received === 0) return undefined;
    return (
      <Panel
        title={`政策反馈：${received} 年收到的`}
        aside={`按期答复率 ${inTimeRate(numbers)}，数字点开即为清单`}
      >
        <Counters
          items={(Object.keys(COUNTED) as Counted[]).map((name) => ({
            ...countedItem(name, numbers),
            href: ctx.base.console + feedbackRows(name, { received }),
          }))}
        />
      </Panel>
    );
  },
};
