-- The index walks its conditions in the order in which they stand: the one that few rows meet (a window of time, a class, the
-- whole query as a number) goes first, so that long lists of frequent words are skipped and not read. What one scan found is
-- used before the next one, and no text is compared twice for one page.

drop function portal.search_newest;

-- The newest rows that hold all of the tokens: at least p_want of them, or all there are, and then v_complete. What a scan
-- found beyond p_want is not thrown away.
-- p_windows holds lists of tokens of ever longer times before today, p_ends where each list ends, p_sizes about how many
-- documents were published in each: a frequent word is looked for among the newest ones, from the window p_step on, and how
-- often it occurs there tells which to try next; next_step is where to go on when those found turn out to be too few.
create function portal.search_newest(p_toks integer[], p_want integer, p_step integer, p_sizes integer[], p_ends integer[], p_windows integer[],
    p_not text[], p_limits date[], p_validity text[], p_years integer[], p_any integer[], p_today date,
    out ids bigint[], out complete boolean, out next_step integer)
  language plpgsql stable as $$
declare
  c_most constant integer := 16000;
  v_found integer;
  v_need double precision;
begin
  complete := false;
  next_step := p_step;
  while next_step <= cardinality(p_sizes) loop
    select array_agg(h.document_id order by h.published_on desc, h.document_id desc) into ids
    from (select m.document_id, m.published_on
      from (select s.document_id, s.published_on from portal.live_search s
        where s.toks && p_windows[case when next_step = 1 then 1 else p_ends[next_step - 1] + 1 end : p_ends[next_step]] and s.toks @> p_toks
          and portal.search_fits(s, p_limits, p_validity, p_years, p_today)
          and (cardinality(p_any) = 0 or portal.search_classed(s.facets, p_any))
          and (cardinality(p_not) = 0 or portal.search_free(s.document_id, p_not)) offset 0) m
      order by m.published_on desc, m.document_id desc limit greatest(p_want, c_most)) h;
    v_found := coalesce(cardinality(ids), 0);
    if v_found >= p_want then
      next_step := next_step + 2;
      return;
    end if;
    v_need := 1.5 * p_want * p_sizes[next_step] / greatest(v_found, 0.1);
    loop
      next_step := next_step + 1;
      exit when next_step > cardinality(p_sizes) or p_sizes[next_step] >= v_need;
    end loop;
  end loop;
  if cardinality(p_any) > 0 then
    select array_agg(h.document_id order by h.published_on desc, h.document_id desc) into ids
    from (select m.document_id, m.published_on
      from (select s.document_id, s.published_on from portal.live_search s
        where s.toks && p_any and s.toks @> p_toks and portal.search_fits(s, p_limits, p_validity, p_years, p_today) and portal.search_classed(s.facets, p_any)
          and (cardinality(p_not) = 0 or portal.search_free(s.document_id, p_not)) offset 0) m
      order by m.published_on desc, m.document_id desc limit greatest(p_want, c_most)) h;
  else
    select array_agg(h.document_id order by h.published_on desc, h.document_id desc) into ids
    from (select m.document_id, m.published_on
      from (select s.document_id, s.published_on from portal.live_search s
        where s.toks @> p_toks and portal.search_fits(s, p_limits, p_validity, p_years, p_today)
          and (cardinality(p_not) = 0 or portal.search_free(s.document_id, p_not)) offset 0) m
      order by m.published_on desc, m.document_id desc limit greatest(p_want, c_most)) h;
  end if;
  ids := coalesce(ids, '{}');
  complete := cardinality(ids) < greatest(p_want, c_most);
end $$;
comment on function portal.search_newest is '含有全部散列值的文件，从新到旧';

-- One page of hits. A set rather than an array: what the planner can evaluate to estimate its length would run twice.
-- p_all: tokens of words and filters; p_title, p_often: the same as they stand in titles and in texts
-- that repeat the words; p_exact: the whole query as a title, number or index number. p_terms: what tokens do not prove;
-- p_length: characters of all terms. Relevance ranks the newest hits, the newest that repeat the words and the newest with
-- the words in the title, then goes on with all others by date: paging meets every hit once, and the cost does not grow
-- with their number.
create or replace function portal.search_hits(p_order text, p_all integer[], p_title integer[], p_often integer[], p_exact integer[],
    p_terms text[], p_length integer, p_not text[], p_sizes integer[], p_ends integer[], p_windows integer[],
    p_limits date[], p_validity text[], p_years integer[], p_any integer[], p_today date, p_from integer, p_most integer)
  returns table (id bigint, place bigint) language plpgsql stable rows 20 set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
declare
  c_tier constant integer := 60;
  -- By relevance never fewer than tell few hits from many: every page of one search must be of the same order.
  v_want integer := case when p_order = 'date' then p_from + p_most + case when cardinality(p_terms) = 0 then 0 else 20 end
    else greatest(3 * c_tier + 1, p_from + p_most + c_tier) end;
  v_newest bigint[];
  v_complete boolean;
  v_step integer := 1;
  v_few boolean;
  v_tier integer;
  v_exact bigint[];
  v_title bigint[];
  v_often bigint[];
  v_ranked bigint[];
  v_true bigint[] := '{}';
  v_done integer := 0;
  v_rest bigint[];
