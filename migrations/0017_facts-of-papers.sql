-- Facts of papers by which the public browses and searches: tags, region, level of effect, relations between papers.
alter table edition
  add column tags text[] not null default '{}',
  add column region text not null default '',
  add column effect_level text not null default 'other-document',
  add constraint edition_effect_level check (effect_level in ('government-rule', 'normative-document', 'other-document')),
  add constraint edition_tags check (cardinality(tags) <= 10);
comment on column edition.tags is '标签';
comment on column edition.region is '适用地区：区县、乡镇的机构代码，空为全市';
comment on column edition.effect_level is '效力级别';

create table edition_relation (
  edition_id bigint not null references edition,
  kind text not null constraint edition_relation_kind check (kind in ('repeals', 'amends', 'based-on', 'interprets', 'related')),
  target_id bigint not null references gov_document,
  primary key (edition_id, kind, target_id)
);
create function edition_relation_frozen() returns trigger language plpgsql as $$
begin
  if exists (select from edition where id = coalesce(new.edition_id, old.edition_id) and submitted_at is not null) then
    raise exception '已送审的稿件不得调整与其他文件的关系' using errcode = 'integrity_constraint_violation';
  end if;
  return coalesce(new, old);
end $$;
comment on function edition_relation_frozen() is '送审后的文件关系在数据库层面冻结';
create trigger edition_relation_frozen before insert or update or delete on edition_relation for each row execute function edition_relation_frozen();
create index edition_relation_target on edition_relation (target_id);
comment on table edition_relation is '一稿与其他文件的关系';
comment on column edition_relation.edition_id is '稿件';
comment on column edition_relation.kind is '关系';
comment on column edition_relation.target_id is '对方文件';

alter table portal.live_document
  add column tags text[] not null default '{}',
  add column region text not null default '',
  add column effect_level text not null default 'other-document';
comment on column portal.live_document.tags is '标签';
comment on column portal.live_document.region is '适用地区的机构代码，空为全市';
comment on column portal.live_document.effect_level is '效力级别';
create index live_document_tags on portal.live_document using gin (tags);
create index live_document_region on portal.live_document (region, published_on desc, id desc);

create table portal.live_relation (
  document_id bigint not null references portal.live_document on delete cascade,
  kind text not null,
  target_pid text not null,
  primary key (document_id, kind, target_pid)
);
create index live_relation_target on portal.live_relation (target_pid);
comment on table portal.live_relation is '现行公开文件与其他文件的关系；对方是否公开由读取时连接判断';
comment on column portal.live_relation.document_id is '文件';
comment on column portal.live_relation.kind is '关系';
comment on column portal.live_relation.target_pid is '对方文件的公开编号';
grant select, insert, delete on edition_relation to mingtang_app;
grant select, insert, delete on portal.live_relation to mingtang_app;
grant select on portal.live_relation to mingtang_portal;
