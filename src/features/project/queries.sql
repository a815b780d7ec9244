-- ledger_subjects(own bool) many
-- What the ledgers need to know of every project.
-- nullable: planned_start
-- scan: the ledgers of a city are computed from all its projects
select p.id, p.chain, p.district, p.park, p.total, p.planned_start,
       case when p.unverified <> '' then 1 else 0 end as doubtful_is
from @project p
where (case when p.origin = 'own' then 1 else 0 end) = :own
order by p.id;

-- ledger_subjects_of_chain(chain id, own bool) many
-- The same of the projects of one chain.
-- nullable: planned_start
select p.id, p.chain, p.district, p.park, p.total, p.planned_start,
       case when p.unverified <> '' then 1 else 0 end as doubtful_is
from @project p
where p.chain = :chain and (case when p.origin = 'own' then 1 else 0 end) = :own
order by p.id;

-- ledger_happenings() each
-- What happened to projects, in no order.
-- nullable: amount
-- scan: the ledgers of a city are computed from all its events
select e.project, e.id, e.kind, e.on_date, e.amount, e.evidence
from @event e;

-- ledger_happenings_of_chain(chain id) each
-- What happened to the projects of one chain, in no order.
-- nullable: amount
select e.project, e.id, e.kind, e.on_date, e.amount, e.evidence
from @event e
where e.at_chain = :chain;

-- ledger_names(project id) one
-- What a row says of its project.
select p.code, p.name, p.investors, s.name as segment_name, u.name as unit_name, m.name as minder_name
from @project p
left join @segment s on s.id = p.segment
left join @unit u on u.id = p.unit
left join @person m on m.id = p.minder
where p.id = :project;

-- ledger_changed(since moment) many
-- Projects that changed since a moment: those that can have moved.
-- scan: few of a city's projects stay when the moment is applied
select p.id, p.chain from @project p where p.changed_us >= :since order by p.id;

-- ledger_chain_then(project id) one
-- Where a project stood, for an operation that looks at another moment.
select p.chain from @project p where p.id = :project;

-- chain_options() many
-- scan: a city has tens of chains
select c.id, c.code, c.name from @chain c order by c.rank, c.id;

-- region_options() many
-- scan: a city has tens of regions
select r.id, r.name, r.kind from @region r order by r.rank, r.id;

-- rules_options() many
-- The rulebooks that a ledger can be asked under, newest first.
-- scan: a city has a few dozen versions
select r.id, r.model, r.version, r.name, r.in_force_from from @rulebook r order by r.model, r.version desc;

-- project_segment_chain(segment id) one
select s.chain from @segment s where s.id = :segment;

-- project_park_district(park id) one
select r.parent from @region r where r.id = :park;

-- project_milestone_days(project id, but id) many
-- The other events of a project, for what is asked about when one is added.
select e.id, e.kind, e.on_date, e.amount from @event e where e.project = :project and e.id <> :but order by e.on_date, e.id;
