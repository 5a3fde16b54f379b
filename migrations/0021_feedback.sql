-- The captcha of anonymous forms: a secret that all portal processes share, and which challenges have been used.
create table portal.captcha_secret (
  made_on date primary key,
  secret text not null check (length(secret) >= 32),
  made_at timestamptz not null
);
comment on table portal.captcha_secret is '验证题的签名密钥：每日更换，保留昨日的，供各门户进程共用';
comment on column portal.captcha_secret.made_on is '生成日期';
comment on column portal.captcha_secret.secret is '密钥';
comment on column portal.captcha_secret.made_at is '生成时间';

create table captcha_use (
  token_hash text primary key check (token_hash ~ '^[0-9a-f]{64}$'),
  used_for text check (used_for ~ '^[0-9a-f]{64}$'),
  wrong integer not null default 0,
  expires_at timestamptz not null
);
create index captcha_use_over on captcha_use (expires_at);
comment on table captcha_use is '验证题的使用记录：每题只用一次，过期后删除';
comment on column captcha_use.token_hash is '验证题的散列';
comment on column captcha_use.used_for is '用于哪一份表单（散列），空为只答错过';
comment on column captcha_use.wrong is '答错次数';
comment on column captcha_use.expires_at is '到期时间，过后删除';

-- One door for looking at a challenge, answering it wrongly and using it up, in one step: two requests at once cannot both use it.
create function portal.try_captcha(p_token_hash text, p_used_for text, p_right boolean, p_most integer, p_expires timestamptz)
  returns text language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  u public.captcha_use;
begin
  if p_right is not null then
    insert into public.captcha_use (token_hash, expires_at) values (p_token_hash, p_expires) on conflict (token_hash) do nothing;
  end if;
  select * into u from public.captcha_use where token_hash = p_token_hash for update;
  if not found then
    return 'open';
  end if;
  -- The same form sent twice is one: its second copy passes with the first.
  if u.used_for is not null then
    return case when p_right and u.used_for = p_used_for then 'passed' else 'used' end;
  end if;
  if u.wrong >= p_most then
    return 'spent';
  end if;
  if p_right is null then
    return 'open';
  end if;
  if p_right then
    update public.captcha_use set used_for = p_used_for where token_hash = p_token_hash;
    return 'passed';
  end if;
  update public.captcha_use set wrong = wrong + 1 where token_hash = p_token_hash;
  return case when u.wrong + 1 >= p_most then 'spent' else 'wrong' end;
end $$;
comment on function portal.try_captcha is '核对并用掉一道验证题';

-- 政策反馈: the typed row of its case. Name and contact of the sender are personal values, never here.
create table policy_feedback (
  case_id bigint primary key references procedure_case,
  document_id bigint not null references gov_document,
  content text not null check (length(content) between 1 and 5000),
  content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
  duplicate_of_id bigint references procedure_case,
  received_on date not null,
  class text constraint policy_feedback_class check (class in ('consultation', 'suggestion', 'correction', 'complaint', 'other')),
  assigned_to_id bigint references person,
  reply text not null default '',
  replied_on date,
  use_kind text constraint policy_feedback_use check (use_kind in ('used', 'partly-used', 'not-used')),
  use_note text not null default '',
  public_text text not null default '',
  public_reply text not null default '',
  private_reason text not null default '',
  closing text constraint policy_feedback_closing check (closing in ('duplicate', 'no-substance', 'abusive')),
  live_text text not null default '',
  live_reply text not null default '',
  live_use text constraint policy_feedback_live_use check (live_use in ('used', 'partly-used', 'not-used')),
  live_use_note text not null default '',
  published_at timestamptz,
  published_on date,
  check ((published_at is null) = (published_on is null)),
  check (published_at is null or (length(live_text) > 0 and length(live_reply) > 0))
);
create index policy_feedback_document on policy_feedback (document_id);
comment on table policy_feedback is '政策反馈：公众对一份文件的意见及其办理';
comment on column policy_feedback.case_id is '办理事项';
comment on column policy_feedback.document_id is '所反馈的文件';
comment on column policy_feedback.content is '反馈内容，提交前已检查不含个人号码';
comment on column policy_feedback.content_hash is '规范化后内容的散列，用于识别重复';
comment on column policy_feedback.duplicate_of_id is '内容相同、先收到的一件';
comment on column policy_feedback.received_on is '收到日期，答复期限由此起算';
comment on column policy_feedback.class is '分类';
comment on column policy_feedback.assigned_to_id is '经办人';
comment on column policy_feedback.reply is '答复，提交人凭查询码可见';
comment on column policy_feedback.replied_on is '首次答复日期';
comment on column policy_feedback.use_kind is '意见采用情况';
comment on column policy_feedback.use_note is '意见采用情况的说明';
comment on column policy_feedback.public_text is '拟公开的反馈内容（公开版）';
comment on column policy_feedback.public_reply is '拟公开的答复';
comment on column policy_feedback.private_reason is '不公开或者撤下的原因';
comment on column policy_feedback.closing is '不予办理的原因';
comment on column policy_feedback.live_text is '公众看到的反馈内容';
comment on column policy_feedback.live_reply is '公众看到的答复';
comment on column policy_feedback.live_use is '公众看到的采用情况';
comment on column policy_feedback.live_use_note is '公众看到的采用说明';
comment on column policy_feedback.published_at is '公开时间，空为没有公开';
comment on column policy_feedback.published_on is '公开日期';

