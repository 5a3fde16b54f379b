-- The numbers of law that hold for everybody, for the public calculator.
create view portal.live_rule as
  select name, value, valid_from, valid_to, source from parameter_value
  where organisation_id is null and level is null and name like 'law.%';
comment on view portal.live_rule is '公众可见的法定数值（全市统一设定的）';
comment on column portal.live_rule.name is '参数名';
comment on column portal.live_rule.value is '数值';
comment on column portal.live_rule.valid_from is '生效日';
comment on column portal.live_rule.valid_to is '截止日（含当日），空为长期';
comment on column portal.live_rule.source is '依据文件';
grant select on portal.live_rule to mingtang_app, mingtang_portal;
