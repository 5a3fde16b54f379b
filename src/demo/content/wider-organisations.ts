import type { DemoDuties, DemoOrganisation } from './types.ts';
import { AREAS } from './wider-areas.ts';
import { DEPARTMENTS } from './wider-departments.ts';

const OFFICE_HOURS = '工作日9:00—12:00，13:30—17:30';
const TOWN_HOURS = '工作日8:30—12:00，14:00—17:30';

const AREA_DUTIES = {
  county:
    '领导本级政府各部门和下级人民政府、街道办事处的工作，管理本行政区域经济社会发展和城乡建设等行政事务。',
  'special-zone': '负责开发区的规划建设、招商引资、企业服务、安全生产和社会事务管理。',
  township: '负责本辖区农业农村、公共服务、社会救助、村镇（社区）建设和平安建设等工作。',
} as const;

const pad = (n: number) => String(n).padStart(4, '0');

/** The bodies that make the small city a whole one; every parent stands before its children, or in the small city. */
export const WIDER_ORGANISATIONS: DemoOrganisation[] = [
  ...DEPARTMENTS.map(
    ([code, name, shortName, documentAgency, address, duties], i): DemoOrganisation => ({
      code,
      name: `明川市${name}`,
      shortName,
      kind: 'department',
      level: 'city',
      parent: 'mcszf',
      documentAgency,
      indexPrefix: `MC001${pad(20 + i)}`,
      address: `明川市${address}`,
      postcode: '000001',
      phone: `0000-663${pad(1000 + i * 20)}`,
      officeHours: OFFICE_HOURS,
      duties,
    }),
  ),
  ...AREAS.map(
    ([code, name, shortName, kind, parent, documentAgency, address], i): DemoOrganisation => ({
      code,
      name,
      shortName,
      kind,
      level: kind === 'township' ? 'township' : 'county',
      parent,
      documentAgency,
      indexPrefix: `MC${pad(30 + i)}001`,
      address,
      phone: `0000-77${30 + i}${pad(108).slice(1)}`,
      officeHours: kind === 'township' ? TOWN_HOURS : OFFICE_HOURS,
      duties: AREA_DUTIES[kind],
    }),
  ),
];

/** Who does the daily work of disclosure, body by body in the order of the lists; some bodies have named nobody yet. */
const STAFF = (
  '安若素 卜晓晨 车明轩 迟雨桐 褚云舒 丛嘉禾 笪文心 邓小鸥 狄清和 杜若溪 段云起 樊小楼 方锦书 房知春 丰年乐 封晓岚 ' +
  '干青黛 高若谷 葛星河 古月明 桂子昂 郭青岩 海若林 郝思远 何沐晴 贺兰心 洪涛声 侯小青 华子衿 霍新雨 姬云亭 ' +
  '计然之 简清远 江可欣 金若琳 景云深 康小棠 柯以南 孔德润 匡一鸣 赖文君 郎清扬 雷初霁 黎书瑶'
).split(' ');

/** One full-time person for a body, or nobody for every so many of them. */
const staffOf = (i: number): Pick<DemoDuties, 'staff'> =>
  i % 8 === 5 ? {} : { staff: { name: STAFF[i % STAFF.length] ?? '', post: '办公室科员', fullTime: true } };

const court = (parent: string, level: string) =>
  level === 'county' ? '明川市中级人民法院' : `${parent}人民法院`;
const seat = (code: string) =>
  ({ yxxzf: '云溪县', lzxzf: '芦泽县', hlxzf: '槐岭县', ahqzf: '安和区', qlqzf: '青陵区' })[code] ??
  '明川市安和区';

/** Who answers for disclosure in the wider city, a head and a deputy each. */
export const WIDER_DUTIES: DemoDuties[] = [
  ...DEPARTMENTS.map(
    ([organisation, , shortName, , , , head, second], i): DemoDuties => ({
      organisation,
      office: { name: '办公室（政务公开）', fax: '', email: `${organisation}@mingchuan.example` },
      leaders: [
        {
          duty: 'principal',
          name: head,
          post: shortName.endsWith('委') ? '主任' : '局长',
          division: '主持全面工作。',
        },
        {
          duty: 'deputy',
          name: second,
          post: shortName.endsWith('委') ? '副主任' : '副局长',
          division: '分管办公室、政务公开。',
        },
      ],
      ...staffOf(i),
      ...(i % 9 === 4
        ? {}
        : {
            hearing: {
              minutesNumber: `局务会纪要〔第${(i % 6) + 1}次〕`,
              note: '听取本单位政务公开工作情况，研究主动公开目录调整。',
            },
          }),
      court: '明川市安和区人民法院',
    }),
  ),
  ...AREAS.map(([organisation, , , kind, parent, , , head, second], i): DemoDuties => {
    const [post, other] =
      kind === 'special-zone'
        ? ['主任', '副主任']
        : kind === 'county'
          ? i < 2
            ? ['区长', '常务副区长']
            : ['县长', '常务副县长']
          : organisation.endsWith('jdb')
            ? ['主任', '副主任']
            : organisation.endsWith('xzf')
              ? ['乡长', '副乡长']
              : ['镇长', '副镇长'];
    return {
      organisation,
      office: {
        name: kind === 'township' ? '党政综合办公室' : '政务公开办公室',
        fax: '',
        email: `${organisation}@mingchuan.example`,
      },
      leaders: [
        { duty: 'principal', name: head, post: post ?? '', division: '主持全面工作。' },
        { duty: 'deputy', name: second, post: other ?? '', division: '分管政务公开、综合事务。' },
      ],
      ...staffOf(DEPARTMENTS.length + i),
      ...(i % 5 === 3
        ? {}
        : {
            hearing: {
              minutesNumber: `${kind === 'township' ? '党政办公会' : '政府常务会议'}纪要〔第${(i % 7) + 1}次〕`,
              note: '听取基层政务公开标准目录编制和村（社区）公示情况。',
            },
          }),
      court: court(seat(parent), kind === 'township' ? 'township' : 'county'),
    };
  }),
];
