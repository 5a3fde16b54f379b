import type { VNode } from 'preact';
import { describe, expect, it } from 'vitest';
import {
  Actions,
  BeyondEnd,
  Breadcrumbs,
  Checks,
  ConsoleShell,
  type ConsoleShellProps,
  Counters,
  DataTable,
  Diff,
  DocumentList,
  DocumentMeta,
  Empty,
  Facet,
  FilterForm,
  KeyValue,
  Note,
  OfficialDocument,
  Pagination,
  Phone,
  PlainShell,
  PortalShell,
  type PortalShellProps,
  pageNumbers,
  ReadingTools,
  type ReadingToolsProps,
  renderPage,
  Steps,
  Tag,
  Timeline,
} from './index.ts';

const hostile = `"><script>alert('1')</script><b onclick=x>`;
const assets = { css: '/assets/a.css', js: '/assets/a.js', icon: '/assets/a.svg' };

const tools: ReadingToolsProps = {
  link: 'https://a.example/documents/1',
  title: '通知',
  mode: { elder: false, hc: false, size: 'large', ground: 'white' },
  modeAction: '/mode',
  back: '/documents/1',
  close: '/documents',
  favourite: { action: '/favourites', pid: '1' },
};

function portal(changes: Partial<PortalShellProps> = {}): VNode {
  return (
    <PortalShell
      site={{ name: '明川市政府信息公开平台', footer: { organiser: '明川市人民政府办公室' } }}
      page={{ title: '政策文件', path: '/policy?page=2' }}
      today="2026年5月20日 星期三"
      mode={{ elder: false, hc: false, size: 'medium', ground: 'white' }}
      nav={[{ label: '首页', href: '/', current: true }]}
      links={{ home: '/', search: '/search', modeAction: '/mode' }}
      assets={assets}
      {...changes}
    >
      <main id="main">{changes.children ?? <h1>政策文件</h1>}</main>
    </PortalShell>
  );
}

function staff(changes: Partial<ConsoleShellProps> = {}): VNode {
  return (
    <ConsoleShell
      title="我的待办"
      path="/console"
      organisation="市住建局"
      person={{ name: '陆科员', post: '公开经办' }}
      today="2026年5月20日"
      nav={[
        {
          heading: '办理',
          items: [{ label: '我的待办', href: '/console', icon: 'inbox', count: 2, urgent: true }],
        },
      ]}
      links={{ home: '/console', search: '/console/search', signOut: '/sign-out' }}
      signOutToken="once-9"
      assets={assets}
      {...changes}
    >
      {changes.children ?? <p>正文</p>}
    </ConsoleShell>
  );
}

const everything = (text: string) => (
  <div>
    <Tag kind="ok" icon="check">
      {text}
    </Tag>
    <KeyValue rows={[[text, text]]} />
    <Steps steps={[{ label: text, note: text, state: 'now' }]} />
    <Timeline items={[{ time: text, who: text, text, hash: text }]} />
    <Note title={text}>{text}</Note>
    <Breadcrumbs items={[{ label: text, href: text }]} />
    <DocumentList items={[{ title: text, href: text, kind: text, meta: [text], snippet: text }]} />
    <FilterForm
      action={text}
      label={text}
      fields={[{ name: text, label: text, value: text, placeholder: text }]}
    />
    <Facet title={text} options={[{ label: text, href: text, count: 1, selected: true }]} />
    <Counters items={[{ value: 1, label: text, href: text, tone: 'bad' }]} />
    <DataTable caption={text} rows={[text]} columns={[{ label: text, cell: (row) => row }]} />
    <Actions items={[{ label: text, note: text, post: { action: text, once: text, fields: { a: text } } }]} />
    <Checks items={[{ level: 'must', title: text, detail: text }]} />
    <Diff before={text} after={`${text}新`} />
    <Empty title={text} hint={text} />
    <DocumentMeta rows={[[text, text]]} more={[[`${text}二`, text]]} />
    <ReadingTools {...tools} link={text} title={text} back={text} close={text} />
    <OfficialDocument organ={text} documentNumber={text} title={text} bodyHtml="<p>正文</p>" mark={text} />
    <Pagination page={2} pages={3} href={() => text} total={text} />
  </div>
);

