-- Organisations made whole: every kind of table B.1, sections, disclosure office, leaders, hearings, leading groups, remedies.
alter table organisation drop constraint organisation_kind;
alter table organisation add constraint organisation_kind check (kind in ('city-government', 'government-office', 'department', 'county', 'special-zone', 'township', 'village', 'affiliated-institution', 'city-enterprise', 'authorised-body', 'public-enterprise', 'service-centre', 'external'));
alter table organisation drop constraint organisation_level;
alter table organisation add constraint organisation_level check (level in ('superior', 'city', 'county', 'township', 'village'));
alter table parameter_value drop constraint parameter_value_level;
alter table parameter_value add constraint parameter_value_level check (level in ('superior', 'city', 'county', 'township', 'village'));
alter table organisation
  alter index_prefix drop not null,
  add vertically_managed boolean not null default false,
  add seat_county_id bigint references organisation,
  add handles_reconsideration boolean not null default false,
  add postcode text not null default '',
  add fax text not null default '',
  add email text not null default '',
  add website text not null default '',
  add version integer not null default 1,
  add check (seat_county_id is null or vertically_managed),
  add check (parent_id <> id and guided_by_id <> id and successor_id <> id),
  add check (successor_id is null or valid_to is not null);
create index organisation_successor on organisation (successor_id) where successor_id is not null;
create index organisation_seat_county on organisation (seat_county_id) where seat_county_id is not null;
comment on column organisation.index_prefix is '索引号前段码：9 位组织机构代码或 18 位统一社会信用代码；不单独办理公文的机构可空';
comment on column organisation.vertically_managed is '实施垂直管理';
comment on column organisation.seat_county_id is '垂直管理机构所在县（市、区），统计时计入该县';
comment on column organisation.handles_reconsideration is '履行行政复议机构职责的司法行政部门（行政复议法第二十八条）';
comment on column organisation.postcode is '邮政编码';
comment on column organisation.fax is '传真';
comment on column organisation.email is '电子邮箱';
comment on column organisation.website is '网址';
comment on column organisation.version is '版本号，每次变动加一，防止覆盖他人修改';

insert into review_policy (organisation_kind, document_type, persons, source, valid_from) values
  ('affiliated-institution', 'policy', 3, '平台默认：企事业单位至少三人', '2000-01-01'),
  ('city-enterprise', 'policy', 3, '平台默认：企事业单位至少三人', '2000-01-01'),
  ('service-centre', 'policy', 3, '平台默认：企事业单位至少三人', '2000-01-01');

create table organisation_name (
  id bigint generated always as identity primary key,
  organisation_id bigint not null references organisation,
  name text not null,
  short_name text not null,
  valid_from date not null,
  valid_to date not null,
  check (valid_to >= valid_from)
);
create index organisation_name_organisation on organisation_name (organisation_id, valid_to);
comment on table organisation_name is '机构曾用名：更名后旧文件仍署旧名';
comment on column organisation_name.id is '内部编号';
comment on column organisation_name.organisation_id is '机构';
comment on column organisation_name.name is '曾用全称';
comment on column organisation_name.short_name is '曾用简称';
comment on column organisation_name.valid_from is '使用起';
comment on column organisation_name.valid_to is '使用止（含当日）';

create table section (
  id bigint generated always as identity primary key,
  organisation_id bigint not null references organisation,
  name text not null,
  duties text not null default '',
  phone text not null default '',
  sort_order integer not null default 0,
  valid_from date not null,
  valid_to date,
  check (valid_to is null or valid_to >= valid_from)
);
create index section_organisation on section (organisation_id);
comment on table section is '内设机构';
comment on column section.id is '内部编号';
comment on column section.organisation_id is '所属机构';
comment on column section.name is '名称';
comment on column section.duties is '职责';
comment on column section.phone is '联系电话';
comment on column section.sort_order is '排列顺序';
comment on column section.valid_from is '设立日';
comment on column section.valid_to is '撤销日（含当日），空为现有';

