/** A request about personal data, registered at the window. Names, documents and numbers are invented and reach nobody. */
export interface DemoRequest {
  organisation: string;
  right: 'access' | 'rectify' | 'erase' | 'explain' | 'withdraw-consent';
  statement: string;
  name: string;
  documentNumber: string;
  phone: string;
  /** So many working days ago. */
  daysAgo: number;
  reach: 'received' | 'handling' | 'replied' | 'closed';
  reply?: string;
}

/** One of each state; of those that are being handled one is near its day and one past it. */
export const DEMO_REQUESTS: readonly DemoRequest[] = [
  {
    organisation: 'mcsgjj',
    right: 'explain',
    statement: '办理租房提取时要求授权查询住房信息，想知道查了哪些内容、保存多久、给谁看过。',
    name: '郁文清',
    documentNumber: 'E00000003',
    phone: '0000-0000003',
    daysAgo: 41,
    reach: 'replied',
    reply:
      '查询内容为您和配偶在本市有无住房登记，只返回“有”或者“无”，不返回地址和面积；查询记录随业务档案保存，除业务办理和审计外没有向其他单位提供。',
  },
  {
    organisation: 'mcsybj',
    right: 'withdraw-consent',
    statement: '不再同意接收医保缴费提醒短信。',
    name: '滑清泉',
    documentNumber: 'E00000005',
    phone: '0000-0000005',
    daysAgo: 33,
    reach: 'closed',
  },
  {
    organisation: 'mcsjyj',
    right: 'erase',
    statement: '孩子已转学到外市，请删除招生系统中留存的家庭住址和家长联系方式。',
    name: '薄雨亭',
    documentNumber: 'E00000002',
    phone: '0000-0000002',
    daysAgo: 18,
    reach: 'handling',
  },
  {
    organisation: 'mcsmzj',
    right: 'rectify',
    statement: '困难群众信息中登记的家庭人口数还是三年前的，老人去世后没有更正，影响补助核算。',
    name: '勾云山',
    documentNumber: 'E00000004',
    phone: '0000-0000004',
    daysAgo: 13,
    reach: 'handling',
  },
  {
    organisation: 'mcsrsj',
    right: 'access',
    statement: '要求查阅本人近五年参加就业见习的登记信息，并复制一份。',
    name: '展宏图',
    documentNumber: 'E00000001',
    phone: '0000-0000001',
    daysAgo: 1,
    reach: 'received',
  },
];
