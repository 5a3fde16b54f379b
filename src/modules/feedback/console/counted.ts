import { COUNTED, type Counted, type FeedbackNumbers } from '../store.ts';

/** A figure of feedback as the counters show it: what is past its day stands out, when there is any. */
export function countedItem(name: Counted, numbers: FeedbackNumbers) {
  return {
    value: numbers[name],
    label: COUNTED[name],
    ...(name === 'late' && numbers.late > 0 ? { tone: 'bad' as const } : {}),
  };
}
