-- Personal reminders; and a mark of tasks goes that the evidence of the case tells better.
create table reminder (
  id bigint generated always as identity primary key,
  pid text not null unique check (pid ~ '^[0-9abcdefghjkmnpqrstvwxyz]{10}$'),
  person_id bigint not null references person,
  document_id bigint references gov_document,
  case_id bigint references procedure_case,
  remind_on date not null,
  words text not null default '' check (char_length(words) <= 200),
  state text not null default 'open' constraint reminder_state check (state in ('open', 'done', 'ended')),
  told_on date,
  from_person_id bigint references person,
  created_at timestamptz not null,
  closed_at timestamptz,
  check (num_nonnulls(document_id, case_id) = 1),
  constraint reminder_closed check ((state = 'open') = (closed_at is null))
);
create index reminder_person on reminder (person_id, remind_on);
create index reminder_due on reminder (remind_on) where state = 'open';
create index reminder_case on reminder (case_id) where case_id is not null;
create index reminder_document on reminder (document_id) where document_id is not null;
comment on table reminder is '本人提醒：工作人员为自己在一份文件或一件事项上设定的日期，只有本人能看到，不作依据';
comment on column reminder.id is '内部编号';
comment on column reminder.pid is '对外编号';
comment on column reminder.person_id is '提醒谁';
comment on column reminder.document_id is '所关联的文件';
comment on column reminder.case_id is '所关联的事项';
comment on column reminder.remind_on is '提醒日期';
comment on column reminder.words is '提醒内容，不含号码等个人信息；事项的个人信息清除时一并清空';
comment on column reminder.state is '状态：未完成、已完成、因离任或调动终止';
comment on column reminder.told_on is '已为哪一个提醒日期发过消息';
comment on column reminder.from_person_id is '移交前是谁的提醒';
comment on column reminder.created_at is '设定时间';
comment on column reminder.closed_at is '完成或终止时间，到期删除';
grant select, insert, update, delete on reminder to mingtang_app;

alter table task drop column note;
