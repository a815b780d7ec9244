-- model_versions() many
-- scan: a city has a few dozen versions
select r.model, r.version, r.in_force_from, r.name from @rulebook r order by r.model, r.version desc;

-- model_newest(model text) one
select r.body from @rulebook r where r.model = :model order by r.version desc limit 1;

-- operate_account(login text) one
-- all: the operator's tool names accounts that no role of its own could see
select a.id, a.rev from @account!all a where a.login = :login;

-- operate_person(name text) many
select p.id from @person p where p.name = :name order by p.id;

-- operate_tokens(account id, now_us moment) many
select t.id, t.name, t.scopes, t.ends_us from api_token t where t.account = :account and t.ends_us > :now_us order by t.id;
