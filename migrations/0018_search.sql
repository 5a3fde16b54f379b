-- Search: the text that proves a hit beside its tokens, what hits are narrowed and counted by, words of attachments,
-- and what was looked for in vain.

-- Uncompressed and in the row as far as a page holds it: a hit is proven by one look at one page.
create table portal.live_text (
  document_id bigint primary key references portal.live_document on delete cascade,
  text_n text not null
) with (toast_tuple_target = 8160);
alter table portal.live_text alter text_n set storage external;
comment on table portal.live_text is '全文（检索规范形式）：标题、正文、文号等和附件文字，用于核对命中';
comment on column portal.live_text.document_id is '文件';
comment on column portal.live_text.text_n is '标题、正文、概述、文号、索引号、主送机关、附件文字，各占一行';
insert into portal.live_text (document_id, text_n) select id, title_n || e'\n' || body_n from portal.live_document;
alter table portal.live_document drop column body_n;
alter table portal.live_document add column initials text not null default '';
comment on column portal.live_document.initials is '标题的拼音首字母，用于联想';
create index live_document_number on portal.live_document (document_number text_pattern_ops);

create table portal.live_file_text (
  pid text primary key references portal.live_file on delete cascade,
  document_id bigint not null references portal.live_document on delete cascade,
  body text not null
);
create index live_file_text_document on portal.live_file_text (document_id);
comment on table portal.live_file_text is '附件中的文字，用于检索和摘要；随附件删除';
comment on column portal.live_file_text.pid is '附件';
comment on column portal.live_file_text.document_id is '文件';
comment on column portal.live_file_text.body is '附件文字（原样，过长的截断）';

alter table portal.live_search
  add column effective_on date,
  add column expires_on date,
  add column repealed_on date,
  add column title_length smallint not null default 0,
  add column facets integer[] not null default '{}';
-- Rows stay narrow, so that a frequent word reads few pages: the tokens go aside, the rest never does.
alter table portal.live_search alter toks set storage external, alter facets set storage plain;
alter table portal.live_search set (toast_tuple_target = 128);
create index live_search_date on portal.live_search (published_on desc, document_id desc);
create index live_search_ver on portal.live_search (ver);
comment on column portal.live_search.effective_on is '施行日期';
comment on column portal.live_search.expires_on is '有效期至（含当日）';
comment on column portal.live_search.repealed_on is '废止日期';
comment on column portal.live_search.title_length is '标题字数，用于排序';
comment on column portal.live_search.facets is '可供筛选的分类：散列值，末三位为分类的种类';

-- Whether a row is within the limits of a search. p_limits: first and last day of publication, of taking effect; null is
-- no limit. p_not: words that must not stand in the text.
create function portal.search_fits(s portal.live_search, p_limits date[], p_validity text, p_today date)
  returns boolean language sql immutable as $$
  select (p_limits[1] is null or s.published_on >= p_limits[1]) and (p_limits[2] is null or s.published_on <= p_limits[2])
    and (p_limits[3] is null or s.effective_on >= p_limits[3]) and (p_limits[4] is null or s.effective_on <= p_limits[4])
    and (p_validity is null or p_validity = case
      when s.repealed_on <= p_today then 'repealed' when s.expires_on < p_today then 'lapsed'
      when s.effective_on > p_today then 'not-yet-effective' else 'in-force' end)
$$;
comment on function portal.search_fits is '检索条件：发布日期、施行日期的起止和有效性';

create function portal.search_free(p_id bigint, p_not text[])
  returns boolean language sql stable as $$
  select not exists (select from portal.live_text t cross join unnest(p_not) x where t.document_id = p_id and strpos(t.text_n, x) > 0)
$$;
comment on function portal.search_free is '文件中是否没有任何一个排除的词';

-- The newest rows that hold all of the tokens, at most p_want; fewer only when there are no more.
-- p_windows holds lists of tokens of ever longer times before today, p_ends where each list ends, p_sizes about how many
-- documents were published in each: a frequent word is looked for among the newest ones, and how often it occurs there
-- tells which window to try next.
create function portal.search_newest(p_toks integer[], p_want integer, p_sizes integer[], p_ends integer[], p_windows integer[],
    p_not text[], p_limits date[], p_validity text, p_today date)
  returns bigint[] language plpgsql stable as $$