begin
  -- Some are no true hits: while a page stays short of them though there may be more, more are fetched; those already read
  -- are not read again.
  loop
    select n.ids, n.complete, n.next_step into v_newest, v_complete, v_step
    from portal.search_newest(p_all, v_want, v_step, p_sizes, p_ends, p_windows, p_not, p_limits, p_validity, p_years, p_any, p_today) n;
    if p_order <> 'date' and v_ranked is null then
      v_few := v_complete and cardinality(v_newest) <= 3 * c_tier;
      v_tier := case when v_few then 3 * c_tier else c_tier end;
      v_title := (portal.search_newest(p_title, v_tier, 1, p_sizes, p_ends, p_windows, p_not, p_limits, p_validity, p_years, p_any, p_today)).ids[1 : v_tier];
      v_often := (portal.search_newest(p_often, v_tier, 1, p_sizes, p_ends, p_windows, p_not, p_limits, p_validity, p_years, p_any, p_today)).ids[1 : v_tier];
      select coalesce(array_agg(e.document_id), '{}') into v_exact
      from (select m.document_id from (select s.document_id, s.published_on from portal.live_search s where s.toks && p_exact and s.toks @> p_all
          and portal.search_fits(s, p_limits, p_validity, p_years, p_today)
          and (cardinality(p_any) = 0 or portal.search_classed(s.facets, p_any)) offset 0) m
        order by m.published_on desc, m.document_id desc limit 20) e
      where cardinality(p_not) = 0 or portal.search_free(e.document_id, p_not);
      v_ranked := portal.search_ranked(case when v_few then v_newest else v_exact || v_title || v_often || v_newest[1 : c_tier] end,
        v_exact, v_title, v_often, p_length, p_today);
      v_true := portal.search_true(v_ranked, p_terms, 0, p_from + p_most);
    end if;
    exit when cardinality(v_true) = p_from + p_most;
    select coalesce(array_agg(c.i order by c.o), '{}') into v_rest
    from unnest(v_newest) with ordinality c(i, o) where c.o > v_done and not exists (select from unnest(v_ranked) t(i) where t.i = c.i);
    v_true := v_true || portal.search_true(v_rest, p_terms, 0, p_from + p_most - cardinality(v_true));
    exit when cardinality(v_true) = p_from + p_most or v_complete;
    v_done := cardinality(v_newest);
    v_want := 4 * v_done;
  end loop;
  return query select p.i, p.o from unnest(v_true[p_from + 1 : p_from + p_most]) with ordinality p(i, o);
end $$;

-- How many hits there are, exactly up to p_cap and p_cap + 1 above it, and with p_facets how they spread, counted over the
-- newest p_cap of them.
create or replace function portal.search_counts(p_all integer[], p_terms text[], p_not text[], p_sizes integer[], p_ends integer[], p_windows integer[],
    p_limits date[], p_validity text[], p_years integer[], p_any integer[], p_today date, p_cap integer, p_facets boolean)
  returns table (total integer, facets jsonb) language plpgsql stable
  set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
declare
  v_want integer := case when cardinality(p_terms) = 0 then p_cap + 1 else 2 * p_cap end;
  v_ids bigint[];
  v_complete boolean;
  v_step integer := 1;
  v_found bigint[] := '{}';
  v_done integer := 0;
begin
  loop
    select n.ids, n.complete, n.next_step into v_ids, v_complete, v_step
    from portal.search_newest(p_all, v_want, v_step, p_sizes, p_ends, p_windows, p_not, p_limits, p_validity, p_years, p_any, p_today) n;
    if cardinality(v_ids) > p_cap and cardinality(p_terms) > 0 and portal.search_more_than(p_cap, v_ids, p_terms) then
      total := p_cap + 1;
      exit;
    end if;
    v_found := v_found || portal.search_true(v_ids[v_done + 1 :], p_terms, 0, p_cap + 1 - cardinality(v_found));
    total := cardinality(v_found);
    exit when total > p_cap or v_complete;
    v_done := cardinality(v_ids);
    v_want := 4 * v_done;
  end loop;
  if p_facets then
    if total > p_cap then
      v_found := v_found || portal.search_true(v_ids[v_done + 1 :], p_terms, 0, greatest(0, p_cap - cardinality(v_found)));
    end if;
    facets := portal.search_spread(v_found[1 : p_cap], p_today);
  end if;
  return next;
end $$;

-- Titles for completion and did-you-mean: the newest that hold the tokens and, in a row, the text or the pinyin initials.
create or replace function portal.search_titles(p_toks integer[], p_text text, p_initials text,
    p_sizes integer[], p_ends integer[], p_windows integer[], p_today date, p_most integer)
  returns table (title text, initials text) language plpgsql stable
  set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
begin
  return query select d.title, d.initials
    from unnest((portal.search_newest(p_toks, 200, 1, p_sizes, p_ends, p_windows, '{}', array[null, null, null, null]::date[], '{}', '{}', '{}', p_today)).ids[1 : 200])
      with ordinality i(id, place) join portal.live_document d on d.id = i.id
    where (p_text is null or strpos(d.title_n, p_text) > 0) and (p_initials is null or strpos(d.initials, p_initials) > 0)
    order by i.place limit p_most;
end $$;

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
