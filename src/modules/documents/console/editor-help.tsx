import type { ComponentChildren } from 'preact';

/** Help beside the fields whose law is not obvious: what is asked, in plain words, with the article. */
export const EDITOR_HELP = {
  attribute: (
    <>
      <p>每件公文在流转之前就要定公开属性（国办发〔2016〕80号）。公开是常态，不公开是例外（条例第五条）。</p>
      <ul>
        <li>涉及公众利益调整、需要公众广泛知晓或者参与决策的：主动公开（第十九条），第二十条列了十五类。</li>
        <li>只涉及特定的人，公开也无害，但不必向全社会发布的：依申请公开（第二十七条），写明理由。</li>
        <li>
          只有第十四至十六条列的情形才能不予公开：国家秘密、法律行政法规禁止、危及三安全一稳定、商业秘密和个人隐私、内部事务、过程性信息、执法案卷。
        </li>
      </ul>
    </>
  ),
  ground: (
    <p>
      选最贴切的一项，须与上面的属性一致。主动公开一般在第二十条第（一）至（十五）项中选；拿不准时，规范性文件选第（一）项，民生政策选第（十一）项。
    </p>
  ),
  documentNumber: (
    <p>
      机关代字＋六角括号里的四位年份＋序号＋“号”，序号不补零、不写“第”（GB/T
      9704—2012）。其他括号、全角数字会自动改成规范写法。政府令写“明川市人民政府令第12号”。没有文号的通告、公告可以不填。
    </p>
  ),
  effectLevel: (
    <ul>
      <li>
        政府规章：设区的市人民政府以政府令公布的“规定”“办法”（立法法第九十三条，《规章制定程序条例》）。
      </li>
      <li>
        行政规范性文件：除规章外，涉及公民、法人和其他组织权利义务，在一定期限内反复适用、具有普遍约束力的公文（国办发〔2018〕37号），须经合法性审核。
      </li>
      <li>其他文件：一般的通知、批复、函、人事、会议等。拿不准时选这一项，并请法制机构确认。</li>
    </ul>
  ),
  expiresOn: (
    <p>
      填最后一个有效的日子。到期次日起，公众看到的有效性自动变为“已失效”，不需要再操作。正文规定了有效期的（如“有效期五年”），按施行日期推算后填写；没有规定的不填。
    </p>
  ),
  effectiveOn: (
    <p>
      正文写明“自某日起施行”的填那一天；没有写明的不填，视为自发布之日起。施行之前公众看到的是“尚未施行”。
    </p>
  ),
  addressees: (
    <p>
      公文的主要受理机关（GB/T
      9704—2012）。正文第一行已经写了的可以不填；填了而正文没有写的，公开时自动排在正文之前。
    </p>
  ),
  relations: (
    <>
      <p>
        废止、修改、依据、解读、相关五种。例如选“废止”，写“明政办发〔2024〕3号”或者标题里的几个字，按“查找”，在找到的文件中选定一件，按“加入”。直接保存也会加入选定的一件。
      </p>
      <p>只列已经公开的文件。废止、修改以正文写明的为准；取消勾选并保存，即取消这一关系。</p>
    </>
  ),
} as const satisfies Readonly<Record<string, ComponentChildren>>;

/** The keys of the editor, for those who use no mouse. */
export function KeyboardHelp() {
  return (
    <details class="mc-help">
      <summary>键盘操作</summary>
      <div>
        <ul>
          <li>
            <kbd>Ctrl</kbd>＋<kbd>S</kbd>：保存草稿
          </li>
          <li>
            <kbd>Alt</kbd>＋<kbd>K</kbd>：保存并预览；<kbd>Alt</kbd>＋<kbd>J</kbd>：保存并送审
          </li>
          <li>
            <kbd>/</kbd>：到全局检索；<kbd>Tab</kbd>：到下一栏
          </li>
        </ul>
        <p class="mb-0">
          Firefox 用 <kbd>Alt</kbd>＋<kbd>Shift</kbd>，macOS 用 <kbd>Control</kbd>＋<kbd>Option</kbd> 代替
          <kbd>Alt</kbd>。
        </p>
      </div>
    </details>
  );
}
