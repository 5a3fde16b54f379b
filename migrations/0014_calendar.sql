-- Working-day calendars in layers, and the clocks of cases that count by them.
create table calendar_version (
  id bigint generated always as identity primary key,
  made_at timestamptz not null,
  made_by_id bigint not null references person,
  what text not null check (length(what) between 2 and 200)
);
comment on table calendar_version is '日历版本：每次装载放假安排、增减地区放假日产生一个版本，期限记明按哪一版计算';
comment on column calendar_version.id is '版本号；0 为随程序提供的日历';
comment on column calendar_version.made_at is '产生时间';
comment on column calendar_version.made_by_id is '操作人';
comment on column calendar_version.what is '变动内容';

create table calendar_year (
  id bigint generated always as identity primary key,
  year integer not null check (year between 1949 and 2999),
  source text not null check (length(source) between 2 and 300),
  version_id bigint not null references calendar_version,
  replaced_by_id bigint references calendar_version
);
create unique index calendar_year_current on calendar_year (year) where replaced_by_id is null;
comment on table calendar_year is '装载的年度放假安排；同一年以未被替换的为准';
comment on column calendar_year.id is '内部编号';
comment on column calendar_year.year is '年度';
comment on column calendar_year.source is '依据文件';
comment on column calendar_year.version_id is '自哪一版起';
comment on column calendar_year.replaced_by_id is '被哪一版替换';

create table calendar_day (
  year_id bigint not null references calendar_year,
  on_day date not null,
  working boolean not null,
  name text not null check (length(name) between 1 and 20),
  primary key (year_id, on_day)
);
comment on table calendar_day is '年度放假安排中的放假日和调休上班日';
comment on column calendar_day.year_id is '年度安排';
comment on column calendar_day.on_day is '日期';
comment on column calendar_day.working is '真为调休上班，假为放假';
comment on column calendar_day.name is '节日名称';

create table regional_day (
  id bigint generated always as identity primary key,
  organisation_id bigint not null references organisation,
  on_day date not null,
  working boolean not null,
  name text not null check (length(name) between 1 and 20),
  source text not null check (length(source) between 2 and 300),
  version_id bigint not null references calendar_version,
  ended_by_id bigint references calendar_version
);
create unique index regional_day_current on regional_day (organisation_id, on_day) where ended_by_id is null;
comment on table regional_day is '地区放假安排：适用于该机构及其下级，优先于国务院安排（《全国年节及纪念日放假办法》第四条）';
comment on column regional_day.id is '内部编号';
comment on column regional_day.organisation_id is '适用机构（含下级）';
comment on column regional_day.on_day is '日期';
comment on column regional_day.working is '真为上班，假为放假';
comment on column regional_day.name is '名称';
comment on column regional_day.source is '依据文件';
comment on column regional_day.version_id is '自哪一版起';
comment on column regional_day.ended_by_id is '在哪一版取消';

create table case_clock (
  case_id bigint not null references procedure_case,
  name text not null check (name ~ '^[a-z]+(-[a-z]+)*$'),
  parameter text not null,
  start_on date not null,
  count integer not null check (count > 0),
  unit text not null constraint case_clock_unit check (unit in ('working-day', 'calendar-day')),
  excluded jsonb not null default '[]',
  due date not null,
  provisional boolean not null,
  calendar_version bigint not null check (calendar_version >= 0),
  frozen boolean not null default false,
  computed_at timestamptz not null,
  primary key (case_id, name)
);
create index case_clock_running on case_clock (due) where not frozen;
comment on table case_clock is '期限：由事实、日历版本和起算日有效的参数算出；办结时冻结，此后不再重算';
comment on column case_clock.case_id is '办理事项';
comment on column case_clock.name is '期限名称';
comment on column case_clock.parameter is '期限长度所依据的参数';
comment on column case_clock.start_on is '起算日（当日不计入）';
comment on column case_clock.count is '期限长度';
comment on column case_clock.unit is '单位：工作日或自然日';
comment on column case_clock.excluded is '不计入的时间（从某日之后到某日，原因）';
comment on column case_clock.due is '截止日';
comment on column case_clock.provisional is '是否暂定（有年度放假安排未公布）';
comment on column case_clock.calendar_version is '按哪一版日历计算';
comment on column case_clock.frozen is '是否已冻结';
comment on column case_clock.computed_at is '计算时间';

create table clock_move (
  id bigint generated always as identity primary key,
  case_id bigint not null references procedure_case,
  name text not null,
  from_due date not null,
  to_due date not null,
  why text not null check (length(why) between 2 and 300),
  reason text not null constraint clock_move_reason check (reason in ('calendar', 'parameter')),
  calendar_version bigint not null,
  at timestamptz not null
);
create index clock_move_case on clock_move (case_id);
create index clock_move_at on clock_move (at);
comment on table clock_move is '期限变动：因日历或参数变化重算而改变的截止日，任何期限都不依据此表计算';
comment on column clock_move.id is '内部编号';
comment on column clock_move.case_id is '办理事项';
comment on column clock_move.name is '期限名称';
comment on column clock_move.from_due is '原截止日';
comment on column clock_move.to_due is '新截止日';
comment on column clock_move.why is '原因';
comment on column clock_move.reason is '因日历还是参数';
comment on column clock_move.calendar_version is '按哪一版日历';
comment on column clock_move.at is '变动时间';

-- What the public calculator needs: the arrangements that hold now.
create view portal.live_calendar_day as
  select y.year, y.source, d.on_day, d.working, d.name
  from calendar_year y join calendar_day d on d.year_id = y.id
  where y.replaced_by_id is null;
comment on view portal.live_calendar_day is '公众可见的年度放假安排';
comment on column portal.live_calendar_day.year is '年度';
comment on column portal.live_calendar_day.source is '依据文件';
comment on column portal.live_calendar_day.on_day is '日期';
comment on column portal.live_calendar_day.working is '真为调休上班，假为放假';
comment on column portal.live_calendar_day.name is '节日名称';

grant select, insert on calendar_version, calendar_day, clock_move to mingtang_app;
grant update (due) on task to mingtang_app;
grant select, insert, update on calendar_year, regional_day to mingtang_app;
grant select, insert, update, delete on case_clock to mingtang_app;
grant select on portal.live_calendar_day to mingtang_app, mingtang_portal;
