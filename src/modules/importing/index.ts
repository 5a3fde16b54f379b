import { serviceActor } from '../../platform/actor.ts';
import type { Module } from '../module.ts';
import { access, LABELS } from './access.ts';
import { importPages } from './console/pages.tsx';

export { type ImportOutcome, importText } from './import.ts';

/** The service under which the operator at the server imports files. */
export const importService = serviceActor('import', '历史文件导入', ['document.import']);

/** Importing (历史文件导入): saved pages become drafts with a report. */
export const importing: Module = {
  name: 'importing',
  access,
  actLabels: LABELS,
  console: {
    nav: [{ heading: '公开', label: '历史文件导入', path: '/imports', icon: 'upload', act: 'import.read' }],
    pages: importPages,
  },
};
