-- region_parent(region id) one
-- scan: by key
select r.parent, r.kind from @region r where r.id = :region;

-- post_chiefs(chain id, held_from date, held_to date, but id) many
-- Who else is 链长 of the chain within those days; held_to 99999999 = open.
-- all: a chain has one chief at a time, whoever asks
select p.id, p.person, p.held_from, p.held_to
from @post!all p
where p.chain = :chain and p.duty = 'chief' and p.id <> :but
  and p.held_from <= :held_to and (p.held_to is null or p.held_to >= :held_from);
