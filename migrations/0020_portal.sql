-- The portal's pages: counts that need not read every document, texts and leaders of organs, facts of the site.

-- Item of article 20 under which a paper is open: the columns of 法定主动公开内容.
alter table portal.live_document add column ground text not null default '';
comment on column portal.live_document.ground is '公开依据（条例第二十条各项）';
update portal.live_document d set ground = e.ground from release r join edition e on e.id = r.edition_id where r.document_id = d.id and r.ended_at is null;
create index live_document_ground on portal.live_document (owner_code, ground);
create index live_document_theme on portal.live_document (theme, published_on desc, id desc);

-- Counted by triggers, so that the numbers are those of the rows whoever writes them.
create table portal.document_tally (
  facet text not null,
  value text not null,
  documents integer not null,
  primary key (facet, value)
);
comment on table portal.document_tally is '公开文件按类计数，由触发器随文件增减';
comment on column portal.document_tally.facet is '分类方式';
comment on column portal.document_tally.value is '类别';
comment on column portal.document_tally.documents is '件数';
create table portal.validity_tally (
  day date not null,
  validity text not null,
  documents integer not null,
  primary key (day, validity)
);
comment on table portal.validity_tally is '有效性计数：自该日起增减的件数，截至某日求和即为当日件数';
comment on column portal.validity_tally.day is '变化之日';
comment on column portal.validity_tally.validity is '有效性';
comment on column portal.validity_tally.documents is '增减件数';
create table portal.column_tally (
  site_code text not null,
  column_path text not null,
  documents integer not null,
  primary key (site_code, column_path)
);
comment on table portal.column_tally is '栏目及其下级的公开文件数，同一文件只计一次';
comment on column portal.column_tally.site_code is '站点';
comment on column portal.column_tally.column_path is '栏目路径';
comment on column portal.column_tally.documents is '件数';

create function public.document_facets(owner text, published date, theme text, genre text, region text, effect text, ground text, tags text[])
returns table (facet text, value text) language sql immutable as $$
  values ('all', ''), ('owner', owner), ('year', extract(year from published)::int::text), ('theme', theme), ('genre', genre), ('region', region),
    ('effect', effect), ('ground', ground)
  union all select 'tag', t from unnest(tags) t
$$;
comment on function public.document_facets is '一份文件计入的各类';
create function public.validity_changes(effective date, expires date, repealed date)
returns table (day date, validity text, documents integer) language sql immutable as $$
  with states as (
    select d.day, case when repealed <= d.day then 'repealed' when expires < d.day then 'lapsed' when effective > d.day then 'not-yet-effective' else 'in-force' end as validity
    from (select distinct x as day from unnest(array[date '0001-01-01', effective, expires + 1, repealed]) x where x is not null) d),
  steps as (select s.day, s.validity, lag(s.validity) over (order by s.day) as before from states s)
  select s.day, s.validity, 1 from steps s where s.before is distinct from s.validity
  union all select s.day, s.before, -1 from steps s where s.before <> s.validity
$$;
comment on function public.validity_changes is '一份文件的有效性在哪些日子变化';

create function public.tally_documents() returns trigger language plpgsql as $$
begin
  -- One writer of counts at a time: writers that met in different orders would stop each other.
  perform pg_advisory_xact_lock(72064);
  if tg_op <> 'DELETE' then
    insert into portal.document_tally as t select f.facet, f.value, count(*) from new_rows n
      cross join lateral public.document_facets(n.owner_code, n.published_on, n.theme, n.genre, n.region, n.effect_level, n.ground, n.tags) f group by 1, 2
      on conflict (facet, value) do update set documents = t.documents + excluded.documents;
    insert into portal.validity_tally as t select c.day, c.validity, sum(c.documents) from new_rows n
      cross join lateral public.validity_changes(n.effective_on, n.expires_on, n.repealed_on) c group by 1, 2
      on conflict (day, validity) do update set documents = t.documents + excluded.documents;
  end if;
  if tg_op <> 'INSERT' then
    insert into portal.document_tally as t select f.facet, f.value, -count(*) from old_rows n
      cross join lateral public.document_facets(n.owner_code, n.published_on, n.theme, n.genre, n.region, n.effect_level, n.ground, n.tags) f group by 1, 2
      on conflict (facet, value) do update set documents = t.documents + excluded.documents;
    insert into portal.validity_tally as t select c.day, c.validity, -sum(c.documents) from old_rows n
      cross join lateral public.validity_changes(n.effective_on, n.expires_on, n.repealed_on) c group by 1, 2
      on conflict (day, validity) do update set documents = t.documents + excluded.documents;
  end if;
  return null;
