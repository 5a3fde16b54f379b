import type { PortalFrame } from '../../../../mechanisms/publication/index.ts';
import type { Face } from '../../../../platform/http/face.ts';
import { aboutPage } from './about.tsx';
import { directoryPage } from './directory.tsx';
import { groupPage } from './group.tsx';
import { organHomePages } from './home.tsx';
import { leaderPages } from './leaders.tsx';
import { organTextPages } from './texts.tsx';

/** 公开机构: the directory, and the 政府信息公开专栏 of each organ. */
export function organPages(face: Face, frame: PortalFrame): void {
  directoryPage(face, frame);
  organHomePages(face, frame);
  aboutPage(face, frame);
  groupPage(face, frame);
  organTextPages(face, frame);
  leaderPages(face, frame);
}
