-- Passwords, sessions and tokens.  They are read before it is known who asks, so the account is looked up among all.

-- login_facts(login text) one
-- What must be known to check a password.
-- all: nobody is signed in yet
select a.id, a.person, a.state, coalesce(p.digest, '') as digest_text, coalesce(p.failures, 0) as failures_n,
       coalesce(p.wait_until_us, 0) as wait_until_us, coalesce(p.must_change, 0) as must_change_is,
       coalesce(p.changed_us, 0) as changed_us, coalesce(f.confirmed, 0) as second_is
from @account!all a
left join password p on p.account = a.id
left join second_factor f on f.account = a.id
where a.login = :login;

-- session_facts(digest text) one
-- The session of a token, with the account as it is now.
-- all: the token says who asks
select s.id, s.account, s.begun_us, s.used_us, s.ends_us, s.address, s.agent, a.login, a.state,
       coalesce(s.second_due, 0) as second_due_is, coalesce(p.must_change, 0) as must_change_is, coalesce(p.changed_us, 0) as changed_us,
       coalesce(n.name, '') as person_name
from session s
join @account!all a on a.id = s.account
left join password p on p.account = s.account
left join @person!all n on n.id = a.person
where s.digest = :digest;

-- session_add(id id, digest text, account id, begun moment, ends moment, address text, agent text, second_due bool) do
insert into session (id, digest, account, begun_us, used_us, ends_us, address, agent, second_due)
values (:id, :digest, :account, :begun, :begun, :ends, :address, :agent, :second_due);

-- session_complete(id id, used moment, ends moment) do
-- The second factor was right.
update session set second_due = 0, used_us = :used, ends_us = :ends where id = :id;

-- session_touch(id id, used moment) do
update session set used_us = :used where id = :id;

-- session_remove(id id) do
delete from session where id = :id;

-- session_remove_others(account id, keep id) do
delete from session where account = :account and id <> :keep;

-- session_remove_ended(before moment) do
delete from session where ends_us < :before;

-- sessions_of(account id) many
-- Newest use first.
select s.id, s.account, s.begun_us, s.used_us, s.ends_us, s.address, s.agent
from session s
where s.account = :account and coalesce(s.second_due, 0) = 0
order by s.used_us desc, s.id desc;

-- password_facts(account id) one
select p.digest as digest_text, p.failures as failures_n, p.wait_until_us, p.must_change as must_change_is
from password p
where p.account = :account;

-- password_put(account id, digest text, must_change bool, changed moment) do
insert into password (account, digest, must_change, changed_us, failures, wait_until_us)
values (:account, :digest, :must_change, :changed, 0, 0)
on conflict (account) do update set digest = excluded.digest, must_change = excluded.must_change,
  changed_us = excluded.changed_us, failures = 0, wait_until_us = 0;

-- password_note(account id, failures int, wait_until moment) do
update password set failures = :failures, wait_until_us = :wait_until where account = :account;

-- second_facts(account id) one
select f.secret, f.confirmed as confirmed_is, f.last_step as last_step_n, f.recovery as recovery_text
from second_factor f
where f.account = :account;

-- second_put(account id, secret bytes, confirmed bool, last_step int, recovery text) do
insert into second_factor (account, secret, confirmed, last_step, recovery)
values (:account, :secret, :confirmed, :last_step, :recovery)
on conflict (account) do update set secret = excluded.secret, confirmed = excluded.confirmed,
  last_step = excluded.last_step, recovery = excluded.recovery;

-- second_remove(account id) do
delete from second_factor where account = :account;

-- token_facts(digest text) one
-- all: the token says who asks
select k.id, k.account, k.scopes, k.ends_us, a.login, a.state
from api_token k
join @account!all a on a.id = k.account
where k.digest = :digest;

-- token_add(id id, digest text, account id, name text, scopes text, begun moment, ends moment) do
insert into api_token (id, digest, account, name, scopes, begun_us, ends_us)
values (:id, :digest, :account, :name, :scopes, :begun, :ends);

-- token_remove(id id, account id) do
delete from api_token where id = :id and account = :account;

-- tokens_of(account id) many
select k.id, k.name, k.scopes, k.begun_us, k.ends_us
from api_token k
where k.account = :account
order by k.begun_us desc, k.id;

-- delegations_to(person id, day date) many
-- For whom this person may act on that day.
-- all: whoever is acted for is named, whatever else of them may be seen
select d.from_person, n.name as person_name
from @delegation d
join @person!all n on n.id = d.from_person
where d.to_person = :person and d.held_from <= :day and (d.held_to is null or d.held_to >= :day)
order by n.name, d.id;

-- person_named(id id) one
-- The name shown beside one's own while acting for that person.
-- all: the delegation was checked
select n.name as person_name
from @person!all n
where n.id = :id;
