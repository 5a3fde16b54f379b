-- Personal data: keys, values, blind index, unmasking, retention, holds, erasures; the intake of the portal; privacy requests.
create table installation_key (
  id text primary key check (id ~ '^[0-9a-f]{16}$'),
  proof text not null check (proof ~ '^[0-9a-f]{64}$'),
  registered_at timestamptz not null,
  retired_at timestamptz
);
comment on table installation_key is '安装密钥的校验值：启动时核对密钥文件是否属于本安装；不含密钥本身';
comment on column installation_key.id is '密钥编号';
comment on column installation_key.proof is '校验值，由密钥单向算出';
comment on column installation_key.registered_at is '登记时间';
comment on column installation_key.retired_at is '停用时间，空为在用';

-- The layers below the cases know them by their number only: no foreign key (it would point upwards).
create table case_key (
  case_id bigint primary key,
  ref text not null unique check (ref ~ '^[0-9abcdefghjkmnpqrstvwxyz]{10}$'),
  key_sealed bytea,
  made_at timestamptz not null,
  destroyed_at timestamptz,
  check ((key_sealed is null) = (destroyed_at is not null))
);
comment on table case_key is '办件密钥：每件一把，由安装密钥加密；销毁后该件的个人信息不可恢复';
comment on column case_key.case_id is '办理事项';
comment on column case_key.ref is '密钥编号（随机），用于恢复旧备份后重放清除';
comment on column case_key.key_sealed is '加密后的密钥，空为已销毁';
comment on column case_key.made_at is '生成时间';
comment on column case_key.destroyed_at is '销毁时间';

create table personal_value (
  id bigint generated always as identity primary key,
  ref text not null unique check (ref ~ '^[0-9abcdefghjkmnpqrstvwxyz]{10}$'),
  case_id bigint not null references case_key,
  party text not null constraint personal_value_party check (party in ('person', 'agent', 'third-party')),
  kind text not null constraint personal_value_kind check (kind in ('name', 'identity-number', 'other-document', 'phone', 'email', 'address', 'bank-card', 'statement', 'reply')),
  ciphertext bytea,
  stored_at timestamptz not null,
  erase_after date,
  erased_at timestamptz,
  check ((ciphertext is null) = (erased_at is not null))
);
create unique index personal_value_once on personal_value (case_id, party, kind) where ciphertext is not null;
create index personal_value_due on personal_value (erase_after) where ciphertext is not null;
comment on table personal_value is '个人信息：逐项加密存放，其他表、事件、日志中只有编号';
comment on column personal_value.id is '内部编号';
comment on column personal_value.ref is '随机编号，与密文绑定，密文不能挪到别处';
comment on column personal_value.case_id is '办理事项';
comment on column personal_value.party is '何人的信息：本人、代理人、第三方';
comment on column personal_value.kind is '种类';
comment on column personal_value.ciphertext is '密文（SM4-CTR 与 HMAC-SM3），空为已清除';
comment on column personal_value.stored_at is '存入时间';
comment on column personal_value.erase_after is '保留至（含当日），空为办理中，尚未起算';
comment on column personal_value.erased_at is '清除时间';

create table personal_index (
  id bigint generated always as identity primary key,
  value_id bigint not null references personal_value,
  with_value_id bigint references personal_value,
  kind text not null constraint personal_index_kind check (kind in ('identity-number', 'other-document', 'phone', 'email', 'bank-card', 'name-phone')),
  token text not null check (token ~ '^[0-9a-f]{64}$')
);
create index personal_index_token on personal_index (kind, token);
create index personal_index_value on personal_index (value_id);
comment on table personal_index is '盲索引：规范化后的号码的带密钥散列，只能按完整号码精确查找；随清除删除';
comment on column personal_index.id is '内部编号';
comment on column personal_index.value_id is '所指的个人信息';
comment on column personal_index.with_value_id is '组合索引的另一项（姓名）';
comment on column personal_index.kind is '索引种类';
comment on column personal_index.token is '散列值';

create table unmasking (
  id bigint generated always as identity primary key,
  case_id bigint not null references case_key,
  person_id bigint not null references person,
  organisation_id bigint not null references organisation,
  reason text not null constraint unmasking_reason check (reason in ('contact', 'verify-identity', 'reply', 'lawful-request', 'complaint', 'other')),
  reason_text text not null check (length(reason_text) between 4 and 200),
  kinds text[] not null,
  at timestamptz not null
);
create index unmasking_case on unmasking (case_id);
create index unmasking_organisation on unmasking (organisation_id, id desc);
comment on table unmasking is '查看完整个人信息的记录：谁、何时、因何，只增不改，不含所看内容';
comment on column unmasking.id is '内部编号';
comment on column unmasking.case_id is '办理事项';
comment on column unmasking.person_id is '查看人';
comment on column unmasking.organisation_id is '承办机构';
comment on column unmasking.reason is '事由类别';
comment on column unmasking.reason_text is '事由说明，不得含个人信息';
comment on column unmasking.kinds is '所看的种类';
comment on column unmasking.at is '时间';

