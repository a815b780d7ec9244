-- import_job_add(id id, account id, kind text, filename text, made_us moment, choices text, bytes bytes) do
insert into import_job (id, account, kind, filename, made_us, choices, answers, make_missing, undone, receipt, bytes)
values (:id, :account, :kind, :filename, :made_us, :choices, '', 0, 0, '', :bytes);

-- import_job_get(id id, account id) one
-- One's own job alone.
select j.id, j.kind, j.filename, j.made_us, j.choices, j.answers, j.make_missing, j.operation, j.undone, j.receipt, j.bytes
from import_job j
where j.id = :id and j.account = :account;

-- import_job_list(account id, before id) many
select j.id, j.kind, j.filename, j.made_us, j.operation, j.undone, j.receipt
from import_job j
where j.account = :account and j.id < :before
order by j.id desc
limit 20;

-- import_job_answer(id id, account id, choices text, answers text, make_missing bool) do
update import_job set choices = :choices, answers = :answers, make_missing = :make_missing
where id = :id and account = :account and operation is null;

-- import_job_applied(id id, account id, operation id, receipt text) do
update import_job set operation = :operation, receipt = :receipt where id = :id and account = :account and operation is null;

-- import_job_undone(id id, account id) do
update import_job set undone = 1 where id = :id and account = :account;

-- import_job_last_choices(account id, kind text) one
-- What was chosen the last time for this kind: the mapping is remembered.
select j.choices from import_job j
where j.account = :account and j.kind = :kind and j.operation is not null
order by j.id desc
limit 1;
