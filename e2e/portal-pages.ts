import { giveFeedback, writeFeedback } from './citizen.ts';
import { heading, see } from './office.ts';
import type { Program } from './server.ts';
import { go, linkOn, onFrom, type Sight } from './sight.ts';

/** Where the paper is found that most sights are of, in a small city as in a large one. */
export const PAPER_SEARCH = `/search?q=${encodeURIComponent('"优化基层医疗卫生服务若干措施"')}`;

/** Every page of the portal. @param gone address of a document that was withdrawn */
export function portalSights(program: Program, gone: string): Sight[] {
  const at = (path: string) => program.portal + path;
  const fixed = (name: string, path: string, o: { status?: number; again?: boolean } = {}): Sight => ({
    name,
    status: o.status ?? 200,
    again: o.again ?? false,
    show: (page) => go(page, at(path), o.status ?? 200),
  });
  const found = (name: string, q: string, more = ''): Sight =>
    fixed(name, `/search?q=${encodeURIComponent(q)}${more}`, { again: more !== '' });
  const first = (name: string, list: string, link?: string): Sight => ({
    name,
    status: 200,
    show: async (page) => go(page, await linkOn(page, at(list), link), 200),
  });
  const refusedOn = (name: string, path: string, button: RegExp): Sight => ({
    name,
    status: 422,
    again: true,
    show: async (page) => {
      await go(page, at(path), 200);
      await page.getByRole('main').getByRole('button', { name: button }).click();
      await see(page, /处需要修改/);
    },
  });
  const paper = first('document-in-force', PAPER_SEARCH);
  return [
    fixed('home', '/'),
    fixed('list', '/documents'),
    fixed('list-filtered', '/documents?owner=mcszfb&validity=in-force', { again: true }),
    fixed('list-empty', '/documents?owner=yxxzjj', { again: true }),
    fixed('list-beyond', '/documents?page=77', { again: true }),
    paper,
    first('document-not-yet-effective', '/documents?validity=not-yet-effective'),
    first('document-repealed', '/documents?validity=repealed'),
    first('document-lapsed', '/documents?validity=lapsed'),
    first('document-corrected', '/documents?owner=mcsnyj'),
    onFrom(paper, 'file-preview', /^预览：/),
    fixed('document-gone', new URL(gone).pathname, { status: 410 }),
    fixed('organs', '/organs'),
    fixed('organs-narrowed', '/organs?level=county', { again: true }),
    fixed('organ', '/organs/mcszjj'),
    fixed('organ-without-documents', '/organs/yxxzjj'),
    fixed('organ-about', '/organs/mcszfb/about'),
    fixed('organ-documents', '/organs/mcszfb/documents'),
    fixed('organ-guide', '/organs/mcszfb/guide'),
    fixed('organ-rules', '/organs/mcszfb/rules'),
    first('organ-rule', '/organs/mcszfb/rules'),
    fixed('organ-leaders', '/organs/mcszf/leaders'),
    fixed('leading-group', '/organs/mcszf/leading-group'),
    fixed('browse', '/browse'),
    fixed('annual-reports', '/annual-reports'),
    fixed('channels', '/channels'),
    fixed('services', '/services'),
    fixed('about', '/about'),
    fixed('site-map', '/sitemap'),
    fixed('column', '/columns/policy'),
    fixed('column-below', '/columns/policy/plan'),
    fixed('search', '/search'),
    found('search-hits', '公积金'),
    found('search-direct', '住建局领导'),
    found('search-narrowed', '通知', '&owner=mcszfb&validity=in-force'),
    found('search-wrong-day', '通知', '&from=2026-13-01'),
    found('search-phrase', '"基层医疗卫生服务" -公积金'),
    found('search-nothing', '霓虹灯会'),
    fixed('search-on-request', '/search?attribute=on-request', { again: true }),
    fixed('deadlines', '/deadlines'),
    fixed(
      'deadline',
      '/deadlines?kind=third_party&received=2026-04-22&consult_sent=2026-04-28&third_party_received=2026-04-29&opinion_received=2026-05-08',
    ),
    fixed('deadline-refused', '/deadlines?kind=third_party&received=2026-04-22&consult_sent=2026-04-20', {
      again: true,
    }),
    fixed('privacy', '/privacy'),
    fixed('privacy-request', '/privacy/request'),
    refusedOn('privacy-request-refused', '/privacy/request', /^提交$/),
    fixed('privacy-query', '/privacy/query'),
    refusedOn('privacy-query-refused', '/privacy/query', /^查询$/),
    fixed('feedback', '/feedback'),
    fixed('feedback-query', '/feedback/query'),
    refusedOn('feedback-query-refused', '/feedback/query', /^查询$/),
    {
      name: 'document-feedback',
      status: 200,
      show: async (page) => {
        await paper.show(page);
        await go(page, `${page.url()}/feedback`, 200);
      },
    },
    {
      name: 'feedback-step-two',
      status: 200,
      show: async (page) => {
        await paper.show(page);
        await writeFeedback(page, { content: '夜间门诊的时间写得清楚，请把电话也列上。' });
      },
    },
    {
      name: 'feedback-refused',
      status: 422,
      again: true,
      show: async (page) => {
        await paper.show(page);
        await go(page, `${page.url()}/feedback`, 200);
        await page.getByRole('button', { name: /^下一步$/ }).click();
        await see(page, /处需要修改/);
      },
    },
    fixed('favourites-empty', '/favourites'),
    {
      name: 'favourites',
      status: 200,
      again: true,
      show: async (page) => {
        await paper.show(page);
        await page.getByRole('button', { name: '加入收藏' }).click();
        await heading(page, '我的收藏');
      },
    },
    fixed('not-found', '/nowhere', { status: 404 }),
  ];
}

/** The page that a sender of feedback sees last; apart from the others, because each time something is sent. */
export function feedbackReceived(program: Program): Sight {
  return {
    name: 'feedback-received',
    status: 200,
    show: async (page) => {
      await go(page, await linkOn(page, program.portal + PAPER_SEARCH), 200);
      await giveFeedback(page, { content: '巡诊的时间表请贴到每个村的公开栏。' });
    },
  };
}
