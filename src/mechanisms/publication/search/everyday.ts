/** What makes a question of a wish and stands in no paper. */
const QUESTION_WORDS = [
  ...['怎么办理', '如何办理', '怎样办理', '怎么办', '怎么', '怎样', '如何', '咋办', '咋'],
  ...['多少钱', '多少', '多久', '多长时间', '多大', '几天', '几年', '几个月', '几岁', '几号', '几次', '几点'],
  ...[
    '什么时候',
    '什么时间',
    '什么地方',
    '什么',
    '啥时候',
    '啥',
    '哪里',
    '哪儿',
    '哪些',
    '哪个',
    '去哪',
    '在哪',
    '去哪里',
    '在哪里',
    '去哪儿',
    '在哪儿',
  ],
  ...[
    '可不可以',
    '可以不可以',
    '可以',
    '能不能',
    '能否',
    '可否',
    '是否',
    '是不是',
    '有没有',
    '要不要',
    '需不需要',
  ],
  ...[
    '为什么',
    '为何',
    '谁能',
    '是谁',
    '谁是',
    '叫什么',
    '请问',
    '我想',
    '我要',
    '想问',
    '想知道',
    '咨询一下',
    '一下',
    '需要',
    '有哪些',
  ],
];
/** Words that stand in every other paper: alone they find everything and help nobody. */
const SAYS_LITTLE =
  /^(?:办法|通知|管理|规定|办理|关于|意见|方案|公告|工作|申请|条件|标准|政策|文件|流程|材料|我市|本市|没有|这样|公开|市民|居民)$/u;

/** Whether a word alone says hardly anything of what is looked for. */
export const saysLittle = (word: string): boolean => SAYS_LITTLE.test(word);

/** Small words that are given up at the ends, where enough is left. */
const AT_ENDS = /^[我的在要想能]+|[吗呢吧啊呀嘛么的了是在]+$/gu;
const ASKING = new RegExp(QUESTION_WORDS.toSorted((a, b) => b.length - a.length).join('|'), 'gu');

/** Words for the same thing: the one of the papers first, then those that people use. */
const SAME = [
  ['租房', '租赁住房', '住房租赁', '房租', '租金'],
  ['住房公积金', '公积金', '房积金'],
  ['医疗保险', '医疗保障', '医保'],
  ['社会保险', '社会保障', '社保'],
  ['社会保障卡', '社保卡', '医保卡'],
  ['基本养老保险', '养老保险', '养老金', '退休金', '退休工资'],
  ['失业保险', '失业金', '失业救济'],
  ['工伤保险', '工伤赔偿'],
  ['生育保险', '生育津贴', '产假工资'],
  ['城乡居民基本医疗保险', '居民医保', '新农合', '合作医疗'],
  ['医疗费用报销', '看病报销', '医药费报销'],
  ['门诊慢性病', '慢性病', '慢病'],
  ['异地就医', '外地看病', '异地看病'],
  ['义务教育', '入学', '义务教育入学', '小孩上学', '孩子上学', '上小学', '小学入学'],
  ['幼儿园', '托儿所', '幼稚园'],
  ['随迁子女', '外地小孩', '农民工子女'],
  ['学区', '学区房', '招生范围'],
  ['家庭经济困难学生资助', '助学金', '学生资助', '贫困生补助'],
  ['最低生活保障', '低保', '低保户'],
  ['特困人员', '五保户', '五保'],
  ['临时救助', '困难补助', '困难救济'],
  ['公共租赁住房', '公租房', '廉租房'],
  ['保障性住房', '保障房', '经济适用房'],
  ['棚户区改造', '棚改', '拆迁'],
  ['征收补偿', '征地补偿', '拆迁补偿', '拆迁款'],
  ['国有土地上房屋征收', '房屋拆迁', '房屋征收'],
  ['危房改造', '危房', '农村危房'],
  ['老旧小区改造', '旧小区改造', '老小区改造'],
  ['加装电梯', '装电梯', '安装电梯'],
  ['物业服务', '物业费', '物业'],
  ['不动产登记', '房产证', '房本', '不动产权证'],
  ['居住证', '暂住证'],
  ['户口登记', '户籍', '上户口', '落户', '户口'],
  ['居民身份证', '身份证'],
  ['婚姻登记', '结婚证', '结婚登记', '领证'],
  ['生育登记', '准生证'],
  ['残疾人', '残疾人证', '残废'],
  ['高龄津贴', '老年补贴', '老人补贴', '高龄补贴'],
  ['养老服务', '养老院', '敬老院'],
  ['营业执照', '企业登记', '开公司', '注册公司', '工商登记'],
  ['创业担保贷款', '创业贷款', '创业补贴'],
  ['就业补助', '就业补贴', '找工作', '就业'],
  ['拖欠工资', '欠薪', '讨薪', '农民工工资'],
  ['公共交通', '公交', '公交车', '坐车'],
  ['机动车停放', '停车', '停车费'],
  ['电动自行车', '电动车', '电瓶车'],
  ['生活垃圾', '垃圾分类', '垃圾'],
  ['空气质量', '雾霾', '大气污染'],
  ['行政事业性收费', '收费标准', '收费'],
  ['政府信息公开', '信息公开', '政务公开'],
  ['公务员招录', '公务员考试', '考公', '公务员招考'],
  ['事业单位公开招聘', '事业编考试', '事业单位考试', '事业单位招聘'],
] as const;

/** How often a word of a run is replaced: each costs a search. */
const MOST = 3;

/** A run of Han with the part that is called otherwise in papers (or by people) taken out. */
export interface Replaced {
  before: string;
  word: string;
  after: string;
}

/**
 * The parts of a run of Han that say what is asked for: question words, at the ends or between, are left out, and so are
 * parts of one character.
 */
export function withoutQuestion(run: string): string[] {
  return run
    .replace(ASKING, ' ')
    .split(' ')
    .flatMap((part) => {
      const core = part.replace(AT_ENDS, '');
      const kept = core.length >= 2 ? core : part;
      const halves = /^(.{2,})的(.{2,})$/u.exec(kept);
      return halves ? [halves[1] ?? '', halves[2] ?? ''] : [kept];
    })
    .filter((part) => [...part].length >= 2);
}

/** The longest word of a run that the list knows. */
export function knownWord(run: string): { word: string; words: readonly string[] } | undefined {
  const known = SAME.flatMap((words) =>
    words.filter((w) => run.includes(w)).map((word) => ({ word, words })),
  );
  return known.toSorted((a, b) => b.word.length - a.word.length)[0];
}

/** The run with the longest known word in it replaced by others for the same thing, at most three times. */
export function otherWords(run: string): Replaced[] {
  const longest = knownWord(run);
  if (!longest) return [];
  const at = run.indexOf(longest.word);
  const [before, after] = [run.slice(0, at), run.slice(at + longest.word.length)];
  return longest.words
    .filter((word) => word !== longest.word && !run.includes(word))
    .slice(0, MOST)
    .map((word) => ({ before, word, after }));
}
