/*
 * Every address of the portal and the console that answers to GET, by its pattern. A test of the program compares this
 * with what the faces declare, and the look at every page with what was seen: a new page that nobody looks at fails.
 */

/** Pages: each has at least one sight. */
export const PAGES: Readonly<Record<'portal' | 'console', readonly string[]>> = {
  portal: [
    '/',
    '/about',
    '/browse',
    '/channels',
    '/columns/*',
    '/deadlines',
    '/documents',
    '/documents/:pid',
    '/documents/:pid/feedback',
    '/favourites',
    '/feedback',
    '/feedback/query',
    '/organs',
    '/organs/:code',
    '/organs/:code/about',
    '/organs/:code/documents',
    '/organs/:code/guide',
    '/organs/:code/leaders',
    '/organs/:code/leading-group',
    '/organs/:code/rules',
    '/organs/:code/rules/:pid',
    '/privacy',
    '/privacy/query',
    '/privacy/request',
    '/search',
    '/services',
    '/sitemap',
  ],
  console: [
    '/',
    '/absence',
    '/account',
    '/account/totp',
    '/audit',
    '/audit/chain',
    '/audit/rows/:place',
    '/calendar',
    '/calendar/load',
    '/calendar/regional',
    '/calendar/regional/:id/end',
    '/cases/:pid',
    '/cases/:pid/attachments',
    '/cases/:pid/edit',
    '/cases/:pid/policy-feedback',
    '/cases/:pid/policy-feedback/unmask',
    '/cases/:pid/preview',
    '/cases/:pid/privacy-request',
    '/cases/:pid/privacy-request/unmask',
    '/contacts',
    '/contacts/:pid',
    '/date-moves',
    '/deliveries',
    '/documents',
    '/documents/:pid',
    '/documents/new',
    '/feedback',
    '/help',
    '/imports',
    '/imports/:pid',
    '/notices',
    '/notices/settings',
    '/offline',
    '/organ-columns',
    '/organ-columns/:code',
    '/organ-columns/:code/leaders/:pid',
    '/organ-columns/:code/texts/:pid',
    '/organisations',
    '/organisations/:code',
    '/organisations/:code/edit',
    '/organisations/:code/end',
    '/organisations/:code/group',
    '/organisations/:code/hearings',
    '/organisations/:code/leaders',
    '/organisations/:code/office',
    '/organisations/:code/remedy',
    '/organisations/:code/rename',
    '/organisations/:code/sections',
    '/organisations/:code/staff',
    '/organisations/gaps',
    '/organisations/imports',
    '/organisations/imports/:pid',
    '/organisations/new',
    '/overview',
    '/parameters',
    '/parameters/:name',
    '/password',
    '/people',
    '/people/:pid',
    '/people/:pid/account',
    '/people/:pid/deputations/new',
    '/people/:pid/edit',
    '/people/:pid/grants/new',
    '/people/:pid/handover',
    '/people/:pid/reset',
    '/people/:pid/return',
    '/people/import',
    '/people/new',
    '/people/unattended',
    '/personal-data/holds',
    '/personal-data/holds/:pid/lift',
    '/personal-data/retention',
    '/personal-data/unmaskings',
    '/privacy',
    '/privacy/find',
    '/privacy/new',
    '/roles',
    '/search',
    '/search-misses',
    '/sign-in-security',
    '/sign-in-security/people/:pid',
    '/signin',
    '/site',
  ],
};

const FILE = 'a file, not a page';
const PICTURE = 'a picture within a page';
const MACHINES = 'for programs, not for people';

/** No pages, or pages that cannot be looked at here, each with the reason. */
export const NO_SIGHTS: Readonly<Record<'portal' | 'console', Readonly<Record<string, string>>>> = {
  portal: {
    '/about/:file': PICTURE,
    '/documents/:pid/qr.svg': PICTURE,
    '/feeds/columns/*': MACHINES,
    '/feeds/documents.:ending': MACHINES,
    '/feeds/organs/:file': MACHINES,
    '/files/:pid/:name': FILE,
    '/organs/:code/leaders/:pid/portrait': PICTURE,
    '/robots.txt': MACHINES,
    '/search/suggest': MACHINES,
    '/sitemap.xml': MACHINES,
    '/sitemaps/:month.xml': MACHINES,
    '/sitemaps/pages.xml': MACHINES,
  },
  console: {
    '/account/totp/qr.svg': PICTURE,
    '/cases/:pid/attachments/:file': FILE,
    '/cases/:pid/privacy-request/erase/:target':
      'only after a request for erasure was accepted: the journey of core-privacy.test.ts passes it',
    '/organisations/imports/:pid/refused.xlsx': FILE,
    '/organisations/template.xlsx': FILE,
    '/people/template.xlsx': FILE,
    '/signin/code': 'only between password and one-time code of an account that has one: test/totp.test.ts',
  },
};

/** The pattern that a path belongs to: the one with the fewest places that stand for anything. */
export function routeOf(face: 'portal' | 'console', path: string): string | undefined {
  const wild = (route: string) => route.split(/[:*]/).length;
  return [...PAGES[face], ...Object.keys(NO_SIGHTS[face])]
    .filter((route) =>
      new RegExp(
        `^${route
          .replaceAll('.', '\\.')
          .replace(/:\w+/g, '[^/]+')
          .replace('*', '.+')}$`,
      ).test(path),
    )
    .sort((a, b) => wild(a) - wild(b))[0];
}