end $$;
comment on function public.tally_documents() is '公开文件增减时更新计数';
create trigger tally_inserted after insert on portal.live_document referencing new table as new_rows for each statement execute function public.tally_documents();
create trigger tally_deleted after delete on portal.live_document referencing old table as old_rows for each statement execute function public.tally_documents();
create trigger tally_updated after update on portal.live_document referencing old table as old_rows new table as new_rows for each statement execute function public.tally_documents();

create function public.columns_above(path text) returns setof text language sql immutable as $$
  select array_to_string(parts[1:i], '/') from (select string_to_array(path, '/') as parts) p, generate_series(1, cardinality(parts)) i
$$;
comment on function public.columns_above is '栏目及其各级上级的路径';
create function public.tally_columns() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(72064);
  if tg_op = 'INSERT' then
    insert into portal.column_tally as t select g.site_code, g.path, count(*) from (
        select distinct n.document_id, n.site_code, a.path from new_rows n cross join lateral public.columns_above(n.column_path) a(path)
        except
        select p.document_id, p.site_code, a.path from portal.live_placement p cross join lateral public.columns_above(p.column_path) a(path)
        where p.document_id in (select document_id from new_rows)
          and not exists (select from new_rows n where n.document_id = p.document_id and n.site_code = p.site_code and n.column_path = p.column_path)) g
      group by 1, 2 on conflict (site_code, column_path) do update set documents = t.documents + excluded.documents;
  else
    insert into portal.column_tally as t select g.site_code, g.path, -count(*) from (
        select distinct o.document_id, o.site_code, a.path from old_rows o cross join lateral public.columns_above(o.column_path) a(path)
        except
        select p.document_id, p.site_code, a.path from portal.live_placement p cross join lateral public.columns_above(p.column_path) a(path)
        where p.document_id in (select document_id from old_rows)) g
      group by 1, 2 on conflict (site_code, column_path) do update set documents = t.documents + excluded.documents;
  end if;
  return null;
end $$;
comment on function public.tally_columns() is '文件进出栏目时更新计数';
create trigger tally_placed after insert on portal.live_placement referencing new table as new_rows for each statement execute function public.tally_columns();
create trigger tally_removed after delete on portal.live_placement referencing old table as old_rows for each statement execute function public.tally_columns();

insert into portal.document_tally select f.facet, f.value, count(*) from portal.live_document n
  cross join lateral public.document_facets(n.owner_code, n.published_on, n.theme, n.genre, n.region, n.effect_level, n.ground, n.tags) f group by 1, 2;
insert into portal.validity_tally select c.day, c.validity, sum(c.documents) from portal.live_document n
  cross join lateral public.validity_changes(n.effective_on, n.expires_on, n.repealed_on) c group by 1, 2;
insert into portal.column_tally select g.site_code, g.path, count(*) from (
  select distinct p.document_id, p.site_code, a.path from portal.live_placement p cross join lateral public.columns_above(p.column_path) a(path)) g group by 1, 2;

