import { isFiller } from './metadata.ts';
import { IMPRINT, MENU, TOOLS } from './vocabulary.ts';

/** Where on the page a line stands: before, inside or after the paper. */
export type Zone = 'head' | 'body' | 'tail';

/** Recognises one kind of line that pages put around a paper. */
export interface Recogniser {
  /** Chinese: what the line is, as the import report names it. */
  reason: string;
  /** The more a kind of line resembles a paper's own, the fewer zones it is looked for in. */
  zones: readonly Zone[];
  test(line: string): boolean;
}

const EVERYWHERE = ['head', 'body', 'tail'] as const;
const AROUND = ['head', 'tail'] as const;
const LONGEST_LINE = 240;

const MENU_SET = new Set(MENU);
const BY_LENGTH = (a: string, b: string) => b.length - a.length;
const TOOL = new RegExp([...TOOLS].sort(BY_LENGTH).join('|'), 'gu');
const IMPRINT_START = new RegExp(`^(?:${[...IMPRINT].sort(BY_LENGTH).join('|')})[:：]?(.+)`, 'u');

const LOCATION = /^(?:您|你)?(?:现在|当前)?(?:所在|的)*(?:当前)?位置(?:是)?\s*[:：>»]/u;
const WELCOME =
  /^(?:您好[,，!！]?\s*)?(?:热烈)?欢迎(?:您|你)?(?:访问|光临|来到|登录|登陆|进入|浏览|使用)|^今天是/u;
const DEBUG = /^(?:Processed in [\d.]+|Powered by |页面执行时间|执行时间|Total [\d.]+)/iu;
const RELATED =
  /^[【[]?(?:相关(?:链接|阅读|文章|新闻|文档|推荐|信息|稿件|政策|资讯|内容)|推荐(?:阅读|文章|地方法规|法规|信息|资讯)?|猜你喜欢|热门(?:文章|推荐|标签|文档)|热点(?:新闻|排行|推荐|专题)|(?:点击|阅读|浏览)排行(?:榜)?|最新(?:文章|信息|公告|动态|文档|文件)|友情链接|延伸阅读|按[^，。]{1,10}浏览|网友评论|评论列表)[】\]]?\s*[:：]?$/u;
const NEIGHBOUR =
  /^(?:(?:上|下|前|后)一?(?:篇|条|页|则)|(?:政策|文件|相关|部门|图文|图片)?(?:解读|图解))\s*[:：].{0,60}$/u;
const COPYRIGHT =
  /版权所有|copyright|©|ICP备|公网安备|网安备|网站标识码|网站备案|技术支持\s*[:：].*(?:公司|科技|网络)|免责声明|凡本网|凡本站|凡注明|本网(?:所有|转载|注明)|本站(?:所有|转载|内容|资源)|未经.{0,12}(?:许可|授权|允许|同意).{0,8}(?:转载|使用|复制|镜像)|^(?:特别|版权|郑重)?声明\s*[:：]?$|最佳浏览|建议使用.{0,20}浏览器|^(?:主办|承办)(?:单位)?\s*[:：].*(?:承办|维护|网站)/iu;
const ADVERTISING = /^[[【(（]?\s*(?:广告|推广|赞助商?)\s*(?:[\]】)）:：]|$)/u;
const SOLICITING =
  /^(?:QQ|电询|客服(?:热线|电话|QQ|微信)?|加微信|广告热线|商务合作)\s*[:：]|(?:扫码|扫描|扫一扫|长按|识别)[^。]{0,12}关注|点击(?:上方|下方|上面|下面|蓝字)[^。]{0,12}(?:关注|订阅)/iu;