create table disclosure_office (
  organisation_id bigint primary key references organisation,
  name text not null,
  address text not null default '',
  postcode text not null default '',
  office_hours text not null default '',
  phone text not null default '',
  fax text not null default '',
  email text not null default '',
  head_id bigint references person,
  updated_at timestamptz not null
);
create index disclosure_office_head on disclosure_office (head_id) where head_id is not null;
comment on table disclosure_office is '政府信息公开工作机构：指南须载明其名称、地址、时间、电话、传真、电子邮箱（条例第四条、第十二条）';
comment on column disclosure_office.organisation_id is '所属机构';
comment on column disclosure_office.name is '名称';
comment on column disclosure_office.address is '办公地址';
comment on column disclosure_office.postcode is '邮政编码';
comment on column disclosure_office.office_hours is '办公时间';
comment on column disclosure_office.phone is '联系电话';
comment on column disclosure_office.fax is '传真';
comment on column disclosure_office.email is '电子邮箱';
comment on column disclosure_office.head_id is '负责人：批准延长答复期限（条例第三十三条）';
comment on column disclosure_office.updated_at is '最近修改时间';

create table responsible_leader (
  id bigint generated always as identity primary key,
  organisation_id bigint not null references organisation,
  duty text not null constraint responsible_leader_duty check (duty in ('principal', 'deputy')),
  name text not null,
  post text not null,
  division text not null default '',
  person_id bigint references person,
  valid_from date not null,
  valid_to date,
  check (valid_to is null or valid_to >= valid_from)
);
create unique index responsible_leader_current on responsible_leader (organisation_id, duty) where valid_to is null;
create index responsible_leader_organisation on responsible_leader (organisation_id);
comment on table responsible_leader is '政务公开第一责任人与分管负责人及其工作分工，对外公布';
comment on column responsible_leader.id is '内部编号';
comment on column responsible_leader.organisation_id is '机构';
comment on column responsible_leader.duty is '第一责任人、分管负责人';
comment on column responsible_leader.name is '姓名';
comment on column responsible_leader.post is '职务';
comment on column responsible_leader.division is '工作分工';
comment on column responsible_leader.person_id is '对应的平台工作人员，空为不使用平台';
comment on column responsible_leader.valid_from is '任职起';
comment on column responsible_leader.valid_to is '任职止（含当日），空为现任';

create table disclosure_staff (
  id bigint generated always as identity primary key,
  organisation_id bigint not null references organisation,
  person_id bigint not null references person,
  full_time boolean not null,
  valid_from date not null,
  valid_to date,
  check (valid_to is null or valid_to >= valid_from)
);
create unique index disclosure_staff_current on disclosure_staff (organisation_id, person_id) where valid_to is null;
create index disclosure_staff_person on disclosure_staff (person_id);
comment on table disclosure_staff is '政务公开工作人员（专职、兼职）';
comment on column disclosure_staff.id is '内部编号';
comment on column disclosure_staff.organisation_id is '机构';
comment on column disclosure_staff.person_id is '工作人员';
comment on column disclosure_staff.full_time is '是否专职';
comment on column disclosure_staff.valid_from is '起';
comment on column disclosure_staff.valid_to is '止（含当日），空为现任';

create table hearing_record (
  id bigint generated always as identity primary key,
  organisation_id bigint not null references organisation,
  heard_on date not null,
  minutes_number text not null,
  note text not null default '',
  recorded_by_id bigint references person,
  recorded_at timestamptz not null,
  cancelled_on date,
  cancel_reason text not null default '',
  check ((cancelled_on is null) = (length(cancel_reason) = 0))
);
create unique index hearing_record_minutes on hearing_record (organisation_id, heard_on, minutes_number) where cancelled_on is null;
comment on table hearing_record is '主要负责人听取政务公开工作汇报的记录，每年至少一次，对外公布';
comment on column hearing_record.id is '内部编号';
comment on column hearing_record.organisation_id is '机构';
comment on column hearing_record.heard_on is '听取日期';
comment on column hearing_record.minutes_number is '会议纪要编号';
comment on column hearing_record.note is '情况说明（对外公布）';
comment on column hearing_record.recorded_by_id is '登记人，空为服务器操作员';
comment on column hearing_record.recorded_at is '登记时间';
comment on column hearing_record.cancelled_on is '作废日，登记有误时作废，不删除';
comment on column hearing_record.cancel_reason is '作废原因';