-- Texts of an organ on its 政府信息公开专栏: one guide, several rules. A version is never changed; the last one is public.
create table organ_page (
  id bigint generated always as identity primary key,
  pid text not null unique check (pid ~ '^[0-9abcdefghjkmnpqrstvwxyz]{10}$'),
  organisation_id bigint not null references organisation,
  kind text not null constraint organ_page_kind check (kind in ('guide', 'rule')),
  removed_on date
);
create unique index organ_page_guide on organ_page (organisation_id) where kind = 'guide' and removed_on is null;
create index organ_page_organisation on organ_page (organisation_id);
comment on table organ_page is '机构专栏的文字：一份指南，若干制度';
comment on column organ_page.id is '内部编号';
comment on column organ_page.pid is '公开编号，用于网址';
comment on column organ_page.organisation_id is '机构';
comment on column organ_page.kind is '种类：指南、制度';
comment on column organ_page.removed_on is '撤下日期，空为正在公开';
create table organ_page_version (
  id bigint generated always as identity primary key,
  page_id bigint not null references organ_page,
  number integer not null check (number > 0),
  title text not null,
  body_text text not null,
  valid_from date not null,
  saved_by_id bigint references person,
  saved_at timestamptz not null,
  unique (page_id, number)
);
comment on table organ_page_version is '机构专栏文字的各个版本，只增不改，最后一版对外公布';
comment on column organ_page_version.id is '内部编号';
comment on column organ_page_version.page_id is '所属文字';
comment on column organ_page_version.number is '版次';
comment on column organ_page_version.title is '标题';
comment on column organ_page_version.body_text is '正文（纯文本，每段一行）';
comment on column organ_page_version.valid_from is '施行日期';
comment on column organ_page_version.saved_by_id is '保存人，空为服务器操作员';
comment on column organ_page_version.saved_at is '保存时间';
create view portal.live_organ_page as
  select o.code as organisation_code, p.pid, p.kind, v.title, v.body_text, v.valid_from, v.number, v.saved_at as published_at
  from organ_page p join organisation o on o.id = p.organisation_id
  join lateral (select * from organ_page_version x where x.page_id = p.id order by x.number desc limit 1) v on true
  where p.removed_on is null;
comment on view portal.live_organ_page is '机构的公开指南与公开制度';
comment on column portal.live_organ_page.organisation_code is '机构代码';
comment on column portal.live_organ_page.pid is '公开编号';
comment on column portal.live_organ_page.kind is '种类';
comment on column portal.live_organ_page.title is '标题';
comment on column portal.live_organ_page.body_text is '正文';
comment on column portal.live_organ_page.valid_from is '施行日期';
comment on column portal.live_organ_page.number is '版次';
comment on column portal.live_organ_page.published_at is '公布时间';

-- Leaders of an organ (领导之窗). Each change is a version; the last one is public at once.
create table leader (
  id bigint generated always as identity primary key,
  pid text not null unique check (pid ~ '^[0-9abcdefghjkmnpqrstvwxyz]{10}$'),
  organisation_id bigint not null references organisation,
  left_on date
);
create index leader_organisation on leader (organisation_id);
comment on table leader is '领导之窗：机构领导';
comment on column leader.id is '内部编号';
comment on column leader.pid is '公开编号';
comment on column leader.organisation_id is '机构';
comment on column leader.left_on is '最后任职日，空为现任';
create table leader_version (
  id bigint generated always as identity primary key,
  leader_id bigint not null references leader,
  number integer not null check (number > 0),
  name text not null,
  post text not null,
  division text not null default '',
  biography text not null default '',
  in_charge boolean not null default false,
  portrait_id bigint references stored_file,
  sort_order integer not null default 0,
  since date not null,
  saved_by_id bigint references person,
  saved_at timestamptz not null,
  unique (leader_id, number)
);
create index leader_version_portrait on leader_version (portrait_id) where portrait_id is not null;
comment on table leader_version is '领导信息的各个版本，只增不改，最后一版对外公布';
comment on column leader_version.id is '内部编号';
comment on column leader_version.leader_id is '领导';
comment on column leader_version.number is '版次';
comment on column leader_version.name is '姓名';
comment on column leader_version.post is '职务';
comment on column leader_version.division is '工作分工';
comment on column leader_version.biography is '简历（纯文本，每段一行）';
comment on column leader_version.in_charge is '是否分管政务公开';
comment on column leader_version.portrait_id is '照片';
comment on column leader_version.sort_order is '排列顺序';
comment on column leader_version.since is '变动之日';
comment on column leader_version.saved_by_id is '保存人，空为服务器操作员';
comment on column leader_version.saved_at is '保存时间';
create view portal.live_leadership as
  select o.code as organisation_code, l.pid, v.name, v.post, v.division, v.biography, v.in_charge, v.sort_order, v.since, l.left_on,
    f.store_key as portrait_key, f.size as portrait_size, f.media_type as portrait_type, f.sm3 as portrait_digest
  from leader l join organisation o on o.id = l.organisation_id
  join lateral (select * from leader_version x where x.leader_id = l.id order by x.number desc limit 1) v on true
  left join stored_file f on f.id = v.portrait_id and f.protection = 'public';
