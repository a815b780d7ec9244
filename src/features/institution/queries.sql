-- held_posts(day date) many
-- Who holds which post on a day.
-- scan: a city has hundreds of posts
select p.id, p.duty, p.chain, p.project, n.name as person_name
from @post p
left join @person n on n.id = p.person
where p.held_from <= :day and (p.held_to is null or p.held_to >= :day)
order by p.rank, p.id;

-- running_chains() many
-- scan: a city has tens of chains
select c.id, c.code, c.name from @chain c where c.status is null or c.status <> 'left' order by c.rank, c.id;

-- unminded_projects() many
-- Projects whose own minder is not named.
-- scan: few of a city's projects have none
select p.id, p.code, p.name from @project p where p.minder is null order by p.id;

-- count_projects() one
-- scan: a count
select count(*) as projects_n from @project p;

-- known_models() many
-- scan: a city has a few dozen versions
select r.model, max(r.version) as version_n from @rulebook r group by r.model order by r.model;
