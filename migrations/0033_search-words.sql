-- What is looked for and found, for the words that the portal offers (大家在查). Kept as little as what is looked for in
-- vain: the words after the check for personal data, the day, and a hash that tells visitors of one month apart.
create table search_wish (
  asked_on date not null,
  query text not null check (length(query) between 2 and 40),
  visitor text not null check (visitor ~ '^[0-9a-f]{64}$'),
  primary key (asked_on, query, visitor)
);
comment on table search_wish is '有结果的检索词：经个人信息检查后按日、按访客记一次，短期保留，用于“大家在查”';
comment on column search_wish.asked_on is '日期';
comment on column search_wish.query is '检索词（规范形式）';
comment on column search_wish.visitor is '访客的带密钥散列，只用于在一个月内区分访客，不是网络地址';

create table search_word_off (
  id bigint generated always as identity primary key,
  word text not null unique check (length(word) between 2 and 40),
  taken_off_by_id bigint not null references person,
  taken_off_at timestamptz not null
);
comment on table search_word_off is '从“大家在查”撤下的词，不再显示，直到恢复';
comment on column search_word_off.id is '内部编号';
comment on column search_word_off.word is '检索词（规范形式）';
comment on column search_word_off.taken_off_by_id is '撤下人';
comment on column search_word_off.taken_off_at is '撤下时间';

create table portal.hot_word (
  place integer primary key check (place > 0),
  word text not null unique check (length(word) between 2 and 40)
);
comment on table portal.hot_word is '“大家在查”的词，按查的人数排列';
comment on column portal.hot_word.place is '位次，从 1 起';
comment on column portal.hot_word.word is '检索词（规范形式）';

-- Many searches at once, so that none of them writes; the hash and its secret are those of what is looked for in vain.
create function portal.note_searches(p_day date, p_queries text[], p_visitors text[])
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_month constant date := pg_catalog.date_trunc('month', p_day::timestamp)::date;
  v_salt text;
begin
  -- A flood must end before the disk does.
  if (select count(*) from (select from public.search_wish where asked_on = p_day limit 50000) w) >= 50000 then
    return;
  end if;
  insert into public.search_salt (month, salt) values (v_month, gen_random_uuid()::text || gen_random_uuid()::text)
    on conflict do nothing;
  select salt into v_salt from public.search_salt where month = v_month;
  -- In the order of the key: two processes that write at once never wait for each other in a circle.
  insert into public.search_wish (asked_on, query, visitor)
    select p_day, w.query, w.visitor from (
      select distinct u.query, encode(sha256(convert_to(v_salt || u.visitor, 'UTF8')), 'hex') as visitor
      from unnest(p_queries[1:5000], p_visitors[1:5000]) u(query, visitor)) w
    order by w.query, w.visitor on conflict do nothing;
end $$;
comment on function portal.note_searches is '门户登记有结果的检索词，一次登记多个';
revoke all on function portal.note_searches(date, text[], text[]) from public;
grant execute on function portal.note_searches(date, text[], text[]) to mingtang_portal;

grant select, delete on search_wish to mingtang_app;
grant select, insert, delete on search_word_off to mingtang_app;
grant select, insert, delete on portal.hot_word to mingtang_app;
grant select on portal.hot_word to mingtang_portal;
