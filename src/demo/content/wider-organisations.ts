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
      court: court(seat(parent), kind === 'township' ? 'township' : 'county'),
    };
  }),
];
