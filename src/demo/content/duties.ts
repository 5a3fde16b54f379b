import type { DemoDuties } from './types.ts';

const leader = (name: string, post: string, division: string) =>
  ({ duty: 'principal', name, post, division }) as const;
const deputy = (name: string, post: string, division: string) =>
  ({ duty: 'deputy', name, post, division }) as const;
const CITY_COURT = '明川市中级人民法院';
const DISTRICT_COURT = '明川市安和区人民法院';
const COUNTY_COURT = '云溪县人民法院';

/**
 * Who answers for disclosure in each body. The township has nobody full-time, the farming bureau has had no hearing this
 * year, the county housing bureau and the special zone have registered nothing yet: the console warns of each.
 */
export const DEMO_DUTIES: DemoDuties[] = [
  {
    organisation: 'mcszf',
    office: { name: '市政务公开办公室', fax: '0000-6620119', email: 'gongkai@mingchuan.example' },
    leaders: [
      leader('方启明', '市长', '领导市人民政府全面工作，是政务公开第一责任人。'),
      deputy('贺云舟', '常务副市长', '分管市政府办公室、政务公开、财政、应急管理。'),
    ],
    staff: { name: '苏晓禾', post: '市政务公开办公室副主任', fullTime: true },
    hearing: {
      minutesNumber: '市政府常务会议纪要〔第4次〕',
      note: '听取上年度政务公开工作情况，要求基层公开事项今年全部编制目录。',
    },
    court: CITY_COURT,
  },
  {
    organisation: 'mcszfb',
    office: { name: '政务公开科', fax: '0000-6620119', email: 'zwgk@mingchuan.example' },
    head: 'gujianguo',
    leaders: [
      leader('梁宏远', '秘书长、办公室主任', '主持办公室全面工作。'),
      deputy('郑伟民', '副主任', '分管政务公开、信息、督查。'),
    ],
    accounts: [
      { username: 'gujianguo', fullTime: true },
      { username: 'shenlan', fullTime: false },
    ],
    hearing: { minutesNumber: '主任办公会纪要〔第2次〕', note: '研究政务公开工作要点和任务分工。' },
    sections: [
      { name: '秘书一科', duties: '起草综合文稿，承办常务会议。', phone: '0000-6620111' },
      { name: '政务公开科', duties: '推进、指导、协调、监督全市政府信息公开工作。', phone: '0000-6620118' },
      { name: '督查室', duties: '督查重大决策部署和领导批示的落实。', phone: '0000-6620121' },
    ],
    court: DISTRICT_COURT,
  },
  {
    organisation: 'mcszjj',
    office: { name: '办公室（政务公开）', fax: '0000-6620327', email: 'zjj@mingchuan.example' },
    head: 'luting',
    leaders: [
      leader('袁志成', '局长', '主持全面工作。'),
      deputy('冯雪梅', '副局长', '分管办公室、政务公开、法规。'),
    ],
    accounts: [{ username: 'luting', fullTime: true }],
    hearing: { minutesNumber: '局长办公会纪要〔第3次〕', note: '听取保障性住房信息公开情况。' },
    sections: [
      { name: '住房保障科', duties: '保障性住房的规划、分配和管理。', phone: '0000-6620331' },
      { name: '房地产市场科', duties: '房地产开发、销售、租赁和物业的监督管理。', phone: '0000-6620332' },
      { name: '村镇建设科', duties: '农村危房改造和村镇建设指导。', phone: '0000-6620333' },
    ],
    court: DISTRICT_COURT,
  },
  {
    organisation: 'mcswjw',
    office: { name: '政策法规科', fax: '0000-6620410', email: 'wjw@mingchuan.example' },
    head: 'handong',
    leaders: [
      leader('邵文静', '主任', '主持全面工作。'),
      deputy('康健平', '副主任', '分管政策法规、政务公开、宣传。'),
    ],
    accounts: [{ username: 'handong', fullTime: true }],
    hearing: { minutesNumber: '主任办公会纪要〔第5次〕', note: '听取基层医疗卫生信息公开情况。' },
    court: DISTRICT_COURT,
  },
  {
    organisation: 'mcsjyj',
    office: { name: '办公室', fax: '', email: 'jyj@mingchuan.example' },
    leaders: [
      leader('唐亦凡', '局长', '主持全面工作。'),
      deputy('任素琴', '副局长', '分管办公室、政务公开、招生考试。'),
    ],
    staff: { name: '葛春晖', post: '办公室科员', fullTime: true },
    hearing: { minutesNumber: '局长办公会纪要〔第1次〕', note: '听取义务教育招生信息公开情况。' },
    court: DISTRICT_COURT,
  },
  {
    organisation: 'mcsnyj',
    office: { name: '市场与信息化科', fax: '', email: 'nyj@mingchuan.example' },
    leaders: [
      leader('向田野', '局长', '主持全面工作。'),
      deputy('粟丰年', '副局长', '分管市场信息、政务公开。'),
    ],
    staff: { name: '麦冬青', post: '市场与信息化科科员', fullTime: true },
    court: DISTRICT_COURT,
  },
  {
    organisation: 'mcsgjj',
    office: { name: '综合科', fax: '', email: 'gjj@mingchuan.example' },
    leaders: [
      leader('金铭章', '主任', '主持全面工作。'),
      deputy('柏若溪', '副主任', '分管综合科、政务公开、信息化。'),
    ],
    staff: { name: '钱多福', post: '综合科科员', fullTime: true },
    hearing: { minutesNumber: '主任办公会纪要〔第2次〕', note: '听取缴存、提取和贷款信息公开情况。' },
    court: DISTRICT_COURT,
  },
  {
    organisation: 'mcsswj',
    office: { name: '纳税服务科', fax: '', email: 'swj@mingchuan.example' },
    leaders: [
      leader('卫国章', '局长', '主持全面工作。'),
      deputy('尚清和', '副局长', '分管办公室、政务公开。'),
    ],
    staff: { name: '安知行', post: '办公室科员', fullTime: true },
    hearing: { minutesNumber: '局务会纪要〔第1次〕', note: '听取税费优惠政策公开情况。' },
    court: DISTRICT_COURT,
  },
  {
    organisation: 'yxxzf',
    office: { name: '县政务公开办公室', fax: '0000-7720109', email: 'gongkai@yunxi.example' },
    leaders: [
      leader('石敬之', '县长', '领导县人民政府全面工作，是政务公开第一责任人。'),
      deputy('洪一帆', '常务副县长', '分管县政府办公室、政务公开。'),
    ],
    staff: { name: '俞静姝', post: '县政务公开办公室科员', fullTime: true },
    hearing: { minutesNumber: '县政府常务会议纪要〔第3次〕', note: '听取基层政务公开标准化情况。' },
    court: CITY_COURT,
  },
  {
    organisation: 'sqzzf',
    office: { name: '党政综合办公室', fax: '', email: 'sqz@yunxi.example' },
    head: 'huyang',
    leaders: [
      leader('罗正', '镇长', '领导镇人民政府全面工作。'),
      deputy('温如兰', '副镇长', '分管党政综合办公室、政务公开、便民服务。'),
    ],
    accounts: [{ username: 'huyang', fullTime: false }],
    hearing: { minutesNumber: '镇长办公会纪要〔第2次〕', note: '听取村级公示和危房改造公开情况。' },
    court: COUNTY_COURT,
  },
];

/** The leading group of the city. */
export const DEMO_GROUP = {
  organisation: 'mcszf',
  name: '明川市政务公开领导小组',
  duties: '统筹协调全市政务公开工作，审定工作要点和考核结果，研究解决重大问题。',
  officeName: '市政务公开办公室',
  officeOrganisation: 'mcszfb',
  documentNumber: '明政办发〔2023〕6号',
  members: [
    { role: 'head', unit: 'mcszf', name: '贺云舟', post: '常务副市长' },
    { role: 'deputy-head', unit: 'mcszfb', name: '梁宏远', post: '秘书长' },
    { role: 'member', unit: 'mcszjj', name: '袁志成', post: '局长' },
    { role: 'member', unit: 'mcswjw', name: '邵文静', post: '主任' },
    { role: 'member', unit: 'mcsjyj', name: '唐亦凡', post: '局长' },
    { role: 'member', unit: 'mcsnyj', name: '向田野', post: '局长' },
    { role: 'member', unit: 'mcsgjj', name: '金铭章', post: '主任' },
    { role: 'member', unit: 'yxxzf', name: '石敬之', post: '县长' },
    { role: 'office-head', unit: 'mcszfb', name: '郑伟民', post: '市政府办公室副主任' },
  ],
} as const;