create table retention_rule (
  id bigint generated always as identity primary key,
  matter text not null check (matter = '' or matter ~ '^[a-z]+(-[a-z]+)*$'),
  kind text not null constraint retention_rule_kind check (kind in ('', 'name', 'identity-number', 'other-document', 'phone', 'email', 'address', 'bank-card', 'statement', 'reply')),
  starts text not null constraint retention_rule_starts check (starts in ('case-closed', 'stored')),
  months integer not null check (months between 0 and 1200),
  basis text not null check (length(basis) between 2 and 300),
  valid_from date not null,
  valid_to date,
  set_by_id bigint references person,
  set_at timestamptz,
  check (valid_to is null or valid_to >= valid_from)
);
create unique index retention_rule_once on retention_rule (matter, kind, starts, valid_from);
comment on table retention_rule is '保留期限表：何种个人信息、从何事起算、保留多久、依据；改动另起一行';
comment on column retention_rule.id is '内部编号';
comment on column retention_rule.matter is '办理种类，空为各类';
comment on column retention_rule.kind is '个人信息种类，空为各种';
comment on column retention_rule.starts is '起算：办结或者存入';
comment on column retention_rule.months is '保留月数';
comment on column retention_rule.basis is '依据';
comment on column retention_rule.valid_from is '生效日';
comment on column retention_rule.valid_to is '截止日（含当日），空为长期';
comment on column retention_rule.set_by_id is '设定人，空为程序内置';
comment on column retention_rule.set_at is '设定时间，空为程序内置';
insert into retention_rule (matter, kind, starts, months, basis, valid_from) values
  ('', '', 'case-closed', 60, '《个人信息保护法》第十九条、第四十七条：实现处理目的所必要的最短时间；数值为平台约定，由使用单位确认', '2021-11-01'),
  ('privacy-request', '', 'case-closed', 36, '《个人信息保护法》第五十条；参照《民法典》第一百八十八条普通诉讼时效三年，由使用单位确认', '2021-11-01'),
  ('privacy-request', 'identity-number', 'case-closed', 12, '《个人信息保护法》第六条、第十九条：核验身份所必要的最短时间；数值为平台约定，由使用单位确认', '2021-11-01'),
  ('privacy-request', 'other-document', 'case-closed', 12, '《个人信息保护法》第六条、第十九条：核验身份所必要的最短时间；数值为平台约定，由使用单位确认', '2021-11-01');

create table retention_run (
  run_on date primary key,
  cases integer not null check (cases >= 0),
  held integer not null check (held >= 0),
  at timestamptz not null
);
comment on table retention_run is '每日到期清除的运行记录';
comment on column retention_run.run_on is '日期';
comment on column retention_run.cases is '清除的办件数';
comment on column retention_run.held is '因法律保全未清除的办件数';
comment on column retention_run.at is '完成时间';

create table legal_hold (
  id bigint generated always as identity primary key,
  pid text not null unique check (pid ~ '^[0-9abcdefghjkmnpqrstvwxyz]{10}$'),
  case_id bigint not null references case_key,
  organisation_id bigint not null references organisation,
  reason text not null check (length(reason) between 4 and 300),
  document text not null check (length(document) between 2 and 100),
  until_on date,
  placed_by_id bigint not null references person,
  placed_at timestamptz not null,
  lifted_by_id bigint references person,
  lifted_at timestamptz,
  lifted_reason text,
  check (num_nonnulls(lifted_by_id, lifted_at, lifted_reason) in (0, 3))
);
create index legal_hold_case on legal_hold (case_id) where lifted_at is null;
comment on table legal_hold is '法律保全：诉讼、复议、调查期间停止清除';
comment on column legal_hold.id is '内部编号';
comment on column legal_hold.pid is '公开编号';
comment on column legal_hold.case_id is '办理事项';
comment on column legal_hold.organisation_id is '承办机构';
comment on column legal_hold.reason is '原因';
comment on column legal_hold.document is '依据文书的编号';
comment on column legal_hold.until_on is '保全至（含当日），空为解除前一直有效';
comment on column legal_hold.placed_by_id is '设定人';
comment on column legal_hold.placed_at is '设定时间';
comment on column legal_hold.lifted_by_id is '解除人';
comment on column legal_hold.lifted_at is '解除时间';
comment on column legal_hold.lifted_reason is '解除原因';

