import type { DemoPerson } from './types.ts';

const drafts = (organisations: readonly string[], scope: 'organisation' | 'subtree' = 'organisation') =>
  organisations.map((organisation) => ({ role: 'drafter' as const, scope, organisation }));

const COUNTIES = ['ahqzf', 'qlqzf', 'lzxzf', 'hlxzf', 'mcjkq', 'mcgxq'];
const reviews = (role: 'attribute-reviewer' | 'secrecy-reviewer' | 'approver') =>
  COUNTIES.map((organisation) => ({ role, scope: 'subtree' as const, organisation }));

/** Ten more people: seven who draft for the wider city, three who review in the counties. */
export const WIDER_PEOPLE: DemoPerson[] = [
  {
    username: 'wenzhiqiu',
    name: '闻知秋',
    organisation: 'mcsfgw',
    post: '市发展和改革委员会办公室科员',
    roles: drafts(['mcsfgw', 'mcsczj', 'mcstjj', 'mcssjj', 'mcsgzw', 'mcssjuj']),
  },
  {
    username: 'muqinghe',
    name: '穆青禾',
    organisation: 'mcsrsj',
    post: '市人力资源和社会保障局办公室科员',
    roles: drafts(['mcsrsj', 'mcsmzj', 'mcsybj', 'mcstyj', 'mcsmzzj']),
  },
  {
    username: 'tangmuyang',
    name: '汤沐阳',
    organisation: 'mcsjtj',
    post: '市交通运输局办公室科员',
    roles: drafts(['mcsjtj', 'mcsslj', 'mcszgj', 'mcssthj', 'mcscgj', 'mcslyj']),
  },
  {
    username: 'qiyue',
    name: '祁悦',
    organisation: 'mcsscjg',
    post: '市市场监督管理局办公室科员',
    roles: drafts(['mcsscjg', 'mcsyjj', 'mcsgaj', 'mcssfj', 'mcsswuj', 'mcsgxj', 'mcskjj']),
  },
  {
    username: 'ruanwenxin',
    name: '阮文心',
    organisation: 'mcswlj',
    post: '市文化广电和旅游局办公室科员',
    roles: drafts(['mcswlj', 'mcstiyj', 'mcsswj', 'mczlsgs', 'mczwfwzx']),
  },
  {
    username: 'qinxiaoyue',
    name: '覃晓月',
    organisation: 'ahqzf',
    post: '安和区人民政府办公室科员',
    roles: drafts(['ahqzf', 'qlqzf', 'mcgxq', 'mcjkq'], 'subtree'),
  },
  {
    username: 'bianxiaozhou',
    name: '边小舟',
    organisation: 'lzxzf',
    post: '芦泽县人民政府办公室科员',
    roles: drafts(['lzxzf', 'hlxzf', 'yxxzf'], 'subtree'),
  },
  {
    username: 'zhuangjingyi',
    name: '庄静仪',
    organisation: 'lzxzf',
    post: '芦泽县政务公开办公室主任',
    roles: reviews('attribute-reviewer'),
  },
  {
    username: 'yingziqian',
    name: '应子谦',
    organisation: 'lzxzf',
    post: '芦泽县人民政府办公室保密专员',
    roles: reviews('secrecy-reviewer'),
  },
  {
    username: 'tengjianye',
    name: '滕建业',
    organisation: 'lzxzf',
    post: '芦泽县人民政府办公室主任',
    roles: reviews('approver'),
  },
];
