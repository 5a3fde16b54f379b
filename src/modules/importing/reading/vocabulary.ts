/**
 * Words that pages of government sites, gazettes, reprinting sites and file-sharing sites use around a paper.
 * Kept apart from the rules that use them, so that a word met on a new page is one more entry here.
 */

/** Endings of the titles of official papers (文种 and the names of what they issue). */
export const GENRES = words(`
  通知 意见 决定 公告 通告 通报 方案 要点 办法 规定 细则 报告 批复 函 纪要 条例 规划 计划 制度 指南 目录 说明 令
  公示 预案 章程 规则 措施 清单 安排 总结 答复 议案 请示 决议 倡议书 须知 流程 标准 规范 指引 公约 承诺书 简报 年报
  实施意见 任务分工 责任书 讲话 公开信
`);

/** Endings that also begin a document inside a collection (a form, a model text), but are too weak for a page title. */
export const WEAK_GENRES = words(
  '表 名单 范本 样本 模板 范文 样式 格式 情况 解读 问答 简介 综述 标准目录 决算 预算',
);

/** What may follow the genre in a title. */
export const TITLE_SUFFIX = words('试行 暂行 修订 修订版 征求意见稿 草案 送审稿 节选 摘要 全文 废止 失效');

/** Fields of the information box of a page; the key says which field of the draft they feed. */
export const LABELS = {
  title: words('标题 法规标题 信息标题 信息名称 公文标题 文件名称 文件标题 名称'),
  number: words('发文字号 发布文号 文件编号 发文文号 公文文号 发字号 文号 字号'),
  issuer: words(
    '发布机构 发布单位 发文机关 发文单位 制定机关 颁布单位 发布部门 发文机构 发布机关 印发机关 制发机关 成文机关 颁布机关 公开主体 责任部门',
  ),
  written: words('成文日期 成文时间 生成日期 生成时间 签发日期 印发日期 制发日期 发文日期 发文时间 产生日期'),
  published: words(
    '发布日期 发布时间 公布日期 公布时间 颁布日期 颁布时间 公开日期 公开时间 发表时间 发表日期 上传时间 上网时间 更新时间 时间 日期',
  ),
  effective: words('施行日期 实施日期 生效日期 执行日期 施行时间 实施时间 生效时间'),
  source: words('信息来源 文章来源 稿件来源 新闻来源 转载来源 法规来源 来源 出处'),
  mark: words('公开属性 公开方式 公开类型 公开形式'),
  summary: words('核心提示 内容摘要 内容概述 内容提要 摘要 导读 提要 概述'),
  other: words(`
    索引号 信息索引号 主题分类 体裁分类 组配分类 信息分类 服务对象 服务对象分类 主题词 关键词 关键字 有效性 时效性 有效性状态
    效力等级 效力级别 效力状态 法规类别 专业属性 文章属性 属性 废止日期 失效日期 失效时间 浏览次数 浏览量 阅读次数 阅读量
    点击次数 点击数 点击率 点击量 访问量 访问次数 浏览 阅读 点击 人气 作者 责任编辑 编辑 责编 审核 审核人 初审 复审 终审 校对
    录入 录入者 录入时间 发布人 信息发布 供稿 供稿单位 分类 栏目 所属栏目 所属类别 语种 信息格式 文档格式 公开范围
    公开期限 公开时限 公开程序 备注 备注/文号 地区 标签 文字大小 字体大小 字体 背景色 视力保护色 保护视力色 格式 大小 文件大小 文档页数 页数
    上传者 所需积分 公开目录 信息类别 载体类型 打印 分享 纠错 访问 原文链接 原文地址 链接地址 是否有效 全文 正文
  `),
};

export type LabelKey = keyof typeof LABELS;

