import type { DemoPerson } from './types.ts';

/** The fourteen people. No one but the head of the township holds more than one reviewing role. */
export const DEMO_PEOPLE: DemoPerson[] = [
  {
    username: 'zhoumin',
    name: '周敏',
    organisation: 'mcszfb',
    post: '市政府办公室秘书一科科员',
    roles: [
      { role: 'drafter', scope: 'organisation', organisation: 'mcszfb' },
      { role: 'drafter', scope: 'organisation', organisation: 'mcszf' },
      { role: 'drafter', scope: 'organisation', organisation: 'mcsnyj' },
    ],
  },
  {
    username: 'gujianguo',
    name: '顾建国',
    organisation: 'mcszfb',
    post: '市政府办公室政务公开科科长',
    roles: [
      { role: 'attribute-reviewer', scope: 'subtree', organisation: 'mcszf' },
      { role: 'disclosure-office', scope: 'subtree', organisation: 'mcszf' },
    ],
  },
  {
    username: 'shenlan',
    name: '沈岚',
    organisation: 'mcszfb',
    post: '市政府办公室保密专员',
    roles: [{ role: 'secrecy-reviewer', scope: 'subtree', organisation: 'mcszf' }],
  },
  {
    username: 'zhengweimin',
    name: '郑伟民',
    organisation: 'mcszfb',
    post: '市政府办公室副主任',
    roles: [{ role: 'approver', scope: 'subtree', organisation: 'mcszf' }],
  },
  {
    username: 'luting',
    name: '陆婷',
    organisation: 'mcszjj',
    post: '市住房和城乡建设局办公室科员',
    roles: [
      { role: 'drafter', scope: 'organisation', organisation: 'mcszjj' },
      { role: 'drafter', scope: 'organisation', organisation: 'mcsgjj' },
      { role: 'drafter', scope: 'subtree', organisation: 'yxxzjj' },
    ],
  },
  {
    username: 'handong',
    name: '韩冬',
    organisation: 'mcswjw',
    post: '市卫生健康委员会政策法规科副科长',
    roles: [
      { role: 'drafter', scope: 'organisation', organisation: 'mcswjw' },
      { role: 'drafter', scope: 'organisation', organisation: 'mcsjyj' },
    ],
  },
  {
    username: 'huyang',
    name: '胡杨',
    organisation: 'sqzzf',
    post: '石桥镇党政综合办公室副主任',
    roles: [
      { role: 'drafter', scope: 'organisation', organisation: 'sqzzf' },
      { role: 'drafter', scope: 'organisation', organisation: 'yxxzf' },
    ],
  },
  {
    username: 'luozheng',
    name: '罗正',
    organisation: 'sqzzf',
    post: '石桥镇镇长',
    roles: [
      { role: 'attribute-reviewer', scope: 'organisation', organisation: 'sqzzf' },
      { role: 'secrecy-reviewer', scope: 'organisation', organisation: 'sqzzf' },
      { role: 'approver', scope: 'organisation', organisation: 'sqzzf' },
    ],
  },
  {
    username: 'hejing',
    name: '何静',
    organisation: 'mcszfb',
    post: '市政务服务窗口科员',
    roles: [
      { role: 'window-clerk', scope: 'subtree', organisation: 'mcszf' },
      { role: 'mailbox-operator', scope: 'subtree', organisation: 'mcszf' },
    ],
  },
  {
    username: 'shaoping',
    name: '邵平',
    organisation: 'mcszfb',
    post: '市政务公开办副主任',
    roles: [{ role: 'disclosure-office', scope: 'subtree', organisation: 'mcszf' }],
  },
  {
    username: 'niefang',
    name: '聂芳',
    organisation: 'mcszfb',
    post: '市政府办公室法制科科长',
    roles: [{ role: 'legal-officer', scope: 'subtree', organisation: 'mcszf' }],
  },
  {
    username: 'jianghe',
    name: '江禾',
    organisation: 'mcszfb',
    post: '市政务信息中心系统管理员',
    roles: [{ role: 'administrator', scope: 'subtree', organisation: 'mcszf' }],
  },
  {
    username: 'qinan',
    name: '秦安',
    organisation: 'mcszfb',
    post: '市政务信息中心安全管理员',
    roles: [{ role: 'security-officer', scope: 'subtree', organisation: 'mcszf' }],
  },
  {
    username: 'fangzheng',
    name: '方征',
    organisation: 'mcszfb',
    post: '市政务信息中心审计员',
    roles: [{ role: 'auditor', scope: 'subtree', organisation: 'mcszf' }],
  },
];
