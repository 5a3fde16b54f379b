-- Remainders of the core: a second factor given after the sign-in, files of cases, meetings and versions of the leading group.
alter table sign_in_event drop constraint sign_in_event_kind;
alter table sign_in_event add constraint sign_in_event_kind check (kind in ('signed-in', 'wrong-password', 'unknown-name', 'account-locked', 'network-limited', 'unlocked', 'network-released', 'signed-out', 'session-expired', 'session-replaced', 'session-ended', 'password-changed', 'password-reset', 'wrong-code', 'code-replayed', 'recovery-code-used', 'second-factor-given', 'totp-enrolled', 'totp-removed', 'recovery-codes-renewed', 'oidc-refused', 'oidc-unknown', 'oidc-bound'));
comment on column session.second_factor is '第二因素：动态口令、恢复码，登录时或登录后补验；空为未使用';

-- Confidential files of a case: erased with its personal data, the bytes in the store and the key of each file included.
create table case_file (
  id bigint generated always as identity primary key,
  ref text not null unique check (ref ~ '^[0-9abcdefghjkmnpqrstvwxyz]{10}$'),
  case_id bigint not null references case_key,
  party text not null constraint case_file_party check (party in ('person', 'agent', 'third-party')),
  file_id bigint unique references stored_file,
  stored_at timestamptz not null,
  erase_after date,
  erased_at timestamptz,
  check ((file_id is null) = (erased_at is not null))
);
create index case_file_case on case_file (case_id);
create index case_file_due on case_file (erase_after) where file_id is not null;
comment on table case_file is '办件的保密材料：当事人提交的文件，随个人信息一并清除（文件字节和文件密钥）';
comment on column case_file.id is '内部编号';
comment on column case_file.ref is '随机编号，用于恢复旧备份后重放清除';
comment on column case_file.case_id is '办理事项';
comment on column case_file.party is '何人的材料：本人、代理人、第三方';
comment on column case_file.file_id is '存储的文件，只此一处引用；空为已清除';
comment on column case_file.stored_at is '存入时间';
comment on column case_file.erase_after is '保留至（含当日），空为办理中，尚未起算';
comment on column case_file.erased_at is '清除时间';
comment on column erasure.value_refs is '所清除的个人信息和材料的编号';
grant select, insert, update on case_file to mingtang_app;