/** Every recogniser, the most certain first. */
const RECOGNISERS: readonly Recogniser[] = [
  { reason: '导航（当前位置）', zones: AROUND, test: isBreadcrumb },
  { reason: '欢迎语', zones: AROUND, test: (line) => line.length <= 80 && WELCOME.test(line) },
  { reason: '网页程序信息', zones: EVERYWHERE, test: (line) => DEBUG.test(line) },
  { reason: '页面工具', zones: AROUND, test: (line) => toolWords(line) > 0 },
  { reason: '页面工具', zones: ['body'], test: (line) => toolWords(line) > 1 },
  { reason: '广告', zones: EVERYWHERE, test: (line) => line.length <= 80 && ADVERTISING.test(line) },
  { reason: '广告', zones: AROUND, test: (line) => line.length <= 120 && SOLICITING.test(line) },
  { reason: '相关链接', zones: ['tail'], test: (line) => RELATED.test(line) || NEIGHBOUR.test(line) },
  { reason: '版权声明', zones: AROUND, test: (line) => COPYRIGHT.test(line) },
  { reason: '分类计数', zones: AROUND, test: isCategoryCounts },
  { reason: '导航', zones: AROUND, test: isMenu },
];

/** The reason why a line in this zone is no part of a paper; undefined when no recogniser knows it. */
export function recognise(line: string, zone: Zone): string | undefined {
  if (line.length > LONGEST_LINE) return undefined;
  return RECOGNISERS.find((r) => r.zones.includes(zone) && r.test(line))?.reason;
}

/** Steps of a breadcrumb, from the top; empty when the line is none. */
export function breadcrumbSteps(line: string): string[] {
  if (line.includes('<')) return [];
  const located = LOCATION.test(line);
  const steps = line
    .replace(LOCATION, '')
    .split(/\s*(?:»|›|→|>>|>|＞|::)\s*/u)
    .map((s) => s.trim())
    .filter((s) => s !== '');
  const slashes = line.split(/\s*\/\s*/u);
  if (located || (steps.length >= 3 && !/[。；]/u.test(line))) return steps;
  return slashes.length >= 3 && /^(?:网站)?(?:首页|主页)$/u.test(slashes[0]!) ? slashes : [];
}

function isBreadcrumb(line: string): boolean {
  return breadcrumbSteps(line).length > 0;
}

/** How many page tools a line names, when it names nothing else; 0 otherwise. */
function toolWords(line: string): number {
  const found = line.match(TOOL)?.length ?? 0;
  if (found === 0) return 0;
  // “[ 政策法规搜索 ]  [ 打印本文 ]”: among several buttons an unknown one is a button too.
  const buttons = line.match(/[[【［][^[\]【】［］]{1,12}[\]】］]/gu) ?? [];
  const rest = buttons.length >= 2 ? buttons.reduce((left, button) => left.replace(button, ''), line) : line;
  return isFiller(rest) ? Math.max(found, buttons.length) : 0;
}

/** “地方法规 (123) 法规动态 (45)”. */
function isCategoryCounts(line: string): boolean {
  const left = line.replace(/[^\s()（）。，]{2,12}\s{0,2}[(（][0-9]{1,7}[)）]/gu, '');
  return left.trim() === '' && line.length <= 120;
}

/** Menu entries: a known one alone, or several of which at least half are known. */
function isMenu(line: string): boolean {
  if (/[。；，！？]/u.test(line)) return false;
  const entries = line.split(/[\s|｜·•/»]+/u).filter((s) => s !== '');
  if (entries.some((e) => e.length > 12)) return false;
  const known = entries.filter((e) => MENU_SET.has(e) || /^走进/u.test(e)).length;
  return entries.length === 1 ? known === 1 : known * 2 >= entries.length;
}

/** “主管单位 明川市人民政府”, “总 编 辑 王某”: a line of a gazette's imprint. */
export function isImprint(line: string): boolean {
  if (line.length > 60 || /[。；，,]/u.test(line)) return false;
  return IMPRINT_START.test(line.replace(/\s/gu, ''));
}

/** “明川市人民政府公报”, “2026年第3期（总第120期）”. */
export function isMasthead(line: string): boolean {
  return (
    line.length <= 40 &&
    /(?:公报|政报)$|^[（(]?(?:[0-9]{4}年)?第\s*[0-9]+\s*期|^总第\s*[0-9]+\s*期/u.test(line)
  );
}
