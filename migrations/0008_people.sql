-- People made whole: particulars, grants that end, deputies, invitations to one case; who an act was done for.
alter table person
  add staff_number text constraint person_staff_number_form check (staff_number ~ '^[A-Za-z0-9-]{1,30}$'),
  add section_id bigint references section,
  add version integer not null default 1;
create unique index person_staff_number on person (upper(staff_number));
create index person_name on person (name);
create index person_section on person (section_id) where section_id is not null;
comment on column person.staff_number is '工号：同一自然人只有一条记录，可空';
comment on column person.section_id is '所在内设机构（科室）';
comment on column person.version is '版本号，每次变动加一，防止覆盖他人修改';

-- A period may be empty (one day short): a grant that was taken back before it ever held.
alter table role_grant drop constraint role_grant_check;
alter table role_grant
  add constraint role_grant_period check (valid_to is null or valid_to >= valid_from - 1),
  add lent boolean not null default false,
  add source text not null default '',
  add ended_at timestamptz,
  add ended_by_id bigint references person,
  add constraint role_grant_lent check (not lent or (valid_to is not null and length(source) > 0));
create index role_grant_place on role_grant (organisation_id, role);
comment on column role_grant.lent is '借用：审查人借给所在机构以外的机构，须有依据和期限';
comment on column role_grant.source is '依据（借用函、任职文件等）';
comment on column role_grant.ended_at is '提前终止的时间';
comment on column role_grant.ended_by_id is '提前终止的操作人';

create table deputation (
  id bigint generated always as identity primary key,
  pid text not null unique check (pid ~ '^[0-9abcdefghjkmnpqrstvwxyz]{10}$'),
  person_id bigint not null references person,
  deputy_id bigint not null references person,
  roles text[],
  valid_from date not null,
  valid_to date not null,
  reason text not null check (length(reason) between 2 and 200),
  given_by_id bigint references person,
  given_at timestamptz not null,
  ended_at timestamptz,
  ended_by_id bigint references person,
  check (person_id <> deputy_id),
  constraint deputation_period check (valid_to >= valid_from - 1)
);
create index deputation_person on deputation (person_id);
create index deputation_deputy on deputation (deputy_id);
comment on table deputation is '代理：不在岗的人由谁代理、何时起止；代理人以自己的名义办理并注明“代”';
comment on column deputation.id is '内部编号';
comment on column deputation.pid is '公开编号';
comment on column deputation.person_id is '不在岗的人';
comment on column deputation.deputy_id is '代理人';
comment on column deputation.roles is '代理的角色，空为其全部角色';
comment on column deputation.valid_from is '代理起';
comment on column deputation.valid_to is '代理止（含当日）';
comment on column deputation.reason is '事由';
comment on column deputation.given_by_id is '设定人，空为服务器操作员';
comment on column deputation.given_at is '设定时间';
comment on column deputation.ended_at is '提前终止的时间';
comment on column deputation.ended_by_id is '提前终止的操作人';

-- Belongs to the rights of a person, below the cases: the number of the case is no foreign key; cases are never deleted.
create table case_invitation (
  id bigint generated always as identity primary key,
  pid text not null unique check (pid ~ '^[0-9abcdefghjkmnpqrstvwxyz]{10}$'),
  case_id bigint not null,
  person_id bigint not null references person,
  act text not null,
  valid_from date not null,
  valid_to date not null,
  source text not null check (length(source) between 2 and 200),
  given_by_id bigint not null references person,
  given_at timestamptz not null,
  ended_at timestamptz,
  ended_by_id bigint references person,
  constraint case_invitation_period check (valid_to >= valid_from - 1)
);
create index case_invitation_person on case_invitation (person_id);
create index case_invitation_case on case_invitation (case_id);
comment on table case_invitation is '只为一件邀请的审查人（外聘、上级）：只能看到和办理这一件';
comment on column case_invitation.id is '内部编号';
comment on column case_invitation.pid is '公开编号';
comment on column case_invitation.case_id is '办理事项';
comment on column case_invitation.person_id is '被邀请人';
comment on column case_invitation.act is '可以办理的行为';
comment on column case_invitation.valid_from is '生效日';
comment on column case_invitation.valid_to is '截止日（含当日）';
comment on column case_invitation.source is '邀请依据';
comment on column case_invitation.given_by_id is '邀请人';
comment on column case_invitation.given_at is '邀请时间';
comment on column case_invitation.ended_at is '提前终止的时间';
comment on column case_invitation.ended_by_id is '提前终止的操作人';

alter table audit_row add for_person_id bigint references person;
alter table case_event add for_person_id bigint references person;
alter table passage_review add for_person_id bigint references person;
comment on column audit_row.for_person_id is '代谁办理：代理人以自己的名义行使此人的权限';
comment on column case_event.for_person_id is '代谁办理：代理人以自己的名义行使此人的权限';
comment on column passage_review.for_person_id is '代谁审查（签发）';

create index task_person on task (person_id) where person_id is not null;

grant select, insert, update on deputation, case_invitation to mingtang_app;
grant update (person_id) on task to mingtang_app;
