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