create table leading_group (
  id bigint generated always as identity primary key,
  organisation_id bigint not null references organisation,
  name text not null,
  duties text not null default '',
  office_name text not null default '',
  office_organisation_id bigint references organisation,
  document_number text not null default '',
  valid_from date not null,
  valid_to date,
  check (valid_to is null or valid_to >= valid_from)
);
create unique index leading_group_current on leading_group (organisation_id) where valid_to is null;
create index leading_group_office on leading_group (office_organisation_id) where office_organisation_id is not null;
comment on table leading_group is '政务公开领导小组';
comment on column leading_group.id is '内部编号';
comment on column leading_group.organisation_id is '所属机构';
comment on column leading_group.name is '名称';
comment on column leading_group.duties is '职责';
comment on column leading_group.office_name is '领导小组办公室名称';
comment on column leading_group.office_organisation_id is '办公室设在的机构';
comment on column leading_group.document_number is '成立（调整）文件的文号';
comment on column leading_group.valid_from is '成立日';
comment on column leading_group.valid_to is '撤销日（含当日），空为现有';

create table leading_group_member (
  id bigint generated always as identity primary key,
  group_id bigint not null references leading_group,
  role text not null constraint leading_group_member_role check (role in ('head', 'deputy-head', 'member', 'office-head')),
  unit_name text not null,
  unit_id bigint references organisation,
  person_name text not null,
  post text not null,
  sort_order integer not null default 0,
  valid_from date not null,
  valid_to date,
  check (valid_to is null or valid_to >= valid_from)
);
create unique index leading_group_member_head on leading_group_member (group_id, role) where valid_to is null and role in ('head', 'office-head');
create index leading_group_member_group on leading_group_member (group_id);
create index leading_group_member_unit on leading_group_member (unit_id) where unit_id is not null;
comment on table leading_group_member is '领导小组成员，调整以起止日期表示';
comment on column leading_group_member.id is '内部编号';
comment on column leading_group_member.group_id is '领导小组';
comment on column leading_group_member.role is '组长、副组长、成员、办公室主任';
comment on column leading_group_member.unit_name is '成员单位名称';
comment on column leading_group_member.unit_id is '成员单位，空为未在平台登记的单位';
comment on column leading_group_member.person_name is '姓名';
comment on column leading_group_member.post is '职务';
comment on column leading_group_member.sort_order is '排列顺序';
comment on column leading_group_member.valid_from is '起';
comment on column leading_group_member.valid_to is '止（含当日），空为现任';

create table organisation_remedy (
  organisation_id bigint primary key references organisation,
  reconsideration_organ_id bigint references organisation,
  alternative_organ_id bigint references organisation,
  court text not null default '',
  basis text not null default '',
  confirmed_by_id bigint references person,
  confirmed_on date not null,
  check (alternative_organ_id is null or reconsideration_organ_id is not null),
  check (reconsideration_organ_id is null or reconsideration_organ_id <> alternative_organ_id)
);
create index organisation_remedy_organ on organisation_remedy (reconsideration_organ_id) where reconsideration_organ_id is not null;
create index organisation_remedy_alternative on organisation_remedy (alternative_organ_id) where alternative_organ_id is not null;
comment on table organisation_remedy is '救济渠道：经人确认的行政复议机关与管辖法院，决定书据此告知';
comment on column organisation_remedy.organisation_id is '机构';
comment on column organisation_remedy.reconsideration_organ_id is '行政复议机关，空为不适用行政复议';
comment on column organisation_remedy.alternative_organ_id is '可以选择的另一行政复议机关（行政复议法第二十八条）';
comment on column organisation_remedy.court is '管辖法院';
comment on column organisation_remedy.basis is '确认时的依据与说明';
comment on column organisation_remedy.confirmed_by_id is '确认人，空为服务器操作员';
comment on column organisation_remedy.confirmed_on is '确认日期';