-- Seen with its document and never without: a withdrawal takes it along. A table of its own, not a view: pages that are
-- kept must not fall with every step of every feedback.
create table portal.live_feedback (
  pid text primary key,
  document_id bigint not null references portal.live_document on delete cascade,
  document_pid text not null,
  content text not null,
  reply text not null,
  use_kind text,
  use_note text not null,
  received_on date not null,
  replied_on date not null,
  published_on date not null,
  published_at timestamptz not null
);
create index live_feedback_paper on portal.live_feedback (document_pid, published_at desc);
create index live_feedback_document on portal.live_feedback (document_id);
create index live_feedback_newest on portal.live_feedback (published_at desc);
comment on table portal.live_feedback is '已公开的政策反馈和答复，随所反馈的文件公开和撤下';
comment on column portal.live_feedback.pid is '公开编号';
comment on column portal.live_feedback.document_id is '文件';
comment on column portal.live_feedback.document_pid is '文件的公开编号';
comment on column portal.live_feedback.content is '反馈内容';
comment on column portal.live_feedback.reply is '答复';
comment on column portal.live_feedback.use_kind is '采用情况';
comment on column portal.live_feedback.use_note is '采用说明';
comment on column portal.live_feedback.received_on is '收到日期';
comment on column portal.live_feedback.replied_on is '答复日期';
comment on column portal.live_feedback.published_on is '公开日期';
comment on column portal.live_feedback.published_at is '公开时间';

-- Kept pages of one paper fall with its own feedback only: the marks of papers, as for its other rows.
create trigger document_moved_insert after insert on portal.live_feedback
  referencing new table as moved_rows for each statement execute function portal_document_moved();
create trigger document_moved_update after update on portal.live_feedback
  referencing new table as moved_rows for each statement execute function portal_document_moved();
create trigger document_moved_delete after delete on portal.live_feedback
  referencing old table as moved_rows for each statement execute function portal_document_moved();

create view public_feedback as
  select c.pid, d.id as document_id, d.pid as document_pid, f.live_text as content, f.live_reply as reply, f.live_use as use_kind,
    f.live_use_note as use_note, f.received_on, f.replied_on, f.published_on, f.published_at
  from policy_feedback f join procedure_case c on c.id = f.case_id join portal.live_document d on d.id = f.document_id
  where f.published_at is not null;
comment on view public_feedback is '门户应有的政策反馈：已批准公开，且所反馈的文件在公开';
comment on column public_feedback.pid is '公开编号';
comment on column public_feedback.document_id is '文件';
comment on column public_feedback.document_pid is '文件的公开编号';
comment on column public_feedback.content is '反馈内容';
comment on column public_feedback.reply is '答复';
comment on column public_feedback.use_kind is '采用情况';
comment on column public_feedback.use_note is '采用说明';
comment on column public_feedback.received_on is '收到日期';
comment on column public_feedback.replied_on is '答复日期';
comment on column public_feedback.published_on is '公开日期';
comment on column public_feedback.published_at is '公开时间';

-- A paper that comes back, or is replaced by its correction, brings its feedback along.
create function live_feedback_follows() returns trigger language plpgsql as $$
begin
  insert into portal.live_feedback select * from public_feedback where document_id = new.id;
  return null;
end $$;
comment on function live_feedback_follows is '文件公开时带上已公开的政策反馈';
create trigger live_feedback_follows after insert on portal.live_document for each row execute function live_feedback_follows();

-- How long what the public leaves is kept, for the sentence beside the form: what is told is what is done.
create view portal.live_retention as
  select matter, max(months) as months, valid_from, valid_to from retention_rule
  where matter <> '' and starts = 'case-closed' group by matter, valid_from, valid_to;
comment on view portal.live_retention is '个人信息的保留期限，告知提交人';
comment on column portal.live_retention.matter is '办理种类';
comment on column portal.live_retention.months is '办结后保留的月数';
comment on column portal.live_retention.valid_from is '生效日';
comment on column portal.live_retention.valid_to is '截止日（含当日），空为长期';

-- What the sender learns with the query code: the answer, and the paper while the public can see it.
create function portal.feedback_answer(p_code_hash text)
  returns table (document_pid text, document_title text, reply text, replied_on date, use_kind text, use_note text, closing text, published boolean)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- What became of the opinion is told as the public reads it, or when the office has decided not to publish: never as a draft.
  return query select d.pid, d.title, f.reply, f.replied_on,
      case when f.published_at is not null then f.live_use when c.state in ('unpublished', 'closed') then f.use_kind end,
      case when f.published_at is not null then f.live_use_note when c.state in ('unpublished', 'closed') then f.use_note else '' end,
      f.closing, f.published_at is not null and d.pid is not null
    from public.intake i join public.policy_feedback f on f.case_id = i.case_id join public.procedure_case c on c.id = f.case_id
    left join portal.live_document d on d.id = f.document_id
    where i.kind = 'policy-feedback' and i.code_hash = p_code_hash;
end $$;
comment on function portal.feedback_answer is '凭查询码查政策反馈的答复，不含个人信息';

insert into retention_rule (matter, kind, starts, months, basis, valid_from) values
  ('policy-feedback', '', 'case-closed', 6, '《个人信息保护法》第十九条：实现处理目的所必要的最短时间；数值为平台约定，由使用单位确认', '2021-11-01');

grant select, insert, delete on portal.captcha_secret to mingtang_app;
grant select, delete on captcha_use to mingtang_app;
grant select, insert, update on policy_feedback to mingtang_app;
grant select, insert, delete on portal.live_feedback to mingtang_app;
grant select on public_feedback, portal.live_retention to mingtang_app;
grant select on portal.captcha_secret, portal.live_feedback, portal.live_retention to mingtang_portal;
revoke all on function portal.try_captcha(text, text, boolean, integer, timestamptz), portal.feedback_answer(text) from public;
grant execute on function portal.try_captcha(text, text, boolean, integer, timestamptz), portal.feedback_answer(text) to mingtang_portal;
