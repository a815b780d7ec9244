-- rulebook_newest(model text, day date) one
-- The version of a model that is in force on a day.
select r.id, r.version, r.in_force_from, r.body
from @rulebook r
where r.model = :model and r.in_force_from <= :day
order by r.in_force_from desc, r.version desc
limit 1;

-- rulebook_by_version(model text, version int) one
select r.id, r.version, r.in_force_from, r.body
from @rulebook r
where r.model = :model and r.version = :version;

-- rulebook_versions(model text) many
-- Every version of a model, or of all models (NULL), newest first.
-- scan: a city has a few dozen versions
select r.id, r.model, r.version, r.name, r.in_force_from
from @rulebook r
where :model is null or r.model = :model
order by r.model, r.version desc;
