-- account_by_login(login text) one
-- all: the operator's tool names accounts that no role of its own could see
select a.id from @account!all a where a.login = :login;
