import { addDays, type Day } from '../../../law/day.ts';
import type { DemoOrganisation } from '../types.ts';
import type { Choice } from './random.ts';
import { workday, written } from './workdays.ts';

/** What the blanks of a text are filled from. */
export interface Scope {
  choice: Choice;
  /** The day of writing. */
  on: Day;
  organisation: DemoOrganisation;
  /** Named numbers and words of this paper, read again by their name. */
  known: Map<string, string>;
  /** Names not used yet in this paper, by pool. */
  left: Map<string, string[]>;
}

/** Names that blanks draw from, none twice in a paper while there are some. */
const POOLS: Readonly<Record<string, readonly string[]>> = {
  村: [
    '上河村',
    '柳湾村',
    '大塘村',
    '石门村',
    '双井村',
    '新桥村',
    '榆树村',
    '南坡村',
    '白鹭村',
    '青杠村',
    '黄泥湾村',
    '碾子村',
    '古渡村',
    '梅家坝村',
    '枫树村',
    '陈家嘴村',
    '长塘村',
    '罗汉村',
    '云峰村',
    '麻柳村',
  ],
  镇: ['石桥镇', '溪湾镇', '竹园乡', '泽口镇', '蒲塘镇', '柳堤乡', '岭前镇', '松坪镇', '茶亭乡'],
  县: ['安和区', '青陵区', '云溪县', '芦泽县', '槐岭县', '高新区', '经开区'],
  街道: ['东门街道', '桂园街道', '渠北街道', '安宁街道', '文昌街道', '陵阳街道'],
  社区: [
    '安宁社区',
    '文昌社区',
    '桂花巷社区',
    '清源社区',
    '东风社区',
    '陵阳社区',
    '水井坊社区',
    '丰禾社区',
    '学苑社区',
    '杏林社区',
    '渠边社区',
    '云帆社区',
  ],
  小区: [
    '安和里小区',
    '机床厂宿舍',
    '文昌巷26号院',
    '桂园新村',
    '粮食局家属院',
    '清源苑',
    '丰禾路8号院',
    '纺织厂东区',
    '邮电新村',
    '陵阳花园',
    '供销社宿舍',
    '学苑小区',
    '化肥厂生活区',
    '渠北新村',
  ],
  校: [
    '明川市第一中学',
    '文昌小学',
    '清源小学',
    '桂园小学',
    '安和中学',
    '学苑路小学',
    '陵阳中学',
    '云溪县实验小学',
    '泽口镇中心小学',
    '岭前中学',
    '明川市机关幼儿园',
    '丰禾幼儿园',
  ],
  路: [
    '安和路',
    '桂园路',
    '清源路',
    '丰禾路',
    '学苑路',
    '云帆路',
    '平安路',
    '陵阳路',
    '杏林街',
    '文昌巷',
    '安宁街',
    '创业大道',
  ],
  河: ['清源渠', '云溪河', '芦泽湖', '岭下河', '安和溪', '青陵水库', '蒲塘河', '柳堤湖'],
  企: [
    '明川市禾丰农业科技有限公司',
    '明川云帆精密机械有限公司',
    '明川市清源环保材料有限公司',
    '明川同润食品有限公司',
    '明川市恒岳装备制造有限公司',
    '明川青禾种业有限公司',
    '明川市安宁纺织有限公司',
    '明川智澜电子有限公司',
    '明川市岭峰建材有限公司',
    '明川泽远物流有限公司',
    '明川市桂香源食品厂',
    '明川市启衡仪表有限公司',
    '明川竹溪茶业有限公司',
    '明川市博川新材料有限公司',
    '明川联拓汽车零部件有限公司',
    '明川市晨晖医药有限公司',
  ],
  社: [
    '上河村粮食种植专业合作社',
    '大塘村蔬菜专业合作社',
    '石门村柑橘专业合作社',
    '白鹭村稻渔综合种养合作社',
    '南坡村茶叶专业合作社',
    '古渡村水产养殖合作社',
    '云峰村中药材合作社',
    '麻柳村农机服务合作社',
    '枫树村生猪养殖合作社',
    '长塘村食用菌合作社',
  ],
  院: [
    '明川市人民医院',
    '明川市中医医院',
    '明川市妇幼保健院',
    '云溪县人民医院',
    '芦泽县人民医院',
    '槐岭县中医医院',
    '安和区社区卫生服务中心',
    '石桥镇中心卫生院',
    '泽口镇中心卫生院',
    '岭前镇卫生院',
  ],
};