/** The labels that pages also set below the paper. Others may there be the paper's own (“备注：”, “名称：”). */
export const LABELS_BELOW = words(`
  信息来源 文章来源 稿件来源 新闻来源 转载来源 来源 作者 责任编辑 编辑 责编 审核 初审 复审 终审 校对 录入 录入者 信息发布 发布人 发布单位 发布机构
  发布时间 发布日期 更新时间 浏览次数 浏览量 阅读次数 阅读量 点击次数 点击数 点击量 访问量 访问次数 浏览 阅读 点击 人气 标签 关键词 关键字 地区
  栏目 所属栏目 打印 分享 纠错 原文链接 原文地址 文字大小 字体大小 字体 背景色
`);

/** The imprint of a gazette (刊头, 版权页). */
export const IMPRINT = words(`
  主管单位 主办单位 承办单位 协办单位 委印单位 编辑出版 编印单位 印刷单位 出版单位 总编辑 主编 副主编 执行主编 责任编辑 责任校对 编委会
  编辑 美术编辑 地址 电话 邮编 邮政编码 传真 刊号 国内统一刊号 准印证号 准印证 登记证号 发行范围 印数 发行 电子信箱 电子邮箱 网址
`);

/** Buttons and helpers of a page. A line of nothing but these is no part of a paper. */
export const TOOLS = words(`
  打印本页 打印本文 打印此页 打印此文 本页打印 打印页面 我要打印 关闭窗口 关闭本页 关闭页面 关闭此页 加入收藏 添加收藏 收藏本页
  收藏本文 设为首页 设为主页 告诉好友 推荐给好友 分享到 分享至 分享好友和朋友圈 一键分享 好友和朋友圈 扫描二维码 扫一扫 手机扫码
  扫码阅读 扫一扫在手机打开当前页 在手机打开当前页 手机打开当前页 用手机打开 二维码 放大字体 缩小字体 字体大小 文字大小 字号 字体 背景色 护眼模式 视力保护色 返回顶部 回到顶部 返回首页 返回列表
  返回上页 返回 纠错 我要纠错 网页纠错 语音播报 语音朗读 朗读全文 无障碍浏览 无障碍阅读 长者模式 老年模式 适老化 繁体 简体
  收藏 打印 关闭 复制链接 微信 新浪微博 腾讯微博 微博 朋友圈 QQ空间 分享 下载全文 全文下载 站内搜索 搜索 放大 缩小 默认 恢复默认
  阅读原文 查看原文 点击查看 我要评论 视力保护
`);

/** Entries of menus. */
export const MENU = words(`
  首页 网站首页 本站首页 返回主站 政务公开 信息公开 政府信息公开 新闻中心 新闻动态 政务动态 政务要闻 工作动态 办事服务 政务服务
  网上办事 办事大厅 互动交流 政民互动 公众参与 网站地图 联系我们 关于我们 广告业务 广告服务 信息服务 法律声明 隐私政策 隐私声明
  使用帮助 设为首页 加入收藏 登录 注册 用户登录 会员中心 会员登录 无障碍 长者版 English 繁体 简体 繁體 手机版 移动版 站内搜索
  专题专栏 数据开放 数据发布 领导之窗 领导信息 机构职能 机构设置 通知公告 公示公告 政策文件 政策解读 政策法规 法规中心 法规文件
  帮助中心 友情链接 公开指南 公开目录 公开制度 公开年报 依申请公开 市长信箱 县长信箱 领导信箱 在线咨询 招聘信息 更多 网站声明 网站简介 人事信息
  财政信息 规划计划 市情概况 县情概况 投资指南 旅游 微博 微信 客户端 RSS RSS订阅
`);

/** Fields of a feedback form on a page. */
export const FORM_FIELDS = words(`
  姓名 您的姓名 昵称 联系方式 联系电话 手机 手机号码 电话 邮箱 电子邮箱 电子邮件 地址 联系地址 标题 主题 内容 留言内容 意见内容 建议内容
  评论内容 反馈内容 意见建议 意见 建议 验证码 附件 提交 重置 匿名 匿名提交 匿名发表 发表评论 我要评论 我要留言 提交评论 换一张 看不清 看不清换一张 满意度 性别 年龄
`);

function words(list: string): string[] {
  return list.trim().split(/\s+/);
}
