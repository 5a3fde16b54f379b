-- A planned value of a parameter may be taken back before it holds; the row stays as evidence.
alter table parameter_value
  add cancelled_at timestamptz,
  add cancelled_by_id bigint references person,
  add cancel_reason text not null default '' check (length(cancel_reason) <= 300),
  add constraint parameter_value_cancelled check ((cancelled_at is null) = (cancelled_by_id is null) and (cancelled_at is null) = (length(cancel_reason) < 2));
drop index parameter_value_once;
create unique index parameter_value_once on parameter_value (name, coalesce(organisation_id, 0), coalesce(level, ''), valid_from) where cancelled_at is null;
comment on column parameter_value.cancelled_at is '生效前取消的时间，空为未取消';
comment on column parameter_value.cancelled_by_id is '取消人';
comment on column parameter_value.cancel_reason is '取消理由';

create index notice_person_created on notice (person_id, created_at);

alter table section add end_reason text not null default '' check (length(end_reason) <= 200);
comment on column section.end_reason is '撤销依据或原因，空为未撤销或早先撤销';

alter table session add greeted_at timestamptz;
comment on column session.greeted_at is '已提示上次登录情况的时间，空为还没有提示';

-- One administrator alone must not let somebody else into an account: a binding holds when the security officer confirms it.
alter table account
  add oidc_proposed text check (length(oidc_proposed) between 1 and 255),
  add oidc_proposed_by_id bigint references person,
  add oidc_proposed_at timestamptz,
  add check ((oidc_proposed is null) = (oidc_proposed_by_id is null) and (oidc_proposed is null) = (oidc_proposed_at is null));
comment on column account.oidc_proposed is '系统管理员提出、待安全管理员确认的身份标识（sub）';
comment on column account.oidc_proposed_by_id is '提出人';
comment on column account.oidc_proposed_at is '提出时间';

create or replace view portal.live_parameter as
  select name, value, valid_from, valid_to from parameter_value
  where organisation_id is null and level is null and name like 'portal.%' and cancelled_at is null;
create or replace view portal.live_rule as
  select name, value, valid_from, valid_to, source from parameter_value
  where organisation_id is null and level is null and name like 'law.%' and cancelled_at is null;
