-- Windows double in size, so that a scan seldom finds many times what was asked for, and hits are told few from many at a
-- number that a first page asks for anyway.

-- The newest rows that hold all of the tokens: at least p_want of them, or all there are, and then v_complete. What a scan
-- found beyond p_want is not thrown away.
-- p_windows holds lists of tokens of ever longer times before today, p_ends where each list ends, p_sizes about how many
-- documents were published in each: a frequent word is looked for among the newest ones, from the window p_step on, and how
-- often it occurs there tells which to try next; next_step is where to go on when those found turn out to be too few.
create or replace function portal.search_newest(p_toks integer[], p_want integer, p_step integer, p_sizes integer[], p_ends integer[], p_windows integer[],
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
  -- So few papers cannot hold so many hits.
  while next_step <= cardinality(p_sizes) and p_sizes[next_step] < p_want loop
    next_step := next_step + 1;
  end loop;
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
      -- The next call asks for four times as many, in eight times the time.
      next_step := next_step + 3;
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
  -- So few hits are ranked among each other, all of them. Never fewer are asked for than tell few from many: every page of
  -- one search must be of the same order.
  c_few constant integer := 80;
  v_want integer := case when p_order = 'date' then p_from + p_most + case when cardinality(p_terms) = 0 then 0 else 20 end
    else greatest(c_few + 1, p_from + p_most + c_tier) end;
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
      v_few := v_complete and cardinality(v_newest) <= c_few;
      v_tier := case when v_few then c_few else c_tier end;
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
