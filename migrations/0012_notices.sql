-- Notices: made once, delivered by mail and hook, gathered in digests, addresses of staff.
alter table notice add key text check (length(key) between 1 and 200);
alter table notice add about_day date;
alter table notice add urgent boolean not null default false;
alter table notice add planned_at timestamptz;
create unique index notice_key on notice (key, person_id) where key is not null;
create index notice_unplanned on notice (id) where planned_at is null;
create index notice_inbox on notice (person_id, (read_at is not null), urgent desc, id desc);
comment on column notice.key is '去重键：同一人同一键只有一条，空为不去重';
comment on column notice.about_day is '所涉日期（期限等），用于对外的提示';
comment on column notice.urgent is '是否紧急：不并入汇总，夜间照发';
comment on column notice.planned_at is '安排投递的时间，空为尚未安排';

create table contact_address (
  person_id bigint not null references person,
  channel text not null constraint contact_address_channel check (channel in ('mail', 'hook')),
  sealed bytea,
  confirmed_at timestamptz,
  pending bytea,
  code_salt text,
  code_made_at timestamptz,
  code_tries smallint not null default 0,
  codes_on date,
  codes_made smallint not null default 0,
  set_by_id bigint not null references person,
  set_at timestamptz not null,
  primary key (person_id, channel),
  check ((sealed is null) = (confirmed_at is null)),
  check ((pending is null) = (code_salt is null)),
  check ((pending is null) = (code_made_at is null))
);
comment on table contact_address is '工作人员接收消息的地址（个人信息，加密存放），经验证码确认后使用';
comment on column contact_address.person_id is '工作人员';
comment on column contact_address.channel is '渠道：邮件、短信或政务即时通信';
comment on column contact_address.sealed is '已确认的地址（密文），空为没有';
comment on column contact_address.confirmed_at is '确认时间';
comment on column contact_address.pending is '待确认的地址（密文），确认前不使用';
comment on column contact_address.code_salt is '验证码的随机成分；验证码由它和密钥算出，不存放';
comment on column contact_address.code_made_at is '验证码产生时间';
comment on column contact_address.code_tries is '验证码已试次数';
comment on column contact_address.codes_on is '最近索取验证码的日期';
comment on column contact_address.codes_made is '该日已索取验证码的次数';
comment on column contact_address.set_by_id is '填写人：本人或管理员';
comment on column contact_address.set_at is '填写时间';

create table notice_choice (
  person_id bigint not null references person,
  channel text not null constraint notice_choice_channel check (channel in ('mail', 'hook')),
  kind text not null check (kind ~ '^[a-z]+(-[a-z]+)*$'),
  rhythm text not null constraint notice_choice_rhythm check (rhythm in ('at-once', 'daily', 'weekly', 'never')),
  primary key (person_id, channel, kind)
);
comment on table notice_choice is '个人选择：哪类消息从哪个渠道以何种频次接收；未选用默认';
comment on column notice_choice.person_id is '工作人员';
comment on column notice_choice.channel is '渠道';
comment on column notice_choice.kind is '消息类别';
comment on column notice_choice.rhythm is '频次：立即、每日汇总、每周汇总、不接收';

create table outgoing_message (
  id bigint generated always as identity primary key,
  pid text not null unique check (pid ~ '^[0-9abcdefghjkmnpqrstvwxyz]{10}$'),
  key text not null unique,
  person_id bigint not null references person,
  channel text not null constraint outgoing_message_channel check (channel in ('mail', 'hook')),
  purpose text not null constraint outgoing_message_purpose check (purpose in ('notices', 'code')),
  state text not null default 'queued' constraint outgoing_message_state check (state in ('queued', 'sent', 'failed', 'dropped')),
  attempts smallint not null default 0,
  next_attempt_at timestamptz not null,
  created_at timestamptz not null,
  settled_at timestamptz,
  last_error text constraint outgoing_message_error check (last_error in ('connection', 'timeout', 'tls', 'sign-in', 'deferred', 'rejected', 'no-address', 'unreadable', 'not-configured')),
  last_status integer,
  receipt text not null default '' check (length(receipt) <= 100),
  constraint outgoing_message_settled check ((state = 'queued') = (settled_at is null))
);
create index outgoing_message_due on outgoing_message (next_attempt_at) where state = 'queued';
create index outgoing_message_state on outgoing_message (state, id desc) where state in ('queued', 'failed');
create index outgoing_message_person on outgoing_message (person_id);
comment on table outgoing_message is '对外投递的消息：一封邮件或一次接口调用；正文在发送时由所含消息的类别和日期生成，不存放';
comment on column outgoing_message.id is '内部编号';
comment on column outgoing_message.pid is '公开编号，作邮件的 Message-ID 和接口的去重键，重试不变';
comment on column outgoing_message.key is '去重键：同一内容只产生一次';
comment on column outgoing_message.person_id is '收件人';
comment on column outgoing_message.channel is '渠道';
comment on column outgoing_message.purpose is '用途：消息、验证码';
comment on column outgoing_message.state is '状态：待投递、已投递、投递失败、不再投递';
comment on column outgoing_message.attempts is '已尝试次数';
comment on column outgoing_message.next_attempt_at is '下次尝试时间';
comment on column outgoing_message.created_at is '产生时间';
comment on column outgoing_message.settled_at is '了结时间';
comment on column outgoing_message.last_error is '最近一次失败的原因';
comment on column outgoing_message.last_status is '最近一次失败时对方的应答码';
comment on column outgoing_message.receipt is '对方给的回执号';

create table notice_delivery (
  notice_id bigint not null references notice,
  channel text not null constraint notice_delivery_channel check (channel in ('mail', 'hook')),
  rhythm text not null constraint notice_delivery_rhythm check (rhythm in ('at-once', 'daily', 'weekly')),
  message_id bigint references outgoing_message,
  skipped boolean not null default false,
  primary key (notice_id, channel),
  check (message_id is null or not skipped)
);
create index notice_delivery_waiting on notice_delivery (channel, rhythm, notice_id) where message_id is null and not skipped;
create index notice_delivery_message on notice_delivery (message_id) where message_id is not null;
comment on table notice_delivery is '一条消息从一个渠道的投递安排';
comment on column notice_delivery.notice_id is '消息';
comment on column notice_delivery.channel is '渠道';
comment on column notice_delivery.rhythm is '频次：立即（夜间不打扰时等到天亮）、每日汇总、每周汇总';
comment on column notice_delivery.message_id is '装入的对外消息，空为等待';
comment on column notice_delivery.skipped is '不再投递：装入之前已在站内阅读，或已没有地址';

create table outgoing_pause (
  only_row boolean primary key default true check (only_row),
  reason text not null check (length(reason) between 2 and 200),
  since timestamptz not null
);
comment on table outgoing_pause is '有一行即暂停一切对外投递（恢复备份之后、演练时）；消息照常产生，等待放行';
comment on column outgoing_pause.only_row is '只能有一行';
comment on column outgoing_pause.reason is '原因';
comment on column outgoing_pause.since is '暂停时间';

grant select, insert, update, delete on contact_address, notice_choice to mingtang_app;
grant select, insert, update on outgoing_message, notice_delivery to mingtang_app;
grant select, insert, delete on outgoing_pause to mingtang_app;
