-- Organisations, people, rights, proof of acts. Roles mingtang_owner (owns), mingtang_app, mingtang_portal exist already.
create table organisation (
  id bigint generated always as identity primary key,
  code text not null unique check (code ~ '^[a-z0-9][a-z0-9-]{1,39}$'),
  name text not null check (length(name) between 2 and 100),
  short_name text not null check (length(short_name) between 2 and 40),
  kind text not null constraint organisation_kind check (kind in ('city-government', 'government-office', 'department', 'county', 'special-zone', 'township', 'authorised-body', 'public-enterprise')),
  level text not null constraint organisation_level check (level in ('city', 'county', 'township')),
  parent_id bigint references organisation,
  guided_by_id bigint references organisation,
  document_agency text not null default '',
  index_prefix text not null unique check (length(index_prefix) in (9, 18)),
  address text not null default '',
  phone text not null default '',
  office_hours text not null default '',
  duties text not null default '',
  sort_order integer not null default 0,
  valid_from date not null,
  valid_to date,
  successor_id bigint references organisation,
  check (valid_to is null or valid_to >= valid_from)
);
create index organisation_parent on organisation (parent_id);
create index organisation_guided_by on organisation (guided_by_id) where guided_by_id is not null;
comment on table organisation is '机构：公开主体及其隶属、业务指导关系；机构撤并只终止有效期，不删除';
comment on column organisation.id is '内部编号，不出现在网址中';
comment on column organisation.code is '机构代码，用于网址';
comment on column organisation.name is '机构全称';
comment on column organisation.short_name is '机构简称';
comment on column organisation.kind is '机构类别';
comment on column organisation.level is '行政层级';
comment on column organisation.parent_id is '上级机构（隶属）';
comment on column organisation.guided_by_id is '业务指导机构（条线）';
comment on column organisation.document_agency is '机关代字，用于发文字号';
comment on column organisation.index_prefix is '索引号前段码：9 位组织机构代码或 18 位统一社会信用代码';
comment on column organisation.address is '办公地址';
comment on column organisation.phone is '联系电话';
comment on column organisation.office_hours is '办公时间';
comment on column organisation.duties is '机构职能摘要';
comment on column organisation.sort_order is '排列顺序';
comment on column organisation.valid_from is '有效期起';
comment on column organisation.valid_to is '有效期止（含当日），空为现存';
comment on column organisation.successor_id is '职能承接机构';

create table person (
  id bigint generated always as identity primary key,
  pid text not null unique check (pid ~ '^[0-9abcdefghjkmnpqrstvwxyz]{10}$'),
  name text not null check (length(name) between 1 and 50),
  organisation_id bigint not null references organisation,
  post text not null default '',
  valid_from date not null,
  valid_to date,
  check (valid_to is null or valid_to >= valid_from)
);
create index person_organisation on person (organisation_id);
comment on table person is '工作人员（自然人）；离任只终止有效期，不删除';
comment on column person.id is '内部编号';
comment on column person.pid is '公开编号';
comment on column person.name is '姓名';
comment on column person.organisation_id is '所在机构';
comment on column person.post is '职务';
comment on column person.valid_from is '任职起';
comment on column person.valid_to is '任职止（含当日）';

create table account (
  person_id bigint primary key references person,
  username text not null unique check (username ~ '^[a-z0-9][a-z0-9._-]{1,39}$'),
  password_hash text not null,
  must_change_password boolean not null default true,
  failed_attempts integer not null default 0 check (failed_attempts >= 0),
  locked_until timestamptz,
  password_changed_at timestamptz not null,
  last_sign_in_at timestamptz
);
comment on table account is '登录账号';
comment on column account.person_id is '对应的工作人员';
comment on column account.username is '用户名';
comment on column account.password_hash is '口令散列（argon2id）';
comment on column account.must_change_password is '下次登录须修改口令';
comment on column account.failed_attempts is '连续登录失败次数';
comment on column account.locked_until is '锁定至';
comment on column account.password_changed_at is '口令修改时间';
comment on column account.last_sign_in_at is '最近登录时间';