create table table_import (
  id bigint generated always as identity primary key,
  pid text not null unique check (pid ~ '^[0-9abcdefghjkmnpqrstvwxyz]{10}$'),
  kind text not null check (kind ~ '^[a-z]+(-[a-z]+)*$'),
  organisation_id bigint references organisation,
  file_name text not null,
  file_hash text not null,
  content jsonb not null,
  uploaded_by_id bigint references person,
  uploaded_at timestamptz not null,
  applied_at timestamptz,
  outcome jsonb,
  check ((applied_at is null) = (outcome is null))
);
create index table_import_recent on table_import (kind, uploaded_at);
comment on table table_import is '电子表格导入：读出的内容先保存、预览，确认后一次写入';
comment on column table_import.id is '内部编号';
comment on column table_import.pid is '公开编号，用于网址';
comment on column table_import.kind is '导入种类';
comment on column table_import.organisation_id is '导入人所在机构，空为服务器操作员';
comment on column table_import.file_name is '文件名';
comment on column table_import.file_hash is '文件散列';
comment on column table_import.content is '读出的行与单元格，以及不能读取的位置';
comment on column table_import.uploaded_by_id is '上传人，空为服务器操作员';
comment on column table_import.uploaded_at is '上传时间';
comment on column table_import.applied_at is '写入时间，空为尚未确认';
comment on column table_import.outcome is '写入结果：新增、修改、跳过的数目';

create or replace view portal.live_organisation as
  select o.code, o.name, o.short_name, o.kind, o.level, p.code as parent_code, o.address, o.phone, o.office_hours, o.duties, o.sort_order, o.valid_from, o.valid_to,
    o.postcode, o.fax, o.email, o.website, g.code as guided_by_code, o.vertically_managed, s.code as successor_code,
    d.name as office_name, d.address as office_address, d.postcode as office_postcode, d.office_hours as office_office_hours, d.phone as office_phone, d.fax as office_fax, d.email as office_email,
    r.name as reconsideration_organ, a.name as alternative_organ, m.court
  from organisation o left join organisation p on p.id = o.parent_id and p.kind <> 'external' left join organisation g on g.id = o.guided_by_id left join organisation s on s.id = o.successor_id
  left join disclosure_office d on d.organisation_id = o.id
  left join organisation_remedy m on m.organisation_id = o.id left join organisation r on r.id = m.reconsideration_organ_id left join organisation a on a.id = m.alternative_organ_id
  where o.kind <> 'external';
comment on column portal.live_organisation.postcode is '邮政编码';
comment on column portal.live_organisation.fax is '传真';
comment on column portal.live_organisation.email is '电子邮箱';
comment on column portal.live_organisation.website is '网址';
comment on column portal.live_organisation.guided_by_code is '业务指导机构代码';
comment on column portal.live_organisation.vertically_managed is '是否垂直管理';
comment on column portal.live_organisation.successor_code is '职能承接机构代码';
comment on column portal.live_organisation.office_name is '政府信息公开工作机构名称';
comment on column portal.live_organisation.office_address is '政府信息公开工作机构地址';
comment on column portal.live_organisation.office_postcode is '政府信息公开工作机构邮政编码';
comment on column portal.live_organisation.office_office_hours is '政府信息公开工作机构办公时间';
comment on column portal.live_organisation.office_phone is '政府信息公开工作机构电话';
comment on column portal.live_organisation.office_fax is '政府信息公开工作机构传真';
comment on column portal.live_organisation.office_email is '政府信息公开工作机构电子邮箱';
comment on column portal.live_organisation.reconsideration_organ is '行政复议机关';
comment on column portal.live_organisation.alternative_organ is '可选择的另一行政复议机关';
comment on column portal.live_organisation.court is '管辖法院';

create view portal.live_section as
  select o.code as organisation_code, s.name, s.duties, s.phone, s.sort_order, s.valid_from, s.valid_to
  from section s join organisation o on o.id = s.organisation_id where o.kind <> 'external';
comment on view portal.live_section is '内设机构';
comment on column portal.live_section.organisation_code is '机构代码';
comment on column portal.live_section.name is '名称';
comment on column portal.live_section.duties is '职责';
comment on column portal.live_section.phone is '联系电话';
comment on column portal.live_section.sort_order is '排列顺序';
comment on column portal.live_section.valid_from is '设立日';
comment on column portal.live_section.valid_to is '撤销日';