create table erasure (
  id bigint generated always as identity primary key,
  case_id bigint not null,
  key_ref text not null check (key_ref ~ '^[0-9abcdefghjkmnpqrstvwxyz]{10}$'),
  value_refs text[] not null,
  kinds text[] not null,
  key_destroyed boolean not null,
  basis text not null constraint erasure_basis check (basis in ('retention-ended', 'request', 'consent-withdrawn', 'replaced')),
  basis_ref text not null default '',
  person_id bigint references person,
  service text,
  at timestamptz not null,
  replayed_at timestamptz,
  unique (key_ref, value_refs),
  check (num_nonnulls(person_id, service) = 1)
);
create index erasure_case on erasure (case_id);
comment on table erasure is '清除记录：恢复旧备份后据此重放，使已清除的个人信息不会复活';
comment on column erasure.id is '内部编号';
comment on column erasure.case_id is '办理事项';
comment on column erasure.key_ref is '办件密钥编号';
comment on column erasure.value_refs is '所清除的个人信息的编号';
comment on column erasure.kinds is '所清除的种类';
comment on column erasure.key_destroyed is '办件密钥是否同时销毁';
comment on column erasure.basis is '依据';
comment on column erasure.basis_ref is '依据的办件编号等';
comment on column erasure.person_id is '经办人';
comment on column erasure.service is '服务账号';
comment on column erasure.at is '时间';
comment on column erasure.replayed_at is '恢复备份后重放的时间';

-- Intake: what the public sends is sealed by the portal for the office and cannot be read back there.
create table intake_key (
  id bigint generated always as identity primary key,
  public_key bytea not null check (octet_length(public_key) = 32),
  private_sealed bytea not null,
  made_at timestamptz not null,
  retired_at timestamptz
);
comment on table intake_key is '网上提交用的密钥对：门户用公钥封装，只有工作台能打开';
comment on column intake_key.id is '内部编号';
comment on column intake_key.public_key is '公钥（X25519）';
comment on column intake_key.private_sealed is '加密后的私钥';
comment on column intake_key.made_at is '生成时间';
comment on column intake_key.retired_at is '停用时间，空为在用';

create table intake (
  id bigint generated always as identity primary key,
  kind text not null check (kind ~ '^[a-z]+(-[a-z]+)*$'),
  code_hash text not null unique check (code_hash ~ '^[0-9a-f]{64}$'),
  key_id bigint references intake_key,
  envelope bytea check (octet_length(envelope) <= 32768),
  received_at timestamptz not null,
  received_on date not null,
  taken_at timestamptz,
  failed_at timestamptz,
  case_id bigint,
  state text not null,
  closed_on date,
  check (envelope is null or key_id is not null),
  check (envelope is null or taken_at is null)
);
create index intake_waiting on intake (kind, id) where envelope is not null;
create unique index intake_case on intake (case_id) where case_id is not null;
comment on table intake is '公众提交的事项：登记前为封装的密文，登记后只留查询码散列和办理状态';
comment on column intake.id is '内部编号';
comment on column intake.kind is '种类';
comment on column intake.code_hash is '查询码的散列';
comment on column intake.key_id is '封装所用的密钥';
comment on column intake.envelope is '封装的内容，登记后删除';
comment on column intake.received_at is '收到时间';
comment on column intake.received_on is '收到日期';
comment on column intake.taken_at is '登记时间';
comment on column intake.failed_at is '打不开或内容不符的时间，须人工处理';
comment on column intake.case_id is '办理事项';
comment on column intake.state is '对提交人显示的状态';
comment on column intake.closed_on is '办结日期';

create view portal.live_intake_key as
  select id, public_key from intake_key where retired_at is null order by id desc limit 1;
comment on view portal.live_intake_key is '网上提交用的公钥';
comment on column portal.live_intake_key.id is '编号';
comment on column portal.live_intake_key.public_key is '公钥';
create view portal.live_parameter as
  select name, value, valid_from, valid_to from parameter_value
  where organisation_id is null and level is null and name like 'portal.%';
comment on view portal.live_parameter is '门户使用的参数';
comment on column portal.live_parameter.name is '参数名';
comment on column portal.live_parameter.value is '数值';
comment on column portal.live_parameter.valid_from is '生效日';
comment on column portal.live_parameter.valid_to is '截止日（含当日）';

