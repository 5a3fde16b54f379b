import { searchPages } from '../../mechanisms/publication/index.ts';
import type { Module } from '../module.ts';
import { access, SITES_ACT_LABELS } from './access.ts';
import { leaderFormPages } from './console/leaders.tsx';
import { organListPages } from './console/organs.tsx';
import { sitePages, siteWidget } from './console/site.tsx';
import { textPages } from './console/texts.tsx';
import { aboutSitePages } from './portal/about.tsx';
import { siteAddresses } from './portal/addresses.ts';
import { browsePages } from './portal/browse.tsx';
import { channelPage } from './portal/channels.tsx';
import { directEntries } from './portal/direct.ts';
import { homePages } from './portal/home.tsx';
import { modeForm } from './portal/mode.tsx';
import { organPages } from './portal/organs/index.ts';
import { reportPages, reportsBoard } from './portal/reports.tsx';
import { servicePage } from './portal/services.tsx';
import { siteMapPage } from './portal/site-map.tsx';

/** Sites (站点、栏目): home, browsing, organs, channels, search, display modes; texts and leaders of organs, facts of the site. */
export const sites: Module = {
  name: 'sites',
  access,
  actLabels: SITES_ACT_LABELS,
  portal: {
    nav: [
      { label: '首页', path: '/', order: 0 },
      { label: '政府信息公开', path: '/organs', order: 10 },
      { label: '办事互动', path: '/services', order: 80 },
      { label: '法定渠道', path: '/channels', order: 85 },
    ],
    entries: [
      {
        label: '公开专栏',
        note: '每个机关的指南、制度、职能、领导和公开文件。',
        path: '/organs',
        order: 20,
        right: 'know',
        service: 'query',
      },
      {
        label: '分类浏览',
        note: '按主题、体裁、地区、标签看文件。',
        path: '/browse',
        order: 30,
        right: 'know',
        service: 'query',
      },
      {
        label: '全文搜索',
        note: '搜标题、正文和文号。',
        path: '/search',
        order: 35,
        right: 'know',
        service: 'query',
      },
      {
        label: '年度报告',
        note: '各机关每年的政府信息公开工作年度报告。',
        path: '/annual-reports',
        order: 60,
        right: 'supervise',
        service: 'query',
      },
      {
        label: '法定渠道',
        note: '有诉求，找哪里、依据什么、多久有结果。',
        path: '/channels',
        order: 30,
        right: 'express',
      },
      {
        label: '投诉与救济',
        note: '没有按时答复、不予公开，怎么办。',
        path: '/channels#disclosure',
        order: 50,
        right: 'supervise',
      },
    ],
    pages(face, frame) {
      homePages(face, frame);
      organPages(face, frame);
      reportPages(face, frame);
      browsePages(face, frame);
      channelPage(face, frame);
      servicePage(face, frame);
      aboutSitePages(face, frame);
      siteMapPage(face, frame);
      searchPages(face, frame);
      modeForm(face);
    },
    boards: [reportsBoard],
    addresses: siteAddresses,
    direct: [directEntries],
  },
  console: {
    nav: [
      { heading: '机构人员', label: '机构专栏', path: '/organ-columns', icon: 'book', act: 'organ.read' },
      { heading: '设置', label: '站点设置', path: '/site', icon: 'world', act: 'site.read' },
    ],
    widgets: [siteWidget],
    pages(face, frame) {
      organListPages(face, frame);
      textPages(face, frame);
      leaderFormPages(face, frame);
      sitePages(face, frame);
    },
  },
};

export { saveLeader, saveOrganPage } from './acts.ts';