-- Who takes requests about personal data: where somebody holds the handling role, by an own grant or from above.
create function portal.privacy_receivers(p_day date)
  returns table (code text, name text, phone text, handled_by text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with recursive reach (organisation_id, scope, at, distance) as (
    select o.id, s.scope, o.id, 0
    from public.organisation o cross join (values ('organisation'), ('subtree'), ('line')) s (scope)
    where o.kind not in ('external', 'village') and o.valid_from <= p_day and (o.valid_to is null or o.valid_to >= p_day)
    union
    select r.organisation_id, r.scope, case r.scope when 'subtree' then o.parent_id else o.guided_by_id end, r.distance + 1
    from reach r join public.organisation o on o.id = r.at
    where r.distance < 20 and r.scope <> 'organisation' and case r.scope when 'subtree' then o.parent_id else o.guided_by_id end is not null),
  serving as (
    select p.id from public.person p join public.account a on a.person_id = p.id
    where p.valid_from <= p_day and (p.valid_to is null or p.valid_to >= p_day)),
  held as (
    select g.organisation_id, g.scope from public.role_grant g
    where g.role = 'disclosure-office' and g.valid_from <= p_day and (g.valid_to is null or g.valid_to >= p_day)
      and (exists (select from serving s where s.id = g.person_id) or exists (
        select from public.deputation d join serving s on s.id = d.deputy_id join public.person p on p.id = d.person_id
        where d.person_id = g.person_id and (d.roles is null or g.role = any (d.roles))
          and d.valid_from <= p_day and d.valid_to >= p_day
          and p.valid_from <= p_day and (p.valid_to is null or p.valid_to >= p_day)))),
  nearest as (
    select distinct on (r.organisation_id) r.organisation_id, r.at
    from reach r join held h on h.organisation_id = r.at and h.scope = r.scope
    order by r.organisation_id, r.distance, r.at)
  select o.code, o.name, coalesce(nullif(d.phone, ''), a.phone), case when n.at <> o.id then a.name end
  from nearest n join public.organisation o on o.id = n.organisation_id join public.organisation a on a.id = n.at
  left join public.disclosure_office d on d.organisation_id = n.at
  order by o.sort_order, o.code;
$$;
comment on function portal.privacy_receivers is '受理个人信息请求的单位：有人承办的才列出；由上级承办的说明是哪一个';

-- The term of reply of one organisation, by the rule of every parameter: the nearest above it, its level, everybody.
create function portal.privacy_reply_days(p_code text, p_day date)
  returns text language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with recursive line as (
    select id, parent_id, level, 0 as distance from public.organisation where code = p_code
    union all
    select o.id, o.parent_id, o.level, l.distance + 1 from public.organisation o join line l on o.id = l.parent_id where l.distance < 20)
  select v.value from public.parameter_value v left join line l on l.id = v.organisation_id
  where v.name = 'privacy.reply' and v.cancelled_at is null and v.valid_from <= p_day and (v.valid_to is null or v.valid_to >= p_day)
    and (v.organisation_id is null or l.id is not null)
    and (v.level is null or v.level = (select level from line where distance = 0))
  order by l.distance nulls last, v.level nulls last, v.valid_from desc
  limit 1;
$$;
comment on function portal.privacy_reply_days is '个人信息请求的答复期限（工作日数），空为内置数值';
revoke execute on function portal.privacy_receivers, portal.privacy_reply_days from public;
grant execute on function portal.privacy_receivers, portal.privacy_reply_days to mingtang_portal;

-- The leading group: what its papers said is kept, and its meetings.
create table leading_group_version (
  id bigint generated always as identity primary key,
  group_id bigint not null references leading_group,
  in_force_from date not null,
  name text not null,
  duties text not null default '',
  office_name text not null default '',
  office_organisation_id bigint references organisation,
  document_number text not null default '',
  saved_by_id bigint references person,
  saved_at timestamptz
);
create index leading_group_version_group on leading_group_version (group_id, in_force_from, id);
create index leading_group_version_office on leading_group_version (office_organisation_id) where office_organisation_id is not null;
comment on table leading_group_version is '领导小组的历次成立、调整文件，只增不改；同一执行日期的以后登记的为准（更正登记错误）';
comment on column leading_group_version.id is '内部编号';
comment on column leading_group_version.group_id is '领导小组';
comment on column leading_group_version.in_force_from is '自何日起执行';
comment on column leading_group_version.name is '名称';
comment on column leading_group_version.duties is '职责';
comment on column leading_group_version.office_name is '领导小组办公室名称';
comment on column leading_group_version.office_organisation_id is '办公室设在的机构';
comment on column leading_group_version.document_number is '成立（调整）文件的文号';
comment on column leading_group_version.saved_by_id is '登记人，空为服务器操作员或升级前登记';
comment on column leading_group_version.saved_at is '登记时间，空为升级前登记';
insert into leading_group_version (group_id, in_force_from, name, duties, office_name, office_organisation_id, document_number)
  select id, valid_from, name, duties, office_name, office_organisation_id, document_number from leading_group order by id;

create table group_meeting (
  id bigint generated always as identity primary key,
  group_id bigint not null references leading_group,
  held_on date not null,
  kind text not null constraint group_meeting_kind check (kind in ('plenary', 'office', 'special')),
  chair text not null,
  attendees text not null default '',
  subjects text not null,
  decisions text not null default '',
  minutes_number text not null,
  minutes_pid text check (minutes_pid ~ '^[0-9abcdefghjkmnpqrstvwxyz]{10}$'),
  note text not null default '',
  late_reason text not null default '',
  recorded_by_id bigint references person,
  recorded_at timestamptz not null,
  cancelled_on date,
  cancel_reason text not null default '',
  check ((cancelled_on is null) = (length(cancel_reason) = 0))
);
create unique index group_meeting_minutes on group_meeting (group_id, held_on, minutes_number) where cancelled_on is null;
comment on table group_meeting is '领导小组会议，登记有误时作废，不删除';
comment on column group_meeting.id is '内部编号';
comment on column group_meeting.group_id is '领导小组';
comment on column group_meeting.held_on is '召开日期';
comment on column group_meeting.kind is '全体会议、办公室会议、专题会议';
comment on column group_meeting.chair is '主持人';
comment on column group_meeting.attendees is '出席人员，照登记时填写（不对外公布）';
comment on column group_meeting.subjects is '议题（对外公布）';
comment on column group_meeting.decisions is '议定事项（不对外公布）';
comment on column group_meeting.minutes_number is '会议纪要编号';
comment on column group_meeting.minutes_pid is '会议纪要在平台上的公开编号，空为未在平台公开；公开期间门户显示链接';
comment on column group_meeting.note is '情况说明（对外公布）';
comment on column group_meeting.late_reason is '补录原因，空为按时登记';
comment on column group_meeting.recorded_by_id is '登记人，空为服务器操作员';
comment on column group_meeting.recorded_at is '登记时间';
comment on column group_meeting.cancelled_on is '作废日';
comment on column group_meeting.cancel_reason is '作废原因';

alter table hearing_record add late_reason text not null default '';
comment on column hearing_record.late_reason is '补录原因，空为按时登记';

drop view portal.live_leading_group;
create view portal.live_leading_group as
  select o.code as organisation_code, g.id as group_id, v.id as version_id, v.name, v.duties, v.office_name, f.name as office_organisation, v.document_number, v.in_force_from, g.valid_from, g.valid_to
  from leading_group g join organisation o on o.id = g.organisation_id join leading_group_version v on v.group_id = g.id
  left join organisation f on f.id = v.office_organisation_id
  where not exists (select from leading_group_version n where n.group_id = v.group_id and n.in_force_from = v.in_force_from and n.id > v.id);
comment on view portal.live_leading_group is '政务公开领导小组：历次成立、调整文件，每个执行日期一行';
comment on column portal.live_leading_group.organisation_code is '机构代码';
comment on column portal.live_leading_group.group_id is '内部编号，用于与成员连接';
comment on column portal.live_leading_group.version_id is '内部编号';
comment on column portal.live_leading_group.name is '名称';
comment on column portal.live_leading_group.duties is '职责';
comment on column portal.live_leading_group.office_name is '办公室名称';
comment on column portal.live_leading_group.office_organisation is '办公室设在的机构';
comment on column portal.live_leading_group.document_number is '成立（调整）文件的文号';
comment on column portal.live_leading_group.in_force_from is '自何日起执行';
comment on column portal.live_leading_group.valid_from is '成立日';
comment on column portal.live_leading_group.valid_to is '撤销日';
alter table leading_group drop column name, drop column duties, drop column office_name, drop column office_organisation_id, drop column document_number;
comment on table leading_group is '政务公开领导小组；名称、职责、办公室在历次文件中';

-- Attendees and decisions stay in the house.
create view portal.live_group_meeting as
  select m.group_id, m.held_on, m.kind, m.subjects, m.note, m.minutes_pid, m.late_reason <> '' as late from group_meeting m where m.cancelled_on is null;
comment on view portal.live_group_meeting is '领导小组会议中对外公布的内容';
comment on column portal.live_group_meeting.group_id is '领导小组';
comment on column portal.live_group_meeting.held_on is '召开日期';
comment on column portal.live_group_meeting.kind is '会议类别';
comment on column portal.live_group_meeting.subjects is '议题';
comment on column portal.live_group_meeting.note is '情况说明';
comment on column portal.live_group_meeting.minutes_pid is '会议纪要的公开编号';
comment on column portal.live_group_meeting.late is '是否补录';
create or replace view portal.live_hearing as
  select o.code as organisation_code, h.heard_on, h.minutes_number, h.note, h.late_reason <> '' as late
  from hearing_record h join organisation o on o.id = h.organisation_id where h.cancelled_on is null;
comment on column portal.live_hearing.late is '是否补录';

grant select, insert on leading_group_version to mingtang_app;
grant select, insert, update on group_meeting to mingtang_app;
grant select on portal.live_leading_group, portal.live_group_meeting to mingtang_app, mingtang_portal;
