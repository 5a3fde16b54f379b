-- Proof: the chain over audit rows and case events, anchors outside the database, lists of audit rows that stay fast.
create table installation (
  single boolean primary key default true check (single),
  id text not null check (id ~ '^[0-9a-f-]{36}$')
);
insert into installation (id) values (gen_random_uuid()::text);
comment on table installation is '本次安装：只有一行';
comment on column installation.single is '保证只有一行';
comment on column installation.id is '安装编号，写入锚点，区分不同的安装';

create table audit_seal (
  position bigint primary key check (position > 0),
  kind text not null constraint audit_seal_kind check (kind in ('audit', 'event')),
  row_id bigint not null,
  form smallint not null,
  row_hash bytea not null check (octet_length(row_hash) = 32),
  chain_hash bytea not null check (octet_length(chain_hash) = 32),
  sealed_at timestamptz not null,
  unique (kind, row_id)
);
comment on table audit_seal is '封存链：操作留痕与办理记录按提交先后逐行封存，每一环含前一环的校验值（SM3）';
comment on column audit_seal.position is '链上的序号，从 1 起，不间断';
comment on column audit_seal.kind is '所封存的表：操作留痕、办理记录';
comment on column audit_seal.row_id is '所封存的行';
comment on column audit_seal.form is '规范写法的版本';
comment on column audit_seal.row_hash is '该行规范写法的 SM3';
comment on column audit_seal.chain_hash is '本环的 SM3，含前一环';
comment on column audit_seal.sealed_at is '封存时间';

create table audit_anchor (
  id bigint generated always as identity primary key,
  position bigint not null check (position >= 0),
  chain_hash bytea not null check (octet_length(chain_hash) = 32),
  audits bigint not null check (audits >= 0),
  events bigint not null check (events >= 0),
  reason text not null constraint audit_anchor_reason check (reason in ('daily', 'case-closed', 'manual')),
  on_day date not null,
  at timestamptz not null,
  mailed_to integer not null check (mailed_to >= 0),
  check (audits + events = position)
);
create unique index audit_anchor_daily on audit_anchor (on_day) where reason = 'daily';
comment on table audit_anchor is '锚点：已写到数据库之外的链首；此表只供查看，核验以数据库之外的锚点为准';
comment on column audit_anchor.id is '内部编号';
comment on column audit_anchor.position is '链首的序号';
comment on column audit_anchor.chain_hash is '链首的校验值';
comment on column audit_anchor.audits is '其中操作留痕行数';
comment on column audit_anchor.events is '其中办理记录行数';
comment on column audit_anchor.reason is '缘由：每日、办结、手工';
comment on column audit_anchor.on_day is '日期';
comment on column audit_anchor.at is '时间';
comment on column audit_anchor.mailed_to is '寄出的邮箱数';

-- Each list of the auditor has an index that gives its newest rows first, whatever the size of the table.
create index audit_row_at on audit_row (at, id);
create index audit_row_organisation on audit_row (organisation_id, at, id);
create index audit_row_person on audit_row (person_id, at, id);
create index audit_row_act on audit_row (act, at, id);
create index audit_row_request on audit_row (request_id);

-- What a person does to no organisation's thing (signing in) is seen by the auditors of the person's own organisation.
create function audit_row_organisation() returns trigger language plpgsql as $$
begin
  select organisation_id into new.organisation_id from person where id = new.person_id;
  return new;
end $$;
comment on function audit_row_organisation() is '没有所涉机构的操作，记为操作人所在机构';
revoke execute on function audit_row_organisation() from public;
create trigger audit_row_organisation before insert on audit_row for each row
  when (new.organisation_id is null and new.person_id is not null) execute function audit_row_organisation();

-- The few settings that the public's pages follow; the portal role reads nothing else of the parameters.
create view portal.live_setting as
  select name, value, valid_from, valid_to from parameter_value
  where name in ('portal.page-time', 'database.slow-query') and organisation_id is null and level is null;
comment on view portal.live_setting is '门户页面须遵守的设置：只含页面用时显示与慢查询阈值';
comment on column portal.live_setting.name is '参数名';
comment on column portal.live_setting.value is '数值（文本形式）';
comment on column portal.live_setting.valid_from is '生效日';
comment on column portal.live_setting.valid_to is '截止日（含当日），空为长期';

grant select on installation to mingtang_app;
grant select, insert on audit_seal, audit_anchor to mingtang_app;
grant select on portal.live_setting to mingtang_app, mingtang_portal;
