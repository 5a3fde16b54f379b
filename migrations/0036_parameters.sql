-- How a parameter is found stands here once: the program asks this function, and so does what the public may know of it.
create function parameter_text(p_name text, p_organisation_id bigint, p_day date)
  returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  with recursive line as (
    select id, parent_id, level, 0 as distance from public.organisation where id = p_organisation_id
    union all
    select o.id, o.parent_id, o.level, l.distance + 1 from public.organisation o join line l on o.id = l.parent_id where l.distance < 20)
  select v.value from public.parameter_value v left join line l on l.id = v.organisation_id
  where v.name = p_name and v.cancelled_at is null and v.valid_from <= p_day and (v.valid_to is null or v.valid_to >= p_day)
    and (v.organisation_id is null or l.id is not null)
    and (v.level is null or v.level = (select level from line where distance = 0))
  order by l.distance nulls last, v.level nulls last, v.valid_from desc
  limit 1;
$$;
comment on function parameter_text is '某日对某机构（空为全市）适用的参数数值：本机构或最近的上级机构、所属层级、全市，依次取先有的；空为内置数值';
revoke execute on function parameter_text from public;
grant execute on function parameter_text to mingtang_app;

-- What the public may know of the numbers of one organisation; a name is added here when a page of the portal shows it.
drop function portal.privacy_reply_days;
create function portal.local_parameter(p_name text, p_code text, p_day date)
  returns text language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select public.parameter_text(p_name, (select o.id from public.organisation o where o.code = p_code), p_day)
  where p_name in ('privacy.reply');
$$;
comment on function portal.local_parameter is '公众可知的、某机构当日适用的参数数值，空为内置数值';
revoke execute on function portal.local_parameter from public;
grant execute on function portal.local_parameter to mingtang_portal;

-- The numbers of the whole city that the portal follows or shows, in one place; what was taken back is not among them.
drop view portal.live_setting, portal.live_rule;
create or replace view portal.live_parameter as
  select name, value, valid_from, valid_to, source from parameter_value
  where organisation_id is null and level is null and cancelled_at is null
    and (name like 'portal.%' or name like 'law.%' or name = 'database.slow-query');
comment on view portal.live_parameter is '门户遵守或展示的全市参数：门户设置、法定数值与慢查询阈值';
comment on column portal.live_parameter.source is '依据文件';

comment on column stored_file.findings is '文字中疑似个人信息的种类与行号，以及表格中会被当作公式的行，不含内容';
