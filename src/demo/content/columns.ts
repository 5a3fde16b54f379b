import type { DemoColumn } from './types.ts';

/** The six columns, every parent before its children. */
export const DEMO_COLUMNS: DemoColumn[] = [
  { path: 'policy', name: '政策文件', description: '市、县、乡三级行政机关制发的政策文件。' },
  {
    path: 'policy/normative',
    name: '行政规范性文件',
    description: '涉及公民、法人和其他组织权利义务，在一定期限内反复适用的文件。',
    parent: 'policy',
  },
  {
    path: 'policy/other',
    name: '其他文件',
    description: '行政规范性文件以外的通知、决定、批复等公文。',
    parent: 'policy',
  },
  {
    path: 'policy/plan',
    name: '规划计划',
    description: '专项规划、年度计划、行动方案及其实施情况。',
    parent: 'policy',
  },
  { path: 'notice', name: '通知公告', description: '需要社会公众及时知晓的通知、公告、通告和公示。' },
  {
    path: 'livelihood',
    name: '民生保障',
    description: '住房、教育、医疗、社会救助等与群众生活密切相关的政策和落实情况。',
  },
];