declare
  v_ids bigint[];
  v_step integer := 1;
  v_need double precision;
begin
  while v_step <= cardinality(p_sizes) loop
    select array_agg(h.document_id order by h.published_on desc, h.document_id desc) into v_ids
    from (select m.document_id, m.published_on
      from (select s.document_id, s.published_on from portal.live_search s
        where s.toks @> p_toks and s.toks && p_windows[case when v_step = 1 then 1 else p_ends[v_step - 1] + 1 end : p_ends[v_step]]
          and portal.search_fits(s, p_limits, p_validity, p_today)
          and (cardinality(p_not) = 0 or portal.search_free(s.document_id, p_not)) offset 0) m
      order by m.published_on desc, m.document_id desc limit p_want) h;
    if cardinality(v_ids) >= p_want then
      return v_ids;
    end if;
    v_need := 1.5 * p_want * p_sizes[v_step] / greatest(coalesce(cardinality(v_ids), 0), 0.1);
    loop
      v_step := v_step + 1;
      exit when v_step > cardinality(p_sizes) or p_sizes[v_step] >= v_need;
    end loop;
  end loop;
  select array_agg(h.document_id order by h.published_on desc, h.document_id desc) into v_ids
  from (select m.document_id, m.published_on
    from (select s.document_id, s.published_on from portal.live_search s
      where s.toks @> p_toks and portal.search_fits(s, p_limits, p_validity, p_today)
        and (cardinality(p_not) = 0 or portal.search_free(s.document_id, p_not)) offset 0) m
    order by m.published_on desc, m.document_id desc limit p_want) h;
  return coalesce(v_ids, '{}');
end $$;
comment on function portal.search_newest is '含有全部散列值的文件，从新到旧';

-- Those of the ids whose text holds the terms, in their order, from p_from on, at most p_most; looks no further than needed.
create function portal.search_true(p_ids bigint[], p_terms text[], p_from integer, p_most integer)
  returns bigint[] language plpgsql stable as $$
declare
  v_ids bigint[];
begin
  if cardinality(p_terms) = 0 then
    return p_ids[p_from + 1 : p_from + p_most];
  end if;
  select array_agg(h.id order by h.place) into v_ids
  from (select c.id, c.place from unnest(p_ids) with ordinality c(id, place)
    cross join lateral (select from portal.live_text t where t.document_id = c.id and strpos(t.text_n, p_terms[1]) > 0 and (cardinality(p_terms) = 1 or (select bool_and(strpos(t.text_n, x) > 0) from unnest(p_terms) x)) offset 0) t
    limit p_most offset p_from) h;
  return coalesce(v_ids, '{}');
end $$;
comment on function portal.search_true is '核对命中：文字中确有检索词的文件，保持次序';

-- Puts hits in the order of their relevance: the whole query as title, number or index number first; papers in force before
-- those that are not; words in the title and how much of it they are, words repeated in the text, newness.
create function portal.search_ranked(p_ids bigint[], p_exact bigint[], p_title bigint[], p_often bigint[], p_length integer, p_today date)
  returns bigint[] language plpgsql stable as $$
begin
  return (select coalesce(array_agg(r.document_id order by r.exact desc, r.ended, r.score desc, r.published_on desc, r.document_id desc), '{}')
  from (select s.document_id, s.published_on, s.document_id = any(p_exact) as exact,
      coalesce(s.repealed_on <= p_today, false) or coalesce(s.expires_on < p_today, false) as ended,
      case when s.document_id = any(p_title) then 10 + 4.0::float8 * least(p_length, s.title_length) / greatest(s.title_length, 1) else 0 end
        + case when s.document_id = any(p_often) then 3 else 0 end + 2.0::float8 * exp(greatest(s.published_on - p_today, -36500) / 1500.0::float8) as score
    from (select distinct x from unnest(p_ids) x) x(id) join portal.live_search s on s.document_id = x.id) r);
