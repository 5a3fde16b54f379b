-- Mechanism procedure (办理): head, tasks, evidence.
create table procedure_case (
  id bigint generated always as identity primary key,
  pid text not null unique check (pid ~ '^[0-9abcdefghjkmnpqrstvwxyz]{10}$'),
  "procedure" text not null check ("procedure" ~ '^[a-z]+(-[a-z]+)*$'),
  organisation_id bigint not null references organisation,
  subject text not null,
  state text not null,
  opened_on date not null,
  closed_on date,
  version integer not null default 1,
  created_at timestamptz not null,
  check (closed_on is null or closed_on >= opened_on)
);
create index procedure_case_open on procedure_case (organisation_id, "procedure", state) where closed_on is null;
comment on table procedure_case is '办理事项的首部；各类事项另有一对一明细表';
comment on column procedure_case.id is '内部编号';
comment on column procedure_case.pid is '公开编号，用于网址';
comment on column procedure_case."procedure" is '办理种类';
comment on column procedure_case.organisation_id is '承办机构';
comment on column procedure_case.subject is '事由';
comment on column procedure_case.state is '环节';
comment on column procedure_case.opened_on is '开始日';
comment on column procedure_case.closed_on is '办结日';
comment on column procedure_case.version is '版本号，每次变动加一，防止覆盖他人修改';
comment on column procedure_case.created_at is '建立时间';

create table task (
  id bigint generated always as identity primary key,
  case_id bigint not null references procedure_case,
  act text not null,
  organisation_id bigint not null references organisation,
  post text not null,
  person_id bigint references person,
  since timestamptz not null,
  due date
);
create index task_case on task (case_id);
create index task_owner on task (organisation_id, post);
comment on table task is '待办：随每次变动在同一事务重写，是待办、角标、提醒的唯一来源';
comment on column task.id is '内部编号';
comment on column task.case_id is '办理事项';
comment on column task.act is '应做的事';
comment on column task.organisation_id is '责任机构';
comment on column task.post is '责任角色';
comment on column task.person_id is '指定的人，空为该角色任何人';
comment on column task.since is '从何时起待办';
comment on column task.due is '截止日';

create table case_event (
  id bigint generated always as identity primary key,
  case_id bigint not null references procedure_case,
  act text not null,
  from_state text,
  to_state text not null,
  person_id bigint references person,
  service text,
  at timestamptz not null,
  legal_day date not null,
  facts jsonb not null default '{}',
  comment text not null default '',
  check (num_nonnulls(person_id, service) = 1)
);
create index case_event_case on case_event (case_id, id);
comment on table case_event is '办理证据：只增不改';
comment on column case_event.id is '序号';
comment on column case_event.case_id is '办理事项';
comment on column case_event.act is '行为';
comment on column case_event.from_state is '原环节';
comment on column case_event.to_state is '新环节';
comment on column case_event.person_id is '行为人';
comment on column case_event.service is '服务账号';
comment on column case_event.at is '记录时间';
comment on column case_event.legal_day is '法律意义上的日期';
comment on column case_event.facts is '作出判断时的事实（编号、散列、选项）';
comment on column case_event.comment is '意见';

grant select, insert, update on procedure_case to mingtang_app;
grant select, insert, delete on task to mingtang_app;
grant select, insert on case_event to mingtang_app;
