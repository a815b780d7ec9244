-- account_by_login(login text) one
select a.id from @account a where a.login = :login;