end $$;
comment on function portal.search_ranked is '按相关程度排列';

-- One page of hits. A set rather than an array: what the planner can evaluate to estimate its length would run twice. p_all: tokens of words and filters; p_title, p_often: the same as they stand in titles and in texts
-- that repeat the words; p_exact: the whole query as a title, number or index number. p_terms: what tokens do not prove;
-- p_length: characters of all terms. Relevance ranks the newest hits, the newest that repeat the words and the newest with
-- the words in the title, then goes on with all others by date: paging meets every hit once, and the cost does not grow
-- with their number.
create function portal.search_hits(p_order text, p_all integer[], p_title integer[], p_often integer[], p_exact integer[],
    p_terms text[], p_length integer, p_not text[], p_sizes integer[], p_ends integer[], p_windows integer[],
    p_limits date[], p_validity text, p_today date, p_from integer, p_most integer)
  returns table (id bigint, place bigint) language plpgsql stable rows 20 set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
declare
  c_tier constant integer := 60;
  v_want integer := p_from + p_most + case when p_order = 'date' and cardinality(p_terms) = 0 then 0 when p_order = 'date' then 20 else c_tier end;
  v_newest bigint[];
  v_few boolean;
  v_exact bigint[];
  v_title bigint[];
  v_often bigint[];
  v_ranked bigint[];
  v_page bigint[];
  v_rest bigint[];
begin
  -- Some are no true hits: while a page stays short of them though there may be more, more are fetched.
  loop
    v_newest := portal.search_newest(p_all, v_want, p_sizes, p_ends, p_windows, p_not, p_limits, p_validity, p_today);
    if p_order = 'date' then
      v_page := portal.search_true(v_newest, p_terms, p_from, p_most);
    else
      if v_ranked is null then
        v_few := cardinality(v_newest) < v_want and cardinality(v_newest) <= 3 * c_tier;
        v_title := portal.search_newest(p_title, case when v_few then 3 * c_tier else c_tier end, p_sizes, p_ends, p_windows, p_not, p_limits, p_validity, p_today);
        v_often := portal.search_newest(p_often, case when v_few then 3 * c_tier else c_tier end, p_sizes, p_ends, p_windows, p_not, p_limits, p_validity, p_today);
        select coalesce(array_agg(e.document_id), '{}') into v_exact
        from (select s.document_id from portal.live_search s where s.toks @> p_all and s.toks && p_exact
          and portal.search_fits(s, p_limits, p_validity, p_today) limit 20) e
        where cardinality(p_not) = 0 or portal.search_free(e.document_id, p_not);
        v_ranked := portal.search_ranked(case when v_few then v_newest else v_exact || v_title || v_often || v_newest[1 : c_tier] end,
          v_exact, v_title, v_often, p_length, p_today);
      end if;
      v_page := portal.search_true(v_ranked, p_terms, p_from, p_most);
      if cardinality(v_page) < p_most and not v_few then
        v_ranked := portal.search_true(v_ranked, p_terms, 0, 10 * c_tier);
        select coalesce(array_agg(c.i order by c.o), '{}') into v_rest
        from unnest(v_newest) with ordinality c(i, o) where not c.i = any(v_ranked);
        v_page := v_page || portal.search_true(v_rest, p_terms, greatest(0, p_from - cardinality(v_ranked)), p_most - cardinality(v_page));
      end if;
    end if;
    exit when cardinality(v_page) = p_most or cardinality(v_newest) < v_want;
    v_want := 4 * v_want;
  end loop;
  return query select p.i, p.o from unnest(v_page) with ordinality p(i, o);
end $$;
comment on function portal.search_hits is '检索结果的一页';

-- How hits spread: [token, number, one of them] per class value, numbers per year and per validity.
create function portal.search_spread(p_ids bigint[], p_today date)
  returns jsonb language plpgsql stable as $$
