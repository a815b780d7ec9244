-- account_by_login(login text) one
-- all: the operator's tool names accounts that no role of its own could see
select a.id from @account!all a where a.login = :login;

-- city_named() one
-- all: the name on the login page is nobody's secret
-- scan: a city has a few dozen regions, and this is asked once, at the start
select r.name from @region!all r where r.kind = 'city' order by r.rank, r.id limit 1;

-- demonstrations() one
-- The demonstration city is what its database began with.
-- scan: the first fifty acts in their order
select count(*) as acts_n from (select o.what from operation o order by o.at_us limit 50) f where f.what = 'demo';