describe('every page', () => {
  const pages: [string, VNode][] = [
    ['portal', portal({ children: everything('普通'), search: true, query: '公积金', banner: '演示数据' })],
    [
      'console',
      staff({ children: everything('普通'), notice: { kind: 'ok', text: '已保存' }, banner: '演示数据' }),
    ],
    [
      'plain',
      <PlainShell key="plain" title="登录" product="工作台" assets={assets} children={<p>请登录</p>} />,
    ],
  ];

  it.each(pages)(
    '%s: holds no inline style, script or handler, as the content-security policy demands',
    (_name, page) => {
      const html = renderPage(page);
      expect(html).not.toMatch(/\sstyle=/);
      expect(html).not.toMatch(/<style/);
      expect(html).not.toMatch(/\son[a-z]+=/);
      expect([...html.matchAll(/<script([^>]*)>([^<]*)/g)].map((match) => match[2])).toEqual(['']);
      expect(html).not.toMatch(/(?:src|href)="(?:https?:|data:|javascript:)/);
    },
  );

  it.each(pages)(
    '%s: is one document in Chinese with one title, one main part and one first heading',
    (_name, page) => {
      const html = renderPage(page);
      expect(html).toMatch(/^<!doctype html>\n<html lang="zh-CN">/);
      expect(html.match(/<title>/g)).toHaveLength(1);
      expect(html.match(/<main id="main"/g)).toHaveLength(1);
      expect(html.indexOf('href="#main"')).toBeLessThan(html.indexOf('<main'));
      expect(html).not.toContain('href="#"');
      const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);
      expect(ids).toEqual([...new Set(ids)]);
    },
  );

  it('shows hostile text as text wherever a component takes text', () => {
    const html = renderPage(everything(hostile));
    expect(html).not.toMatch(/<script|<b onclick/);
    const shells =
      renderPage(
        portal({
          site: {
            name: hostile,
            tagline: hostile,
            footer: { organiser: hostile, icp: { text: hostile, href: hostile }, remark: hostile },
          },
          page: {
            title: hostile,
            path: hostile,
            metas: { [`a${hostile.length}`]: hostile },
            section: hostile,
          },
          today: hostile,
          banner: hostile,
          nav: [{ label: hostile, href: hostile }],
        }),
      ) +
      renderPage(
        staff({
          title: hostile,
          organisation: hostile,
          person: { name: hostile, post: hostile },
          query: hostile,
        }),
      );
    expect(shells).not.toMatch(/<script>|<b onclick/);
  });
});

describe('portal shell', () => {
  it('switches the reading aids by a form that works without JavaScript and comes back to the page', () => {
    const off = renderPage(portal());
    expect(off).toMatch(/<form method="post" action="\/mode"[^>]*>/);
    expect(off).toContain('name="back" value="/policy?page=2"');
    expect(off).toMatch(/name="elder" value="on" aria-pressed="false"/);
    const on = renderPage(portal({ mode: { elder: true, hc: true, size: 'large', ground: 'green' } }));
    expect(on).toContain('<html lang="zh-CN" class="elder hc size-large ground-green">');
    expect(on).toMatch(/name="elder" value="off" aria-pressed="true"/);
    expect(on).toMatch(/name="hc" value="off" aria-pressed="true"/);
  });

  it('shows of the footer only what it is given, and links only where there is an address', () => {
    const html = renderPage(
      portal({
        site: {
          name: '平台',
          footer: { organiser: '办公室', operator: '', siteCode: { text: '0000000000' }, icp: { text: '' } },
        },
      }),
    );
    const footer = html.slice(html.indexOf('<footer'));
    expect(footer).toContain('主办：办公室');
    expect(footer).toContain('网站标识码：0000000000');
    expect(footer).not.toMatch(/承办|备案|联系方式|<a |<ul/);
  });

  it('names page, section and site in the title, each once', () => {
    const title = (page: PortalShellProps['page']) =>
      renderPage(portal({ page })).match(/<title>(.*?)<\/title>/)?.[1];
    expect(title({ title: '正文', section: '政策文件', path: '/' })).toBe(
      '正文 - 政策文件 - 明川市政府信息公开平台',
    );
    expect(title({ title: '政策文件', section: '政策文件', path: '/' })).toBe(
      '政策文件 - 明川市政府信息公开平台',
    );
  });

  it('carries the meta elements it is given', () => {
    const html = renderPage(
      portal({
        page: {
          title: '正文',
          path: '/',
          metas: { SiteIDCode: '', ArticleTitle: '防汛通知', PubDate: '2026-05-20 09:00' },
        },
      }),
    );
    expect(html).toContain('<meta name="ArticleTitle" content="防汛通知"');
    expect(html).toContain('<meta name="PubDate" content="2026-05-20 09:00"');
    expect(html).not.toContain('SiteIDCode');
  });
});

