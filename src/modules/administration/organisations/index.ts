import type { ConsoleFrame } from '../../../core/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { detailPages } from './detail.tsx';
import { dutyPages } from './duties.tsx';
import { editPages } from './edit.tsx';
import { endPages } from './end.tsx';
import { groupPages } from './group.tsx';
import { hearingPages } from './hearings.tsx';
import { importPages } from './import-pages.tsx';
import { listPages } from './list.tsx';
import { remedyPages } from './remedy.tsx';
import { sectionPages } from './sections.tsx';

/** The pages of organisations in the console. */
export function organisationPages(face: Face, frame: ConsoleFrame): void {
  listPages(face, frame);
  editPages(face, frame);
  importPages(face, frame);
  detailPages(face, frame);
  dutyPages(face, frame);
  hearingPages(face, frame);
  sectionPages(face, frame);
  groupPages(face, frame);
  remedyPages(face, frame);
  endPages(face, frame);
}
