-- ledger_projects(chain id, district id, park id, own bool) many
-- Every project that could stand on a ledger, with the names that a row shows; 0: any chain, district, park.
-- nullable: planned_start
-- scan: the ledgers of a city are computed from all its projects
select p.id, p.code, p.name, p.total, p.planned_start, p.investors, p.chain, p.district, p.park,
       c.name as chain_name, c.rank as chain_rank_n, s.name as segment_name, d.name as district_name,
       d.rank as district_rank_n, k.name as park_name, k.rank as park_rank_n, u.name as unit_name,
       m.name as minder_name, p.unverified as unverified_text, p.design_output as design_output_fen
from @project p
left join @chain c on c.id = p.chain
left join @segment s on s.id = p.segment
left join @region d on d.id = p.district
left join @region k on k.id = p.park
left join @unit u on u.id = p.unit
left join @person m on m.id = p.minder
where (:chain = 0 or p.chain = :chain)
  and (:district = 0 or p.district = :district)
  and (:park = 0 or p.park = :park)
  and (case when p.origin = 'own' then 1 else 0 end) = :own
order by p.id;

-- ledger_events(own bool) many
-- What happened to them, in the order of the projects.
-- nullable: amount
-- scan: the ledgers of a city are computed from all its events
select e.project, e.id, e.kind, e.on_date, e.amount, e.evidence
from @event e
join @project p on p.id = e.project
where (case when p.origin = 'own' then 1 else 0 end) = :own
order by e.project, e.id;

-- chain_options() many
-- scan: a city has tens of chains
select c.id, c.code, c.name from @chain c order by c.rank, c.id;

-- park_options() many
-- scan: a city has tens of regions
select r.id, r.name from @region r where r.kind = 'park' order by r.rank, r.id;

-- project_segment_chain(segment id) one
select s.chain from @segment s where s.id = :segment;

-- project_park_district(park id) one
select r.parent from @region r where r.id = :park;

-- project_milestone_days(project id, but id) many
-- The other events of a project, for what is asked about when one is added.
select e.id, e.kind, e.on_date, e.amount from @event e where e.project = :project and e.id <> :but order by e.on_date, e.id;
