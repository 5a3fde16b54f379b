-- The index walks its conditions in the order in which they stand: the one that few rows meet (a window of time, a class, the
-- whole query as a number) goes first, so that long lists of frequent words are skipped and not read. Texts that were
-- compared are not compared again when a page needs more candidates.

-- Compressed texts stay beside their row, as most fit: comparing one costs half of what fetching it from elsewhere does.
alter table portal.live_text set (toast_tuple_target = 8160);

-- The newest rows that hold all of the tokens, at most p_want; fewer only when there are no more.
-- p_windows holds lists of tokens of ever longer times before today, p_ends where each list ends, p_sizes about how many
-- documents were published in each: a frequent word is looked for among the newest ones, and how often it occurs there
-- tells which window to try next.
create or replace function portal.search_newest(p_toks integer[], p_want integer, p_sizes integer[], p_ends integer[], p_windows integer[],
    p_not text[], p_limits date[], p_validity text[], p_years integer[], p_any integer[], p_today date)
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
        where s.toks && p_windows[case when v_step = 1 then 1 else p_ends[v_step - 1] + 1 end : p_ends[v_step]] and s.toks @> p_toks
          and portal.search_fits(s, p_limits, p_validity, p_years, p_today)
          and (cardinality(p_any) = 0 or portal.search_classed(s.facets, p_any))
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
  if cardinality(p_any) > 0 then
    select array_agg(h.document_id order by h.published_on desc, h.document_id desc) into v_ids
    from (select m.document_id, m.published_on
      from (select s.document_id, s.published_on from portal.live_search s
        where s.toks && p_any and s.toks @> p_toks and portal.search_fits(s, p_limits, p_validity, p_years, p_today) and portal.search_classed(s.facets, p_any)
          and (cardinality(p_not) = 0 or portal.search_free(s.document_id, p_not)) offset 0) m
      order by m.published_on desc, m.document_id desc limit p_want) h;
  else
    select array_agg(h.document_id order by h.published_on desc, h.document_id desc) into v_ids
    from (select m.document_id, m.published_on
      from (select s.document_id, s.published_on from portal.live_search s
        where s.toks @> p_toks and portal.search_fits(s, p_limits, p_validity, p_years, p_today)
          and (cardinality(p_not) = 0 or portal.search_free(s.document_id, p_not)) offset 0) m
      order by m.published_on desc, m.document_id desc limit p_want) h;
  end if;
  return coalesce(v_ids, '{}');
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
  v_want integer := p_from + p_most + case when p_order = 'date' and cardinality(p_terms) = 0 then 0 when p_order = 'date' then 20 else c_tier end;
  v_newest bigint[];
  v_few boolean;
  v_exact bigint[];
  v_title bigint[];
  v_often bigint[];
  v_ranked bigint[];
  v_tiers bigint[] := '{}';
  v_true bigint[] := '{}';
  v_done integer := 0;
  v_page bigint[];
  v_rest bigint[];
begin
  -- Some are no true hits: while a page stays short of them though there may be more, more are fetched; those already read
  -- are not read again.
  loop
    v_newest := portal.search_newest(p_all, v_want, p_sizes, p_ends, p_windows, p_not, p_limits, p_validity, p_years, p_any, p_today);
    if p_order <> 'date' and v_ranked is null then
      v_few := cardinality(v_newest) < v_want and cardinality(v_newest) <= 3 * c_tier;
      v_title := portal.search_newest(p_title, case when v_few then 3 * c_tier else c_tier end, p_sizes, p_ends, p_windows, p_not, p_limits, p_validity, p_years, p_any, p_today);
      v_often := portal.search_newest(p_often, case when v_few then 3 * c_tier else c_tier end, p_sizes, p_ends, p_windows, p_not, p_limits, p_validity, p_years, p_any, p_today);
      select coalesce(array_agg(e.document_id), '{}') into v_exact
      from (select s.document_id from portal.live_search s where s.toks && p_exact and s.toks @> p_all
        and portal.search_fits(s, p_limits, p_validity, p_years, p_today)
        and (cardinality(p_any) = 0 or portal.search_classed(s.facets, p_any)) limit 20) e
      where cardinality(p_not) = 0 or portal.search_free(e.document_id, p_not);
      v_ranked := portal.search_ranked(case when v_few then v_newest else v_exact || v_title || v_often || v_newest[1 : c_tier] end,
        v_exact, v_title, v_often, p_length, p_today);
      v_page := portal.search_true(v_ranked, p_terms, p_from, p_most);
      exit when cardinality(v_page) = p_most or v_few;
      v_tiers := v_ranked;
      v_true := portal.search_true(v_ranked, p_terms, 0, cardinality(v_ranked));
    end if;
    select coalesce(array_agg(c.i order by c.o), '{}') into v_rest
    from unnest(v_newest) with ordinality c(i, o) where c.o > v_done and not exists (select from unnest(v_tiers) t(i) where t.i = c.i);
    v_true := v_true || portal.search_true(v_rest, p_terms, 0, greatest(0, p_from + p_most - cardinality(v_true)));
    v_page := v_true[p_from + 1 : p_from + p_most];
    exit when cardinality(v_page) = p_most or cardinality(v_newest) < v_want;
    v_done := cardinality(v_newest);
    v_want := 16 * v_want;
  end loop;
  return query select p.i, p.o from unnest(v_page) with ordinality p(i, o);
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
  v_found bigint[] := '{}';
  v_done integer := 0;
begin
  loop
    v_ids := portal.search_newest(p_all, v_want, p_sizes, p_ends, p_windows, p_not, p_limits, p_validity, p_years, p_any, p_today);
    if cardinality(v_ids) > p_cap and cardinality(p_terms) > 0 and portal.search_more_than(p_cap, v_ids, p_terms) then
      total := p_cap + 1;
      exit;
    end if;
    v_found := v_found || portal.search_true(v_ids[v_done + 1 :], p_terms, 0, p_cap + 1 - cardinality(v_found));
    total := cardinality(v_found);
    exit when total > p_cap or cardinality(v_ids) < v_want;
    v_done := cardinality(v_ids);
    v_want := 4 * v_want;
  end loop;
  if p_facets then
    if total > p_cap then
      v_found := v_found || portal.search_true(v_ids[v_done + 1 :], p_terms, 0, greatest(0, p_cap - cardinality(v_found)));
    end if;
    facets := portal.search_spread(v_found[1 : p_cap], p_today);
  end if;
  return next;
end $$;
