/** What the law asks about a body that was acted by, to find the organ of reconsideration (行政复议机关). */
export interface RemedySubject {
  kind:
    | 'city-government'
    | 'government-office'
    | 'department'
    | 'county'
    | 'special-zone'
    | 'township'
    | 'village'
    | 'affiliated-institution'
    | 'city-enterprise'
    | 'authorised-body'
    | 'public-enterprise'
    | 'service-centre'
    | 'external';
  /** 实施垂直领导: customs, finance, foreign exchange, tax, state security. */
  verticallyManaged: boolean;
  /** The judicial department that itself does the work of reconsideration (履行行政复议机构职责). */
  handlesReconsideration: boolean;
}

/** Who reconsiders, in relation to the body: the government above it, its superior department, the choice of both, or nobody. */
export type ReconsiderationRoute = 'government' | 'superior-department' | 'either' | 'none';

/** The organ that the law provides, the article, and one Chinese sentence that a clerk can check it by. */
export interface ReconsiderationRule {
  route: ReconsiderationRoute;
  article: string;
  reason: string;
}

const rule = (route: ReconsiderationRoute, article: string, reason: string): ReconsiderationRule => ({
  route,
  article,
  reason,
});

/**
 * The organ of reconsideration that the law provides for a body; a proposal that a person confirms.
 * Source: 行政复议法（2023年修订）第二十四条、第二十七条、第二十八条; public enterprises: 政府信息公开条例第五十五条.
 */
export function reconsiderationRule(subject: RemedySubject): ReconsiderationRule {
  const { kind, verticallyManaged, handlesReconsideration } = subject;
  if (verticallyManaged)
    return rule(
      'superior-department',
      '行政复议法第二十七条',
      '实行垂直领导的行政机关，向上一级主管部门申请行政复议。',
    );
  if (handlesReconsideration)
    return rule(
      'either',
      '行政复议法第二十八条',
      '履行行政复议机构职责的司法行政部门，可以向本级人民政府，也可以向上一级司法行政部门申请行政复议。',
    );
  switch (kind) {
    case 'department':
    case 'government-office':
      return rule('government', '行政复议法第二十四条第一款第一项', '工作部门，由本级人民政府管辖。');
    case 'city-government':
    case 'county':
    case 'township':
      return rule('government', '行政复议法第二十四条第一款第二项', '人民政府，由上一级人民政府管辖。');
    case 'special-zone':
      return rule(
        'government',
        '行政复议法第二十四条第一款第三项',
        '派出机关，由设立它的人民政府管辖；管委会的性质以设立文件为准。',
      );
    case 'authorised-body':
    case 'affiliated-institution':
    case 'service-centre':
      return rule(
        'government',
        '行政复议法第二十四条第一款第四项',
        '法律、法规、规章授权的组织，由管理它的人民政府（或者管理它的部门的本级人民政府）管辖。',
      );
    case 'public-enterprise':
    case 'city-enterprise':
    case 'village':
    case 'external':
      return rule(
        'none',
        '政府信息公开条例第五十五条',
        '不是行政机关，不适用行政复议；公共企事业单位未依法公开的，可以向主管部门或者机构申诉。',
      );
  }
}
