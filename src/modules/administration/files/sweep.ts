import {
  ERASE_FILE_QUEUE,
  makeMissingPreviews,
  orderSweep,
  SWEEP_QUEUE,
  sweepFiles,
} from '../../../core/index.ts';
import type { AppContext } from '../../../platform/http/route.ts';
import type { JobKind } from '../../../platform/jobs.ts';
import type { Tick } from '../../../platform/tick.ts';

/**
 * The daily sweep of files that nothing refers to: a job, because a large store takes its time. And the removal of files
 * that were erased: their rows have gone already, and with them the keys.
 */
export const fileJobs = (app: AppContext): readonly JobKind[] => [
  { queue: SWEEP_QUEUE, run: (data) => sweepFiles(app, String(data.day)) },
  { queue: ERASE_FILE_QUEUE, run: (data) => app.files.remove(String(data.key)) },
];

/** Orders the sweep of the day; reads files that have no preview yet. */
export const fileTicks = (app: AppContext): readonly Tick[] => [
  { name: 'file-sweep', run: () => orderSweep(app) },
  { name: 'file-previews', run: () => makeMissingPreviews(app) },
];
