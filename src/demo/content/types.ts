import type { Tag } from './papers/tags.ts';

/** Shapes of the invented demonstration city; pure data, no behaviour. Days are calendar days. */

/** A body of the city or above it, with what its own page shows. */
export interface DemoOrganisation {
  code: string;
  name: string;
  shortName: string;
  kind:
    | 'city-government'
    | 'government-office'
    | 'department'
    | 'county'
    | 'special-zone'
    | 'township'
    | 'village'
    | 'authorised-body'
    | 'public-enterprise'
    | 'service-centre'
    | 'external';
  level: 'superior' | 'city' | 'county' | 'township' | 'village';
  /** Code of the body one step up; missing only for the externals. */
  parent?: string;
  /** 业务指导: code of the department that guides this body. */
  guidedBy?: string;
  verticallyManaged?: boolean;
  /** Code of the county in which a vertically managed body of county level is counted. */
  seatCounty?: string;
  /** 机关代字, the part of a document number before the year, e.g. 明政办发; '' for those that issue none. */
  documentAgency: string;
  /** Nine characters that open the index number, e.g. MC0010003; '' for those that publish nothing of their own. */
  indexPrefix: string;
  address: string;
  postcode?: string;
  phone: string;
  fax?: string;
  email?: string;
  officeHours: string;
  /** One sentence. */
  duties: string;
}

/** What is registered about disclosure in one body. */
export interface DemoDuties {
  organisation: string;
  office: { name: string; fax: string; email: string };
  /** Username of the head of the disclosure office, or the one of `staff`. */
  head?: string;
  leaders: { duty: 'principal' | 'deputy'; name: string; post: string; division: string }[];
  /** Usernames of those who do it among the people who sign in. */
  accounts?: { username: string; fullTime: boolean }[];
  /** One who does it and does not sign in. */
  staff?: { name: string; post: string; fullTime: boolean };
  /** Minutes of the hearing of this year; missing where there was none. */
  hearing?: { minutesNumber: string; note: string };
  sections?: { name: string; duties: string; phone: string }[];
  court: string;
}

/** A person who signs in, with the roles that person holds. */
export interface DemoPerson {
  /** Latin letters, e.g. zhoumin. */
  username: string;
  name: string;
  /** Code of the body the person works in. */
  organisation: string;
  post: string;
  roles: {
    role:
      | 'drafter'
      | 'attribute-reviewer'
      | 'secrecy-reviewer'
      | 'approver'
      | 'window-clerk'
      | 'mailbox-operator'
      | 'disclosure-office'
      | 'legal-officer'
      | 'administrator'
      | 'security-officer'
      | 'auditor';
    scope: 'organisation' | 'subtree';
    organisation: string;
  }[];
}

/** A column of the public site; `path` repeats the parent's path. */
export interface DemoColumn {
  path: string;
  name: string;
  description: string;
  parent?: string;
}

/** A file that belongs to a paper: its lines, each of one or more cells; the ending of the name says what is made of them. */
export interface DemoAttachment {
  name: string;
  lines: string[][];
}

/** One paper and the point of the procedure it has reached. */
export interface DemoDocument {
  key: string;
  /** Code of the issuing body. */
  organisation: string;
  /** Username. */
  drafter: string;
  title: string;
  /** `{year}` stands for the year of the written-on day: 明政办发〔{year}〕18号. */
  documentNumber?: string;
  /** 主送机关 without the closing colon; the first line of `body` repeats it with the colon. */
  addressees?: string;
  /** Plain text, one paragraph per line; 署名, then a line that is exactly `{writtenOn}`. */
  body: string;
  /** One of the 22 State Council themes. */
  theme: string;
  /** 通知, 意见, 通告 … */
  genre: string;
  writtenDaysAgo: number;
  /** Negative: not yet effective. */
  effectiveDaysAgo?: number;
  /** Negative: lapsed. */
  expiresInDays?: number;
  repealedDaysAgo?: number;
  attribute?: 'proactive' | 'on-request' | 'withheld';
  /** Identifier of the legal ground, e.g. article-20-11 or internal-affairs. */
  ground?: string;
  reason?: string;
  /** Paths of columns. */
  columns: string[];
  summary?: string;
  attachments?: DemoAttachment[];
  /** 标签, of the controlled set. */
  tags?: Tag[];
  /** Code of the county, zone or township it concerns. */
  region?: string;
  effectLevel?: 'government-rule' | 'normative-document' | 'other-document';
  /** What it says of other papers, by their keys; those are published before. */
  relations?: { kind: 'repeals' | 'amends' | 'based-on' | 'interprets' | 'related'; key: string }[];
  /** Of a paper that repeals another: the day from which that one ends, and what is said of it there. */
  repeal?: { key: string; daysAgo: number; note: string };
  reach:
    | 'drafting'
    | 'drafting-no-attribute'
    | 'returned'
    | 'attribute-review'
    | 'secrecy-review'
    | 'sign-off'
    | 'scheduled'
    | 'published'
    | 'published-corrected'
    | 'correction-in-review'
    | 'withdrawn'
    | 'withdrawal-requested'
    | 'filed'
    | 'abandoned';
  changeNote?: string;
  /** The whole text after correction. */
  correctedBody?: string;
  returnComment?: string;
  withdrawalReason?: string;
}