describe('console shell', () => {
  it('signs out by POST with a once-token and searches by GET in the box of the / key', () => {
    const html = renderPage(staff({ query: '防汛' }));
    expect(html).toMatch(
      /<form method="post" action="\/sign-out"><input type="hidden" name="_once" value="once-9"/,
    );
    expect(html).toMatch(/<form method="get" action="\/console\/search"/);
    expect(html).toMatch(/<input id="gq" name="q"[^>]*value="防汛"/);
  });

  it('announces what the last act did', () => {
    expect(renderPage(staff({ notice: { kind: 'ok', text: '已提交审查' } }))).toMatch(
      /role="status">已提交审查/,
    );
    expect(renderPage(staff())).not.toContain('role="status"');
  });
});

describe('components', () => {
  it('facts without a value are left out', () => {
    const html = renderPage(
      <KeyValue
        rows={[
          ['文号', ''],
          ['日期', undefined],
          ['件数', 0],
        ]}
      />,
    );
    expect(html).not.toMatch(/文号|日期/);
    expect(html).toMatch(/<dt>件数<\/dt><dd>0<\/dd>/);
  });

  it('an act that cannot be done says why and sends nothing', () => {
    const html = renderPage(
      <Actions items={[{ label: '发布', unavailable: '还没有签发', post: { action: '/publish' } }]} />,
    );
    expect(html).toContain('aria-disabled="true"');
    expect(html).toContain('不可用：还没有签发');
    expect(html).not.toMatch(/<form|type="submit"/);
  });

  it('a table carries on each cell the name of its column, and marks the sorted one', () => {
    const html = renderPage(
      <DataTable
        caption="文件"
        rows={[{ title: '通知', day: '05-20' }]}
        columns={[
          { label: '标题', header: true, cell: (row) => row.title },
          { label: '日期', sort: 'descending', cell: (row) => row.day },
        ]}
      />,
    );
    expect(html).toContain('<th scope="row">通知</th>');
    expect(html).toContain('<td data-l="日期">05-20</td>');
    expect(html).toMatch(/<th scope="col" aria-sort="descending">日期/);
  });

  it('puts a fact beneath what names the row, where it has one, and gives it no column', () => {
    const html = renderPage(
      <DataTable
        caption="文件"
        rows={[
          { title: '通知', number: '明政办发〔2026〕3号', day: '05-20' },
          { title: '公告', number: '', day: '05-21' },
        ]}
        columns={[
          { label: '标题', header: true, cell: (row) => row.title },
          { label: '文号', under: true, cell: (row) => row.number },
          { label: '日期', cell: (row) => row.day },
        ]}
      />,
    );
    expect(html).toContain(
      '<th scope="row">通知<small class="mc-under"><span class="visually-hidden">文号：</span>明政办发〔2026〕3号</small></th>',
    );
    expect(html).toContain('<th scope="row">公告</th>');
    expect(html.match(/<th scope="col"/g)).toHaveLength(2);
    expect(html).not.toContain('data-l="文号"');
  });

  it.each([
    [1, 1, [1]],
    [1, 3, [1, 2, 3]],
    [4, 36, [1, 2, 3, 4, 5, 0, 36]],
    [5, 9, [1, 0, 4, 5, 6, 0, 9]],
    [36, 36, [1, 0, 35, 36]],
    [2, 5, [1, 2, 3, 4, 5]],
  ])('page %i of %i offers %j', (page, pages, numbers) => {
    expect(pageNumbers(page, pages)).toEqual(numbers);
  });

  it('paging marks the current page and offers no page beyond the ends', () => {
    const html = renderPage(<Pagination page={3} pages={3} href={(n) => `?page=${n}`} />);
    expect(html).toMatch(/aria-current="page">3</);
    expect(html).toContain('rel="prev"');
    expect(html).not.toMatch(/rel="next"|page=4/);
  });

  it('a list says that it ends before this page, leads to its last, and offers no page from there', () => {
    const href = (n: number) => (n > 1 ? `/documents?page=${n}` : '/documents');
    const html = renderPage(<BeyondEnd page={1000} pages={3} href={href} />);
    expect(html).toContain('没有第 1000 页，这个列表到第 3 页为止。');
    expect(html).toContain('<a href="/documents?page=3">');
    expect(renderPage(<Pagination page={1000} pages={3} href={href} total="共 41 件" />)).toMatch(
      /<nav[^>]*><span class="end muted">共 41 件<\/span><\/nav>/,
    );
  });

  it.each([
    ['0000-7720326', ['0000-7720326', '00007720326']],
    ['0000-12345（工作日 9:00—12:00，13:30—17:30）', ['0000-12345', '000012345']],
    ['0000-7720326、0000-7720327', ['0000-7720326', '00007720326', '0000-7720327', '00007720327']],
    ['（0000）7720326', ['（0000）7720326', '00007720326']],
    ['+86 0000-7720326 转 801', ['+86 0000-7720326', '+8600007720326']],
    ['13800000000', ['13800000000', '13800000000']],
    ['12345', ['12345', '12345']],
    ['400-000-0000', ['400-000-0000', '4000000000']],
    ['邮编 000000，一楼 105 室', []],
    ['', []],
  ])('a telephone number in %j can be dialled', (text, numbers) => {
    const html = renderPage(<Phone text={text} />);
    const links = [...html.matchAll(/<a class="nowrap" href="tel:([^"]*)">([^<]*)<\/a>/g)];
    expect(links.map(([, , shown]) => shown)).toEqual(numbers.filter((_, i) => i % 2 === 0));
    expect(links.map(([, dialled]) => dialled)).toEqual(numbers.filter((_, i) => i % 2 === 1));
    expect(html.replace(/^<!doctype html>\n|<[^>]*>|\n$/g, '')).toBe(text);
  });

  it('in running text a number is a telephone where a word says so', () => {
    const html = renderPage(
      <Phone text="电话 0000-6620120，传真 0000-6620121，文号 12345；不清楚的，拨打 12345。" prose />,
    );
    expect(html.match(/href="tel:[^"]*"/g)).toEqual(['href="tel:00006620120"', 'href="tel:12345"']);
    expect(renderPage(<Phone text={hostile} />)).not.toContain('<script>');
  });

  it('what needs JavaScript is hidden until the island shows it', () => {
    const html = renderPage(<ReadingTools {...tools} />);
    const idle = html.match(/<button type="button"[^>]*>/g) ?? [];
    expect(idle).toHaveLength(2);
    for (const tag of idle) expect(tag).toContain(' hidden');
  });

  it('[R-ACC-01] [R-ACC-02] size and ground are chosen by a form, and the choice is marked', () => {
    const html = renderPage(<ReadingTools {...tools} />);
    expect(html).toMatch(/<form method="post" action="\/mode"/);
    expect(html).toContain('name="back" value="/documents/1#tools"');
    expect(html).toMatch(/name="size" value="large"[^>]*aria-pressed="true"/);
    expect(html).toMatch(/name="ground" value="white"[^>]*aria-pressed="true"/);
    expect(html).toMatch(/name="ground" value="green"[^>]*aria-pressed="false"/);
  });
});