comment on view portal.live_leadership is '领导之窗';
comment on column portal.live_leadership.organisation_code is '机构代码';
comment on column portal.live_leadership.pid is '公开编号';
comment on column portal.live_leadership.name is '姓名';
comment on column portal.live_leadership.post is '职务';
comment on column portal.live_leadership.division is '工作分工';
comment on column portal.live_leadership.biography is '简历';
comment on column portal.live_leadership.in_charge is '是否分管政务公开';
comment on column portal.live_leadership.sort_order is '排列顺序';
comment on column portal.live_leadership.since is '最近一次变动之日';
comment on column portal.live_leadership.left_on is '最后任职日';
comment on column portal.live_leadership.portrait_key is '照片存放位置';
comment on column portal.live_leadership.portrait_size is '照片字节数';
comment on column portal.live_leadership.portrait_type is '照片类型';
comment on column portal.live_leadership.portrait_digest is '照片摘要';
create view portal.live_leadership_change as
  select o.code as organisation_code, l.pid, v.number, v.name, v.post, v.division, v.in_charge, v.since, l.left_on
  from leader_version v join leader l on l.id = v.leader_id join organisation o on o.id = l.organisation_id;
comment on view portal.live_leadership_change is '领导职务与分工的变动';
comment on column portal.live_leadership_change.organisation_code is '机构代码';
comment on column portal.live_leadership_change.pid is '公开编号';
comment on column portal.live_leadership_change.number is '版次';
comment on column portal.live_leadership_change.name is '姓名';
comment on column portal.live_leadership_change.post is '职务';
comment on column portal.live_leadership_change.division is '工作分工';
comment on column portal.live_leadership_change.in_charge is '是否分管政务公开';
comment on column portal.live_leadership_change.since is '变动之日';
comment on column portal.live_leadership_change.left_on is '最后任职日';

alter table site add column version integer not null default 1;
comment on column site.version is '版本：两人同时修改时后一人须重看';
comment on column site.facts is '页脚事实与站点文字：承办单位、标识码、备案号、联系方式、声明、关注我们';

revoke execute on function public.document_facets, public.validity_changes, public.columns_above, public.tally_documents, public.tally_columns from public;
grant execute on function public.document_facets, public.validity_changes, public.columns_above to mingtang_app;
grant select, insert, update on organ_page, leader to mingtang_app;
grant select, insert on organ_page_version, leader_version to mingtang_app;
grant select, insert, update on portal.document_tally, portal.validity_tally, portal.column_tally to mingtang_app;
grant select on portal.document_tally, portal.validity_tally, portal.column_tally, portal.live_organ_page, portal.live_leadership, portal.live_leadership_change to mingtang_app, mingtang_portal;