begin
  return (with h as materialized (
    select s.document_id, extract(year from s.published_on)::integer as year, s.facets,
      case when s.repealed_on <= p_today then 'repealed' when s.expires_on < p_today then 'lapsed'
        when s.effective_on > p_today then 'not-yet-effective' else 'in-force' end as validity
    from unnest(p_ids) x(id) join portal.live_search s on s.document_id = x.id),
  f as (
    select t as token, count(*) as n, min(h.document_id) as id, row_number() over (partition by t & 7 order by count(*) desc, t) as place
    from h cross join unnest(h.facets) t group by t)
  select jsonb_build_object(
    'classes', (select coalesce(jsonb_agg(jsonb_build_array(token, n, id) order by n desc, token), '[]') from f where place <= 30),
    'years', (select coalesce(jsonb_agg(jsonb_build_array(year, n) order by year desc), '[]') from (select year, count(*) as n from h group by year) y),
    'validity', (select coalesce(jsonb_agg(jsonb_build_array(validity, n)), '[]') from (select validity, count(*) as n from h group by validity) v)));
end $$;
comment on function portal.search_spread is '命中的分类计数';

-- How many hits there are, exactly up to p_cap and p_cap + 1 above it, and with p_facets how they spread, counted over the
-- newest p_cap of them.
create function portal.search_counts(p_all integer[], p_terms text[], p_not text[], p_sizes integer[], p_ends integer[], p_windows integer[],
    p_limits date[], p_validity text, p_today date, p_cap integer, p_facets boolean)
  returns table (total integer, facets jsonb) language plpgsql stable
  set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
declare
  v_want integer := case when cardinality(p_terms) = 0 then p_cap + 1 else 2 * p_cap end;
  v_ids bigint[];
  v_found bigint[];
begin
  loop
    v_ids := portal.search_newest(p_all, v_want, p_sizes, p_ends, p_windows, p_not, p_limits, p_validity, p_today);
    if cardinality(v_ids) > p_cap and cardinality(p_terms) > 0 and portal.search_more_than(p_cap, v_ids, p_terms) then
      total := p_cap + 1;
      exit;
    end if;
    v_found := portal.search_true(v_ids, p_terms, 0, p_cap + 1);
    total := cardinality(v_found);
    exit when total > p_cap or cardinality(v_ids) < v_want;
    v_want := 4 * v_want;
  end loop;
  if p_facets then
    facets := portal.search_spread((coalesce(v_found, portal.search_true(v_ids, p_terms, 0, p_cap)))[1 : p_cap], p_today);
  end if;
  return next;
end $$;
comment on function portal.search_counts is '命中数和分类计数';

-- Whether surely more than p_cap of the ids hold the terms. Reading all their texts would cost more than everything else:
-- parts spread over all of them are read until chance could have made so many of them true hits once in a million, were
-- the hits not more than the cap (Chernoff bound). "No" says only that it is not sure.
create function portal.search_more_than(p_cap integer, p_ids bigint[], p_terms text[])
  returns boolean language plpgsql stable as $$
declare
  v_least constant double precision := p_cap::double precision / cardinality(p_ids);
  v_seen integer := 0;
  v_true integer := 0;
  v_share double precision;
begin
  for v_part in 0 .. 7 loop
    select v_true + count(*) filter (where strpos(t.text_n, p_terms[1]) > 0 and (cardinality(p_terms) = 1 or (select bool_and(strpos(t.text_n, x) > 0) from unnest(p_terms) x))), v_seen + count(*) into v_true, v_seen
    from unnest(p_ids) with ordinality c(id, place) join portal.live_text t on t.document_id = c.id where c.place % 32 = v_part;
    v_share := v_true::double precision / greatest(v_seen, 1);
    if v_share > v_least and 14 < v_seen * (v_share * ln(v_share / v_least)
        + case when v_share < 1 then (1 - v_share) * ln((1 - v_share) / (1 - v_least)) else 0 end) then
      return true;
    end if;
  end loop;
  return false;
end $$;
comment on function portal.search_more_than is '命中数是否必定超过上限';