create view portal.live_leader as
  select o.code as organisation_code, l.duty, l.name, l.post, l.division, l.valid_from, l.valid_to
  from responsible_leader l join organisation o on o.id = l.organisation_id;
comment on view portal.live_leader is '政务公开第一责任人、分管负责人与工作分工';
comment on column portal.live_leader.organisation_code is '机构代码';
comment on column portal.live_leader.duty is '责任';
comment on column portal.live_leader.name is '姓名';
comment on column portal.live_leader.post is '职务';
comment on column portal.live_leader.division is '工作分工';
comment on column portal.live_leader.valid_from is '任职起';
comment on column portal.live_leader.valid_to is '任职止';

create view portal.live_hearing as
  select o.code as organisation_code, h.heard_on, h.minutes_number, h.note
  from hearing_record h join organisation o on o.id = h.organisation_id where h.cancelled_on is null;
comment on view portal.live_hearing is '听取政务公开工作汇报的情况';
comment on column portal.live_hearing.organisation_code is '机构代码';
comment on column portal.live_hearing.heard_on is '听取日期';
comment on column portal.live_hearing.minutes_number is '会议纪要编号';
comment on column portal.live_hearing.note is '情况说明';

create view portal.live_leading_group as
  select o.code as organisation_code, g.id as group_id, g.name, g.duties, g.office_name, f.name as office_organisation, g.document_number, g.valid_from, g.valid_to
  from leading_group g join organisation o on o.id = g.organisation_id left join organisation f on f.id = g.office_organisation_id;
comment on view portal.live_leading_group is '政务公开领导小组';
comment on column portal.live_leading_group.organisation_code is '机构代码';
comment on column portal.live_leading_group.group_id is '内部编号，用于与成员连接';
comment on column portal.live_leading_group.name is '名称';
comment on column portal.live_leading_group.duties is '职责';
comment on column portal.live_leading_group.office_name is '办公室名称';
comment on column portal.live_leading_group.office_organisation is '办公室设在的机构';
comment on column portal.live_leading_group.document_number is '成立（调整）文件的文号';
comment on column portal.live_leading_group.valid_from is '成立日';
comment on column portal.live_leading_group.valid_to is '撤销日';

create view portal.live_leading_group_member as
  select m.group_id, m.role, m.unit_name, m.person_name, m.post, m.sort_order, m.valid_from, m.valid_to from leading_group_member m;
comment on view portal.live_leading_group_member is '政务公开领导小组成员';
comment on column portal.live_leading_group_member.group_id is '领导小组';
comment on column portal.live_leading_group_member.role is '组长、副组长、成员、办公室主任';
comment on column portal.live_leading_group_member.unit_name is '成员单位';
comment on column portal.live_leading_group_member.person_name is '姓名';
comment on column portal.live_leading_group_member.post is '职务';
comment on column portal.live_leading_group_member.sort_order is '排列顺序';
comment on column portal.live_leading_group_member.valid_from is '起';
comment on column portal.live_leading_group_member.valid_to is '止';

create view portal.live_organisation_name as
  select o.code as organisation_code, n.name, n.valid_from, n.valid_to from organisation_name n join organisation o on o.id = n.organisation_id where o.kind <> 'external';
comment on view portal.live_organisation_name is '机构曾用名';
comment on column portal.live_organisation_name.organisation_code is '机构代码';
comment on column portal.live_organisation_name.name is '曾用名';
comment on column portal.live_organisation_name.valid_from is '使用起';
comment on column portal.live_organisation_name.valid_to is '使用止';

grant select, insert, update on section, disclosure_office, responsible_leader, disclosure_staff, hearing_record, leading_group, leading_group_member, organisation_remedy, table_import to mingtang_app;
grant select, insert on organisation_name to mingtang_app;
grant select on portal.live_section, portal.live_leader, portal.live_hearing, portal.live_leading_group, portal.live_leading_group_member, portal.live_organisation_name to mingtang_app, mingtang_portal;
