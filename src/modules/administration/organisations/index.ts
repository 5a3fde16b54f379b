import { type ConsoleFrame, remindOfDuties } from '../../../core/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import type { AppContext } from '../../../platform/http/route.ts';
import type { Tick } from '../../../platform/tick.ts';
import { detailPages } from './detail.tsx';
import { dutyPages } from './duties.tsx';
import { editPages } from './edit.tsx';
import { endPages } from './end.tsx';
import { gapPages } from './gaps.tsx';
import { groupPages } from './group.tsx';
import { hearingPages } from './hearings.tsx';
import { importPages } from './import-pages.tsx';
import { listPages } from './list.tsx';
import { meetingPages } from './meetings.tsx';
import { remedyPages } from './remedy.tsx';
import { sectionPages } from './sections.tsx';

/** The pages of organisations in the console. */
export function organisationPages(face: Face, frame: ConsoleFrame): void {
  listPages(face, frame);
  gapPages(face, frame);
  editPages(face, frame);
  importPages(face, frame);
  detailPages(face, frame);
  dutyPages(face, frame);
  hearingPages(face, frame);
  sectionPages(face, frame);
  groupPages(face, frame);
  meetingPages(face, frame);
  remedyPages(face, frame);
  endPages(face, frame);
}

/** Looks once a day at what the year still asks of organisations. */
export function organisationTicks(app: AppContext): readonly Tick[] {
  let looked: string | undefined;
  return [
    {
      name: 'duties',
      async run() {
        const today = app.clock.today();
        if (looked === today) return;
        await remindOfDuties(app);
        looked = today;
      },
    },
  ];
}