const BLANK = /\{([^{}]+)\}(?=(元)?)/g;

/**
 * Fills the blanks of a text: {30~60} a number between, {x=30~60} with a name, {x} again, {=x-y} a sum; {甲|乙} one of
 * them; {Y} {Y-1} the year; {+20} the working day so many days later, {+20日} without its year; {村} a name of the pool,
 * {tel} a telephone number of the body, {organ} {short} its names.
 * @throws Error for a blank that means nothing
 */
export function fill(text: string, scope: Scope): string {
  let now = text;
  // Choices may hold further blanks.
  for (let depth = 0; depth < 3 && now.includes('{'); depth++)
    now = now.replace(BLANK, (whole, inner: string, yuan?: string) =>
      whole.startsWith('{cite') || inner === 'writtenOn'
        ? `\u0001${inner}\u0002`
        : blank(inner, scope, yuan !== undefined),
    );
  if (/[{}]/.test(now)) throw new Error(`a blank is left in: ${now}`);
  return now.replaceAll('\u0001', '{').replaceAll('\u0002', '}');
}

function blank(inner: string, s: Scope, money: boolean): string {
  const year = Number(s.on.slice(0, 4));
  const calendarYear = /^Y([+-]\d)?$/.exec(inner);
  if (calendarYear) return String(year + Number(calendarYear[1] ?? 0));
  const later = /^([+-]\d+)(日)?$/.exec(inner);
  if (later) {
    const day = written(workday(addDays(s.on, Number(later[1]))));
    return later[2] ? day.slice(5) : day;
  }
  const range = /^(?:(\p{L}\w*)=)?(\d+(?:\.\d+)?)~(\d+(?:\.\d+)?)$/u.exec(inner);
  if (range) return remember(range[1], number(range[2]!, range[3]!, s, money), s);
  const sum = /^(?:(\p{L}\w*))?=(.+)$/u.exec(inner);
  if (sum) return remember(sum[1], calculate(sum[2]!, s), s);
  if (inner.includes('|')) return s.choice.one(inner.split('|'));
  if (inner === 'tel') return `${s.organisation.phone.slice(0, -2)}${s.choice.between(31, 79)}`;
  if (inner === 'organ') return s.organisation.name;
  if (inner === 'short') return s.organisation.shortName;
  if (POOLS[inner]) return draw(inner, s);
  const known = s.known.get(inner);
  if (known === undefined) throw new Error(`nothing to fill {${inner}} with`);
  return known;
}

function remember(name: string | undefined, value: string, s: Scope): string {
  if (name !== undefined) s.known.set(name, value);
  return value;
}

function number(low: string, high: string, s: Scope, money: boolean): string {
  const decimals = low.split('.')[1]?.length ?? 0;
  const factor = 10 ** decimals;
  const n = s.choice.between(Math.round(Number(low) * factor), Math.round(Number(high) * factor)) / factor;
  // What is paid to people comes in round sums.
  if (decimals === 0 && money && n >= 1000) return String(Math.round(n / 100) * 100);
  // Counted things are exact, large plans are round.
  return decimals === 0 && n >= 2000 ? String(Math.round(n / 10) * 10) : n.toFixed(decimals);
}

function calculate(expression: string, s: Scope): string {
  const value = (term: string) => {
    const n = Number(s.known.get(term) ?? term);
    if (Number.isNaN(n)) throw new Error(`no number ${term} in {=${expression}}`);
    return n;
  };
  const terms = expression.split(/([+*/-])/);
  let result = value(terms[0]!);
  let decimals = decimalsOf(s.known.get(terms[0]!) ?? terms[0]!);
  for (let i = 1; i < terms.length; i += 2) {
    const next = value(terms[i + 1]!);
    if (terms[i] === '+' || terms[i] === '-') {
      result += terms[i] === '+' ? next : -next;
      decimals = Math.max(decimals, decimalsOf(s.known.get(terms[i + 1]!) ?? terms[i + 1]!));
    } else {
      result = terms[i] === '*' ? result * next : result / next;
      decimals = terms[i] === '/' ? 1 : decimals;
    }
  }
  return result.toFixed(decimals);
}

const decimalsOf = (text: string) => text.split('.')[1]?.length ?? 0;

function draw(pool: string, s: Scope): string {
  const left = s.left.get(pool) ?? [];
  if (left.length === 0) left.push(...s.choice.shuffled(POOLS[pool] ?? []));
  const name = left.pop()!;
  s.left.set(pool, left);
  return name;
}
