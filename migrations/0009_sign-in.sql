-- Sign-in: where sessions come from and why they end, the log of sign-ins, second factor, single sign-on, password history.
-- Sessions of before know neither origin nor limits: everybody signs in anew.
delete from session;
alter table session
  add pid text not null unique check (pid ~ '^[0-9abcdefghjkmnpqrstvwxyz]{10}$'),
  add way text not null constraint session_way check (way in ('password', 'oidc')),
  add second_factor text constraint session_second_factor check (second_factor in ('totp', 'recovery-code')),
  add address inet,
  add idle_minutes integer not null check (idle_minutes > 0),
  add previous_at timestamptz,
  add previous_address inet,
  add failures_before integer not null default 0 check (failures_before >= 0),
  add ended_at timestamptz,
  add end_reason text constraint session_end_reason check (end_reason in ('signed-out', 'idle', 'absolute', 'replaced', 'ended-by-self', 'ended-by-officer', 'password-changed')),
  add check ((ended_at is null) = (end_reason is null));
create index session_open on session (person_id, created_at) where ended_at is null;
comment on column session.pid is '公开编号，用于在页面上指明一个会话';
comment on column session.way is '登录方式：口令、统一身份认证';
comment on column session.second_factor is '第二因素：动态口令、恢复码，空为未使用';
comment on column session.address is '登录时的网络地址';
comment on column session.idle_minutes is '登录时适用的闲置时限（分钟）';
comment on column session.previous_at is '上一次登录时间，登录后告知本人';
comment on column session.previous_address is '上一次登录的网络地址';
comment on column session.failures_before is '上一次登录之后的失败次数';
comment on column session.ended_at is '结束时间，空为仍有效；结束后保留一日，用于告知原因';
comment on column session.end_reason is '结束原因';

alter table account
  add must_enrol_totp boolean not null default false,
  add oidc_subject text unique check (length(oidc_subject) between 1 and 255);
comment on column account.must_enrol_totp is '须先绑定动态口令才能办理其他事项';
comment on column account.oidc_subject is '统一身份认证中的身份标识（sub），由系统管理员绑定';

create table password_history (
  person_id bigint not null references person,
  replaced_at timestamptz not null,
  password_hash text not null,
  primary key (person_id, replaced_at)
);
comment on table password_history is '用过的口令（散列），防止重复使用';
comment on column password_history.person_id is '账号所属人员';
comment on column password_history.replaced_at is '被替换的时间';
comment on column password_history.password_hash is '口令散列（argon2id）';

create table sign_in_event (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  kind text not null constraint sign_in_event_kind check (kind in ('signed-in', 'wrong-password', 'unknown-name', 'account-locked', 'network-limited', 'unlocked', 'network-released', 'signed-out', 'session-expired', 'session-replaced', 'session-ended', 'password-changed', 'password-reset', 'wrong-code', 'code-replayed', 'recovery-code-used', 'totp-enrolled', 'totp-removed', 'recovery-codes-renewed', 'oidc-refused', 'oidc-unknown', 'oidc-bound')),
  person_id bigint references person,
  by_person_id bigint references person,
  address inet,
  session_pid text,
  request_id text not null default ''
);
create index sign_in_event_person on sign_in_event (person_id, at desc);
create index sign_in_event_kind_at on sign_in_event (kind, at desc);
create index sign_in_event_at on sign_in_event (at);
comment on table sign_in_event is '登录日志：每次登录、失败、锁定、退出等，含网络地址；只增，满六个月后方可清理（网络安全法第二十三条）';
comment on column sign_in_event.id is '序号，操作留痕以此引用';
comment on column sign_in_event.at is '时间';
comment on column sign_in_event.kind is '类别';
comment on column sign_in_event.person_id is '账号所属人员，空为用户名不存在';
comment on column sign_in_event.by_person_id is '经办人（解锁、结束他人会话等），空为本人或系统';
comment on column sign_in_event.address is '网络地址，空为无法识别或服务器本机操作';
comment on column sign_in_event.session_pid is '所涉会话';
comment on column sign_in_event.request_id is '请求编号，与运行日志对应';
create function sign_in_event_kept() returns trigger language plpgsql as $$
begin
  if old.at > (select max(at) from sign_in_event) - interval '6 months' then
    raise exception 'sign-in events are kept for six months' using errcode = 'check_violation';
  end if;
  return old;
end $$;
create trigger sign_in_event_kept before delete on sign_in_event for each row execute function sign_in_event_kept();

create table totp_credential (
  person_id bigint primary key references person,
  secret bytea not null,
  confirmed_at timestamptz not null,
  last_step bigint not null
);
comment on table totp_credential is '动态口令（TOTP，RFC 6238）';
comment on column totp_credential.person_id is '账号所属人员';
comment on column totp_credential.secret is '密钥（加密）';
comment on column totp_credential.confirmed_at is '绑定时间';
comment on column totp_credential.last_step is '最近一次通过的时间步，同一动态码不能再用';

create table totp_enrolment (
  person_id bigint primary key references person,
  secret bytea not null,
  started_at timestamptz not null
);
comment on table totp_enrolment is '尚未确认的动态口令绑定';
comment on column totp_enrolment.person_id is '账号所属人员';
comment on column totp_enrolment.secret is '密钥（加密）';
comment on column totp_enrolment.started_at is '开始时间';

create table recovery_code (
  person_id bigint not null references person,
  code_hash text not null,
  created_at timestamptz not null,
  used_at timestamptz,
  primary key (person_id, code_hash)
);
comment on table recovery_code is '恢复码：丢失动态口令设备时使用，每个只能用一次';
comment on column recovery_code.person_id is '账号所属人员';
comment on column recovery_code.code_hash is '恢复码散列';
comment on column recovery_code.created_at is '生成时间';
comment on column recovery_code.used_at is '使用时间，空为未用';

create table sign_in_step (
  token_hash text primary key,
  person_id bigint not null references person,
  way text not null constraint sign_in_step_way check (way in ('password', 'oidc')),
  started_at timestamptz not null,
  expires_at timestamptz not null,
  attempts integer not null default 0 check (attempts >= 0)
);
comment on table sign_in_step is '登录的中间状态：第一因素已通过，等待动态码；不能打开任何其他页面';
comment on column sign_in_step.token_hash is '令牌散列';
comment on column sign_in_step.person_id is '登录人';
comment on column sign_in_step.way is '第一因素的方式';
comment on column sign_in_step.started_at is '开始时间';
comment on column sign_in_step.expires_at is '失效时间';
comment on column sign_in_step.attempts is '已输入的次数';

create table oidc_attempt (
  token_hash text primary key,
  back text not null,
  started_at timestamptz not null,
  expires_at timestamptz not null
);
comment on table oidc_attempt is '进行中的统一身份认证登录；用一次即删除';
comment on column oidc_attempt.token_hash is '浏览器所持令牌的散列';
comment on column oidc_attempt.back is '登录后回到的位置';
comment on column oidc_attempt.started_at is '开始时间';
comment on column oidc_attempt.expires_at is '失效时间';

grant select, insert, delete on sign_in_event, password_history to mingtang_app;
grant select, insert, update, delete on totp_credential, totp_enrolment, recovery_code, sign_in_step, oidc_attempt to mingtang_app;