create table session (
  token_hash text primary key,
  person_id bigint not null references person,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null
);
create index session_person on session (person_id);
comment on table session is '登录会话，只存令牌的散列';
comment on column session.token_hash is '会话令牌散列';
comment on column session.person_id is '登录人';
comment on column session.created_at is '登录时间';
comment on column session.seen_at is '最近活动时间';
comment on column session.expires_at is '绝对失效时间';

create unlogged table attempt_limit (
  key text primary key,
  window_started_at timestamptz not null,
  attempts integer not null
);
comment on table attempt_limit is '按来源限制尝试次数（登录等），可丢失';
comment on column attempt_limit.key is '限制对象的散列';
comment on column attempt_limit.window_started_at is '计数窗口开始';
comment on column attempt_limit.attempts is '窗口内次数';

create table role_grant (
  id bigint generated always as identity primary key,
  person_id bigint not null references person,
  role text not null constraint role_grant_role check (role in ('drafter', 'attribute-reviewer', 'secrecy-reviewer', 'approver', 'disclosure-office', 'supervisor', 'site-operator', 'administrator', 'auditor')),
  scope text not null constraint role_grant_scope check (scope in ('organisation', 'subtree', 'line')),
  organisation_id bigint not null references organisation,
  valid_from date not null,
  valid_to date,
  granted_by_id bigint references person,
  granted_at timestamptz not null,
  check (valid_to is null or valid_to >= valid_from)
);
create index role_grant_person on role_grant (person_id);
comment on table role_grant is '授权：谁、什么角色、在什么范围、从何时到何时';
comment on column role_grant.id is '内部编号';
comment on column role_grant.person_id is '被授权人';
comment on column role_grant.role is '角色';
comment on column role_grant.scope is '范围：本机构、本机构及下级、条线';
comment on column role_grant.organisation_id is '范围的机构';
comment on column role_grant.valid_from is '生效日';
comment on column role_grant.valid_to is '截止日（含当日），空为长期';
comment on column role_grant.granted_by_id is '授权人，空为服务器操作员';
comment on column role_grant.granted_at is '授权时间';

create table audit_row (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  person_id bigint references person,
  service text,
  act text not null,
  subject_kind text not null,
  subject_id text not null,
  organisation_id bigint references organisation,
  request_id text not null,
  details jsonb not null default '{}',
  check (num_nonnulls(person_id, service) = 1)
);
create index audit_row_subject on audit_row (subject_kind, subject_id);
comment on table audit_row is '操作留痕：只增不改，与业务写入在同一事务';
comment on column audit_row.id is '序号';
comment on column audit_row.at is '时间';
comment on column audit_row.person_id is '操作人';
comment on column audit_row.service is '服务账号（系统、导入、服务器操作员）';
comment on column audit_row.act is '行为';
comment on column audit_row.subject_kind is '对象类别';
comment on column audit_row.subject_id is '对象编号';
comment on column audit_row.organisation_id is '所涉机构';
comment on column audit_row.request_id is '请求编号，与运行日志对应';
comment on column audit_row.details is '只含编号与选项，不含个人信息与正文';

create table once_token (
  token_hash text primary key,
  person_id bigint not null references person,
  act text not null,
  used_at timestamptz not null,
  answer jsonb
);
create index once_token_used on once_token (used_at);
comment on table once_token is '一次性表单令牌：重复提交返回首次结果';
comment on column once_token.token_hash is '令牌散列';
comment on column once_token.person_id is '提交人';
comment on column once_token.act is '行为';
comment on column once_token.used_at is '使用时间';
comment on column once_token.answer is '首次提交的结果';

create table counter (
  kind text not null,
  organisation_id bigint not null references organisation,
  year integer not null check (year between 1949 and 9999),
  value integer not null check (value > 0),
  primary key (kind, organisation_id, year)
);
comment on table counter is '流水号：按用途、机构、年度，只增不复用';
comment on column counter.kind is '用途';
comment on column counter.organisation_id is '机构';
comment on column counter.year is '年度';
comment on column counter.value is '已用的最大号';

grant usage on schema public to mingtang_app;
grant select on organisation, person to mingtang_app;
grant insert, update on organisation, person to mingtang_app;
grant select, insert, update on account, role_grant, once_token, counter to mingtang_app;
grant select, insert, update, delete on session, attempt_limit to mingtang_app;
grant delete on once_token to mingtang_app;
grant select, insert on audit_row to mingtang_app;