-- Where about the newest documents begin: the day of the n-th newest one, for each n; for the windows of the search.
create function portal.search_days(p_places integer[])
  returns date[] language sql stable as $$
  select array(select (select s.published_on from portal.live_search s order by s.published_on desc, s.document_id desc offset n limit 1)
    from unnest(p_places) with ordinality p(n, place) order by place)
$$;
comment on function portal.search_days is '最新若干件文件从哪一天起';

-- Titles for completion and did-you-mean: the newest that hold the tokens and, in a row, the text or the pinyin initials.
create function portal.search_titles(p_toks integer[], p_text text, p_initials text,
    p_sizes integer[], p_ends integer[], p_windows integer[], p_today date, p_most integer)
  returns table (title text, initials text) language plpgsql stable
  set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
begin
  return query select d.title, d.initials
    from unnest(portal.search_newest(p_toks, 200, p_sizes, p_ends, p_windows, '{}', array[null, null, null, null]::date[], null, p_today))
      with ordinality i(id, place) join portal.live_document d on d.id = i.id
    where (p_text is null or strpos(d.title_n, p_text) > 0) and (p_initials is null or strpos(d.initials, p_initials) > 0)
    order by i.place limit p_most;
end $$;
comment on function portal.search_titles is '联想用的标题';

-- What was looked for and not found, for the catalogue. The visitor is a hash keyed with a secret of the month: it tells
-- visitors apart within it and nobody who they were; with the secret gone, not even a known address can be tried.
create table search_salt (
  month date primary key check (extract(day from month) = 1),
  salt text not null check (length(salt) >= 64)
);
comment on table search_salt is '每月一个的随机密钥，用于区分访客；次月清除';
comment on column search_salt.month is '月份（第一日）';
comment on column search_salt.salt is '随机密钥，只有记录函数读取';
create table search_miss (
  missed_on date not null,
  query text not null check (length(query) between 2 and 40),
  visitor text not null check (visitor ~ '^[0-9a-f]{64}$'),
  primary key (missed_on, query, visitor)
);
create index search_miss_query on search_miss (query);
comment on table search_miss is '没有结果的检索词：经个人信息检查后记录，三名以上不同访客检索过的才在后台显示';
comment on column search_miss.missed_on is '日期';
comment on column search_miss.query is '检索词（规范形式）';
comment on column search_miss.visitor is '访客的带密钥散列，只用于在一个月内区分访客，不是网络地址';

create function portal.note_search_miss(p_query text, p_visitor text, p_day date)
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_month constant date := pg_catalog.date_trunc('month', p_day::timestamp)::date;
  v_salt text;
begin
  -- A flood must end before the disk does.
  if (select count(*) from (select from public.search_miss where missed_on = p_day limit 20000) m) >= 20000 then
    return;
  end if;
  insert into public.search_salt (month, salt) values (v_month, gen_random_uuid()::text || gen_random_uuid()::text)
    on conflict do nothing;
  select salt into v_salt from public.search_salt where month = v_month;
  insert into public.search_miss (missed_on, query, visitor)
    values (p_day, p_query, encode(sha256(convert_to(v_salt || p_visitor, 'UTF8')), 'hex')) on conflict do nothing;
end $$;
comment on function portal.note_search_miss is '门户记录一个没有结果的检索词';

grant select, insert, update, delete on portal.live_text, portal.live_file_text to mingtang_app;
grant select on portal.live_text, portal.live_file_text to mingtang_portal;
grant select, delete on search_miss to mingtang_app;
-- Its secret is nobody's to read: a known address could be tried against it.
grant select (month), delete on search_salt to mingtang_app;
revoke all on function portal.note_search_miss(text, text, date) from public;
grant execute on function portal.note_search_miss(text, text, date) to mingtang_portal;
-- The search itself only reads, with the rights of whoever calls it.
do $$
declare
  f record;
begin
  for f in select p.oid::regprocedure as name from pg_proc p where p.pronamespace = 'portal'::regnamespace and p.proname like 'search\_%' loop
    execute format('revoke all on function %s from public', f.name);
    execute format('grant execute on function %s to mingtang_portal, mingtang_app', f.name);
  end loop;
end $$;
