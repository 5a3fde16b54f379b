/** The surnames that nine of ten people bear, and the usual double ones. */
const SURNAMES = new Set(
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文牛樊葛邢安齐梅庄辛管祝左涂谷祁时舒耿卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边净阴闻褚邬裘缪',
);
const DOUBLE = new Set(
  '欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 司徒 令狐 夏侯 端木 百里 南宫 独孤'.split(' '),
);
const HAN = '\\p{Script=Han}';
const ADDRESSED = new RegExp(
  `(${HAN}{2,4}?)(?:同志|先生|女士|小姐|老师|医生|律师|局长|书记|主任|的?(?:电话|手机|身份证|住址|家庭住址|案|违法|犯罪|被))`,
  'u',
);

/** Whether a word of two to four Han begins as names of persons do. */
function isNameLike(word: string): boolean {
  const chars = [...word];
  if (chars.length < 2 || chars.length > 4) return false;
  if (DOUBLE.has(chars.slice(0, 2).join(''))) return chars.length > 2;
  return chars.length < 4 && SURNAMES.has(chars[0] ?? '');
}

/**
 * Whether a few words that somebody typed may hold the name of a person: a word alone that begins with a surname, or one
 * before a form of address or before what is asked about a person. Says yes too often rather than too seldom (马路, 高温):
 * for deciding what is not kept (个人信息保护法第六条), not for finding names.
 */
export function mayHoldPersonName(text: string): boolean {
  const words = text.normalize('NFKC').split(/[\s，,、;；]+/u);
  return words.some((word) => {
    if (new RegExp(`^${HAN}+$`, 'u').test(word) && isNameLike(word)) return true;
    const addressed = ADDRESSED.exec(word)?.[1] ?? '';
    return [2, 3, 4].some((n) => isNameLike([...addressed].slice(-n).join('')));
  });
}
