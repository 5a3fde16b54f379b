-- All roles of the field, parameters with source and validity, notices to people.
alter table role_grant drop constraint role_grant_role;
alter table role_grant add constraint role_grant_role check (role in ('citizen', 'registered-netizen', 'applicant', 'enterprise', 'system', 'drafter', 'attribute-reviewer', 'secrecy-reviewer', 'approver', 'principal-leader', 'deputy-leader', 'editor', 'public-enterprise-editor', 'disclosure-office', 'government-office', 'statistics-officer', 'assessor', 'third-party-evaluator', 'supervisor', 'social-supervisor', 'representative', 'window-clerk', 'query-point-keeper', 'mailbox-operator', 'spokesperson', 'press-office', 'gazette-editor', 'legal-officer', 'expert', 'training-manager', 'data-steward', 'site-operator', 'administrator', 'security-officer', 'auditor'));
alter table role_grant add constraint role_grant_grantable check (role not in ('citizen', 'registered-netizen', 'applicant', 'enterprise', 'system'));

create table parameter_value (
  id bigint generated always as identity primary key,
  name text not null check (name ~ '^[a-z]+([.-][a-z0-9]+)*$'),
  organisation_id bigint references organisation,
  level text constraint parameter_value_level check (level in ('city', 'county', 'township')),
  value text not null check (length(value) <= 2000),
  valid_from date not null,
  valid_to date,
  source text not null check (length(source) between 2 and 300),
  set_by_id bigint not null references person,
  set_at timestamptz not null,
  check (organisation_id is null or level is null),
  check (valid_to is null or valid_to >= valid_from)
);
create index parameter_value_name on parameter_value (name, valid_from desc);
create unique index parameter_value_once on parameter_value (name, coalesce(organisation_id, 0), coalesce(level, ''), valid_from);
comment on table parameter_value is '参数：法定或约定的数值，带依据和有效期；未设定的用程序内置值';
comment on column parameter_value.id is '内部编号';
comment on column parameter_value.name is '参数名';
comment on column parameter_value.organisation_id is '适用机构（含其下级），空为不限机构';
comment on column parameter_value.level is '适用层级，空为不限层级';
comment on column parameter_value.value is '数值（文本形式）';
comment on column parameter_value.valid_from is '生效日';
comment on column parameter_value.valid_to is '截止日（含当日），空为长期';
comment on column parameter_value.source is '依据文件';
comment on column parameter_value.set_by_id is '设定人';
comment on column parameter_value.set_at is '设定时间';

create table notice (
  id bigint generated always as identity primary key,
  person_id bigint not null references person,
  kind text not null check (kind ~ '^[a-z]+(-[a-z]+)*$'),
  text text not null check (length(text) between 2 and 500),
  path text not null check (path ~ '^/'),
  about text not null default '',
  created_at timestamptz not null,
  read_at timestamptz
);
create index notice_person on notice (person_id, id desc);
create index notice_unread on notice (person_id) where read_at is null;
comment on table notice is '站内消息：告诉某人某事，不含公众的个人信息';
comment on column notice.id is '内部编号';
comment on column notice.person_id is '收件人';
comment on column notice.kind is '类别';
comment on column notice.text is '内容';
comment on column notice.path is '工作台中的位置';
comment on column notice.about is '所涉事项的公开编号';
comment on column notice.created_at is '产生时间';
comment on column notice.read_at is '阅读时间，空为未读';

grant select, insert, update on parameter_value to mingtang_app;
grant select, insert, update on notice to mingtang_app;