-- The only ways in which the portal writes. They belong to the owner, name every table with its schema, look nowhere else.
create function portal.submit_intake(p_kind text, p_code_hash text, p_key_id bigint, p_envelope bytea, p_at timestamptz, p_day date)
  returns text language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if p_envelope is null or p_key_id is null then
    raise exception 'an intake needs an envelope' using errcode = '22004';
  end if;
  -- A flood must end before the disk does; the office is told by the number that waits.
  if (select count(*) from (select from public.intake where envelope is not null limit 20000) w) >= 20000 then
    return 'full';
  end if;
  insert into public.intake (kind, code_hash, key_id, envelope, received_at, received_on, state)
    values (p_kind, p_code_hash, p_key_id, p_envelope, p_at, p_day, 'waiting')
    on conflict (code_hash) do nothing;
  return case when found then 'taken' else 'known' end;
end $$;
comment on function portal.submit_intake is '门户提交一件；同一查询码重复提交不重复登记';

create function portal.intake_state(p_kind text, p_code_hash text)
  returns table (state text, received_on date, due_on date, closed_on date)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query select i.state, i.received_on,
    (select min(k.due) from public.case_clock k where k.case_id = i.case_id), i.closed_on
    from public.intake i where i.kind = p_kind and i.code_hash = p_code_hash;
end $$;
comment on function portal.intake_state is '凭查询码查办理状态和日期，不含个人信息';

create function portal.count_attempt(p_key text, p_minutes integer, p_at timestamptz)
  returns table (attempts integer, started_at timestamptz)
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  -- The prefix keeps the portal away from the counters of the console's sign-in.
  insert into public.attempt_limit as l (key, window_started_at, attempts)
    values (encode(sha256(convert_to('portal ' || p_key, 'UTF8')), 'hex'), p_at, 1)
  on conflict (key) do update set
    attempts = case when l.window_started_at <= p_at - make_interval(mins => p_minutes) then 1 else l.attempts + 1 end,
    window_started_at = case when l.window_started_at <= p_at - make_interval(mins => p_minutes) then p_at else l.window_started_at end
  returning l.attempts, l.window_started_at;
$$;
comment on function portal.count_attempt is '门户的次数限制';

-- 个人信息权利请求: the typed row of its case.
create table privacy_request (
  case_id bigint primary key references procedure_case,
  right_kind text not null constraint privacy_request_right check (right_kind in ('access', 'rectify', 'erase', 'transfer', 'withdraw-consent', 'explain')),
  channel text not null constraint privacy_request_channel check (channel in ('window', 'portal')),
  document_kind text not null constraint privacy_request_document check (document_kind in ('identity-card', 'passport', 'home-return-permit', 'taiwan-permit', 'foreigner-permit')),
  about text not null default '' check (length(about) <= 40),
  identity_check text constraint privacy_request_identity check (identity_check in ('original-seen', 'copy-compared', 'called-back')),
  outcome text constraint privacy_request_outcome check (outcome in ('granted', 'partly-granted', 'refused')),
  closing text constraint privacy_request_closing check (closing in ('withdrawn', 'identity-unproved', 'repeated')),
  check (num_nonnulls(outcome, closing) < 2)
);
comment on table privacy_request is '个人信息权利请求（个人信息保护法第四十四条至第五十条）';
comment on column privacy_request.case_id is '办理事项';
comment on column privacy_request.right_kind is '请求的权利';
comment on column privacy_request.channel is '提交渠道';
comment on column privacy_request.document_kind is '证件种类';
comment on column privacy_request.about is '涉及的办件编号';
comment on column privacy_request.identity_check is '身份核验方式';
comment on column privacy_request.outcome is '答复结果';
comment on column privacy_request.closing is '终止办理的原因';

grant select, insert, update on installation_key, case_key, personal_value, legal_hold, intake_key, intake, privacy_request, erasure, retention_rule to mingtang_app;
grant select, insert, delete on personal_index to mingtang_app;
grant select, insert on unmasking, retention_run to mingtang_app;
grant select on portal.live_intake_key, portal.live_parameter to mingtang_portal, mingtang_app;
revoke all on function portal.submit_intake(text, text, bigint, bytea, timestamptz, date), portal.intake_state(text, text), portal.count_attempt(text, integer, timestamptz) from public;
grant execute on function portal.submit_intake(text, text, bigint, bytea, timestamptz, date), portal.intake_state(text, text), portal.count_attempt(text, integer, timestamptz) to mingtang_portal;
