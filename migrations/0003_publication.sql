-- Mechanism publication (公开): documents, editions, sites, and the schema that holds all the public can see.
create table site (
  id bigint generated always as identity primary key,
  code text not null unique check (code ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  organisation_id bigint not null references organisation,
  host text,
  prefix text not null default '' check (prefix = '' or prefix ~ '^(/[a-z0-9-]+)+$'),
  name text not null,
  tagline text not null default '',
  facts jsonb not null default '{}',
  unique nulls not distinct (host, prefix)
);
comment on table site is '站点：先按主机、再按最长路径前缀匹配';
comment on column site.id is '内部编号';
comment on column site.code is '站点代码';
comment on column site.organisation_id is '主办机构';
comment on column site.host is '主机名，空为默认站点';
comment on column site.prefix is '路径前缀';
comment on column site.name is '站点名称';
comment on column site.tagline is '站点标语';
comment on column site.facts is '页脚事实：承办单位、网站标识码、备案号、地址、电话';

create table column_node (
  id bigint generated always as identity primary key,
  site_id bigint not null references site,
  parent_id bigint references column_node,
  path text not null check (path ~ '^[a-z0-9-]+(/[a-z0-9-]+)*$'),
  name text not null,
  description text not null default '',
  sort_order integer not null default 0,
  valid_to date,
  unique (site_id, path)
);
comment on table column_node is '栏目树';
comment on column column_node.id is '内部编号';
comment on column column_node.site_id is '站点';
comment on column column_node.parent_id is '上级栏目';
comment on column column_node.path is '栏目路径，用于网址';
comment on column column_node.name is '栏目名称';
comment on column column_node.description is '栏目说明';
comment on column column_node.sort_order is '排列顺序';
comment on column column_node.valid_to is '停用日（含当日）';

create table gov_document (
  id bigint generated always as identity primary key,
  pid text not null unique check (pid ~ '^[0-9abcdefghjkmnpqrstvwxyz]{10}$'),
  document_type text not null constraint gov_document_type check (document_type in ('policy')),
  organisation_id bigint not null references organisation,
  index_number text unique,
  first_published_at timestamptz,
  created_at timestamptz not null,
  check ((index_number is null) = (first_published_at is null))
);
create index gov_document_organisation on gov_document (organisation_id);
comment on table gov_document is '文件（稳定身份）：索引号在首次发布时取得，不改不复用';
comment on column gov_document.id is '内部编号';
comment on column gov_document.pid is '公开编号，用于网址';
comment on column gov_document.document_type is '文件类型';
comment on column gov_document.organisation_id is '公开主体';
comment on column gov_document.index_number is '索引号';
comment on column gov_document.first_published_at is '首次发布时间';
comment on column gov_document.created_at is '建立时间';

create table edition (
  id bigint generated always as identity primary key,
  document_id bigint not null references gov_document,
  number integer not null check (number > 0),
  title text not null,
  document_number text not null default '',
  addressees text not null default '',
  summary text not null default '',
  body_text text not null default '',
  body_html text not null default '',
  theme text not null default '',
  genre text not null default '',
  written_on date,
  effective_on date,
  expires_on date,
  repealed_on date,
  attribute text constraint edition_attribute check (attribute in ('proactive', 'on-request', 'withheld')),
  ground text not null default '',
  reason text not null default '',
  change_note text not null default '',
  source_name text not null default '',
  source_url text not null default '',
  excerpts integer not null default 0 check (excerpts >= 0),
  content_hash text,
  submitted_at timestamptz,
  created_at timestamptz not null,
  unique (document_id, number),
  unique (id, document_id),
  check ((content_hash is null) = (submitted_at is null)),
  check (submitted_at is null or attribute is not null)
);
comment on table edition is '文件的一稿：送审后不得修改，改动须另起一稿';
comment on column edition.id is '内部编号';
comment on column edition.document_id is '所属文件';
comment on column edition.number is '稿次';
comment on column edition.title is '标题';
comment on column edition.document_number is '发文字号（规范形式）';
comment on column edition.addressees is '主送机关';
comment on column edition.summary is '内容概述';
comment on column edition.body_text is '正文（纯文本，每段一行）';
comment on column edition.body_html is '正文（净化后的公文结构）';
comment on column edition.theme is '主题分类';
comment on column edition.genre is '体裁分类（公文种类）';
comment on column edition.written_on is '成文日期';
comment on column edition.effective_on is '施行日期';
comment on column edition.expires_on is '有效期至（含当日）';
comment on column edition.repealed_on is '废止日期';
comment on column edition.attribute is '公开属性：主动公开、依申请公开、不予公开';
comment on column edition.ground is '属性依据';
comment on column edition.reason is '属性理由';
comment on column edition.change_note is '更正说明';
comment on column edition.source_name is '来源名称';
comment on column edition.source_url is '来源网址';
comment on column edition.excerpts is '所含文件数：大于 1 为多件摘编，不得原样发布';
comment on column edition.content_hash is '送审时文本与元数据的散列，审查与签发均绑定此值';
comment on column edition.submitted_at is '送审时间';
comment on column edition.created_at is '建立时间';

create function edition_frozen() returns trigger language plpgsql as $$
begin
  if old.submitted_at is not null then
    raise exception '已送审的稿件不得修改（edition %）', old.id using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
comment on function edition_frozen() is '送审后的稿件在数据库层面冻结';
create trigger edition_frozen before update or delete on edition for each row execute function edition_frozen();

create table edition_placement (
  edition_id bigint not null references edition,
  column_id bigint not null references column_node,
  primary key (edition_id, column_id)
);
comment on table edition_placement is '该稿拟发布到的栏目';
comment on column edition_placement.edition_id is '稿件';
comment on column edition_placement.column_id is '栏目';

create function edition_placement_frozen() returns trigger language plpgsql as $$
begin
  if exists (select from edition where id = coalesce(new.edition_id, old.edition_id) and submitted_at is not null) then
    raise exception '已送审的稿件不得调整栏目' using errcode = 'integrity_constraint_violation';
  end if;
  return coalesce(new, old);
end $$;
comment on function edition_placement_frozen() is '送审后的栏目在数据库层面冻结';
create trigger edition_placement_frozen before insert or update or delete on edition_placement for each row execute function edition_placement_frozen();

create table release (
  id bigint generated always as identity primary key,
  document_id bigint not null references gov_document,
  edition_id bigint not null unique,
  published_at timestamptz not null,
  ended_at timestamptz,
  end_kind text constraint release_end_kind check (end_kind in ('replaced', 'withdrawn')),
  end_reason text not null default '',
  check ((ended_at is null) = (end_kind is null)),
  foreign key (edition_id, document_id) references edition (id, document_id)
);
create unique index release_current on release (document_id) where ended_at is null;
comment on table release is '公众何时起看到哪一稿、何时止、为何';
comment on column release.id is '内部编号';
comment on column release.document_id is '文件';
comment on column release.edition_id is '稿件';
comment on column release.published_at is '发布时间（系统产生）';
comment on column release.ended_at is '终止时间';
comment on column release.end_kind is '终止方式';
comment on column release.end_reason is '终止原因';

create schema portal;
create table portal.live_document (
  id bigint primary key,
  pid text not null unique,
  document_type text not null,
  title text not null,
  document_number text not null,
  index_number text not null,
  owner_code text not null,
  owner_name text not null,
  addressees text not null,
  summary text not null,
  body_html text not null,
  title_n text not null,
  body_n text not null,
  theme text not null,
  genre text not null,
  mark text not null,
  source_name text not null,
  source_url text not null,
  written_on date,
  effective_on date,
  expires_on date,
  repealed_on date,
  published_at timestamptz not null,
  published_on date not null,
  edition_on date not null,
  edition_number integer not null,
  change_note text not null
);
create index live_document_date on portal.live_document (published_on desc, id desc);
create index live_document_owner on portal.live_document (owner_code, published_on desc, id desc);
alter table portal.live_document alter body_html set storage extended;
create table portal.live_placement (
  document_id bigint not null references portal.live_document on delete cascade,
  site_code text not null,
  column_path text not null,
  published_on date not null,
  primary key (document_id, site_code, column_path)
);
create index live_placement_column on portal.live_placement (site_code, column_path, published_on desc, document_id desc);
create table portal.live_search (
  document_id bigint primary key references portal.live_document on delete cascade,
  published_on date not null,
  ver smallint not null,
  toks integer[] not null
);
create index live_search_toks on portal.live_search using gin (toks) with (fastupdate = on, gin_pending_list_limit = 512);
create table portal.gone (
  path text primary key,
  at timestamptz not null,
  kind text not null check (kind in ('withdrawn')),
  title text not null,
  reason text not null
);
create view portal.live_site as
  select s.code, s.host, s.prefix, s.name, s.tagline, s.facts, o.name as organisation_name from site s join organisation o on o.id = s.organisation_id;
create view portal.live_column as
  select s.code as site_code, c.path, p.path as parent_path, c.name, c.description, c.sort_order, c.valid_to
  from column_node c join site s on s.id = c.site_id left join column_node p on p.id = c.parent_id;
create view portal.live_organisation as
  select o.code, o.name, o.short_name, o.kind, o.level, p.code as parent_code, o.address, o.phone, o.office_hours, o.duties, o.sort_order, o.valid_from, o.valid_to
  from organisation o left join organisation p on p.id = o.parent_id;

comment on schema portal is '公众所能看到的一切；门户角色只能读取此处';
comment on table portal.live_document is '现行公开的文件：存在于此即为公开，撤回即删除';
comment on column portal.live_document.id is '内部编号';
comment on column portal.live_document.pid is '公开编号';
comment on column portal.live_document.document_type is '文件类型';
comment on column portal.live_document.title is '标题';
comment on column portal.live_document.document_number is '发文字号';
comment on column portal.live_document.index_number is '索引号';
comment on column portal.live_document.owner_code is '公开主体代码';
comment on column portal.live_document.owner_name is '公开主体名称';
comment on column portal.live_document.addressees is '主送机关';
comment on column portal.live_document.summary is '内容概述';
comment on column portal.live_document.body_html is '正文';
comment on column portal.live_document.title_n is '标题（检索规范形式）';
comment on column portal.live_document.body_n is '正文（检索规范形式）';
comment on column portal.live_document.theme is '主题分类';
comment on column portal.live_document.genre is '公文种类';
comment on column portal.live_document.mark is '公开标注';
comment on column portal.live_document.source_name is '来源名称';
comment on column portal.live_document.source_url is '来源网址';
comment on column portal.live_document.written_on is '成文日期';
comment on column portal.live_document.effective_on is '施行日期';
comment on column portal.live_document.expires_on is '有效期至';
comment on column portal.live_document.repealed_on is '废止日期';
comment on column portal.live_document.published_at is '首次发布时间';
comment on column portal.live_document.published_on is '发布日期（首次发布），更正不改变';
comment on column portal.live_document.edition_on is '本稿公开日期，更正后晚于发布日期';
comment on column portal.live_document.edition_number is '稿次';
comment on column portal.live_document.change_note is '更正说明';
comment on table portal.live_placement is '文件所在栏目';
comment on column portal.live_placement.document_id is '文件';
comment on column portal.live_placement.site_code is '站点';
comment on column portal.live_placement.column_path is '栏目路径';
comment on column portal.live_placement.published_on is '发布日期';
comment on table portal.live_search is '全文检索：二元字组与词的散列';
comment on column portal.live_search.document_id is '文件';
comment on column portal.live_search.published_on is '发布日期';
comment on column portal.live_search.ver is '分词版本';
comment on column portal.live_search.toks is '散列值';
comment on table portal.gone is '已撤下的网址及对外说明';
comment on column portal.gone.path is '网址路径';
comment on column portal.gone.at is '撤下时间';
comment on column portal.gone.kind is '方式';
comment on column portal.gone.title is '原标题';
comment on column portal.gone.reason is '对外说明的原因';
comment on view portal.live_site is '站点';
comment on column portal.live_site.code is '站点代码';
comment on column portal.live_site.host is '主机名';
comment on column portal.live_site.prefix is '路径前缀';
comment on column portal.live_site.name is '站点名称';
comment on column portal.live_site.tagline is '站点标语';
comment on column portal.live_site.facts is '页脚事实';
comment on column portal.live_site.organisation_name is '主办机构';
comment on view portal.live_column is '栏目';
comment on column portal.live_column.site_code is '站点';
comment on column portal.live_column.path is '栏目路径';
comment on column portal.live_column.parent_path is '上级栏目路径';
comment on column portal.live_column.name is '栏目名称';
comment on column portal.live_column.description is '栏目说明';
comment on column portal.live_column.sort_order is '排列顺序';
comment on column portal.live_column.valid_to is '停用日';
comment on view portal.live_organisation is '机构名录';
comment on column portal.live_organisation.code is '机构代码';
comment on column portal.live_organisation.name is '机构全称';
comment on column portal.live_organisation.short_name is '机构简称';
comment on column portal.live_organisation.kind is '机构类别';
comment on column portal.live_organisation.level is '行政层级';
comment on column portal.live_organisation.parent_code is '上级机构代码';
comment on column portal.live_organisation.address is '办公地址';
comment on column portal.live_organisation.phone is '联系电话';
comment on column portal.live_organisation.office_hours is '办公时间';
comment on column portal.live_organisation.duties is '机构职能';
comment on column portal.live_organisation.sort_order is '排列顺序';
comment on column portal.live_organisation.valid_from is '有效期起';
comment on column portal.live_organisation.valid_to is '有效期止';

grant select, insert, update on site, column_node, gov_document, edition, release to mingtang_app;
grant select, insert, delete on edition_placement to mingtang_app;
grant usage on schema portal to mingtang_app, mingtang_portal;
grant select on all tables in schema portal to mingtang_portal;
grant select, insert, update, delete on portal.live_document, portal.live_placement, portal.live_search, portal.gone to mingtang_app;
grant select on portal.live_site, portal.live_column, portal.live_organisation to mingtang_app;
