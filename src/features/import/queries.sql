-- import_job_add(id id, account id, login text, acting_for id, address text, kind text, filename text, made_us moment, choices text) do
insert into import_job (id, account, login, acting_for, address, kind, filename, made_us, state, choices, asks, head, round,
  pieces, lines, done, receipt, failure_zh, failure_en, worker, lease_us, restarts, undone)
values (:id, :account, :login, :acting_for, :address, :kind, :filename, :made_us, 'reading', :choices, '', '', 1,
  0, 0, 0, '', '', '', 0, 0, 0, 0);

-- import_file_add(job id, bytes bytes) do
insert into import_file (job, bytes) values (:job, :bytes);

-- import_file_get(job id) one
select f.bytes from import_file f where f.job = :job;

-- import_job_get(id id) one
select j.id, j.account, j.login, j.acting_for, j.address, j.kind, j.filename, j.made_us, j.state, j.choices, j.asks, j.head,
  j.round, j.pieces, j.lines, j.done, j.receipt, j.failure_zh, j.failure_en, j.worker, j.lease_us, j.restarts, j.operation,
  j.undone
from import_job j
where j.id = :id;

-- import_job_list(account id, before id) many
select j.id, j.kind, j.filename, j.made_us, j.state, j.undone
from import_job j
where j.account = :account and j.id < :before
order by j.id desc
limit 20;

-- import_job_last_choices(account id, kind text) one
-- What was chosen the last time for this kind: the mapping is remembered.
select j.choices from import_job j
where j.account = :account and j.kind = :kind and j.operation is not null
order by j.id desc
limit 1;

-- import_job_due(now moment, worker id) one
-- One that nobody works at, or whose worker is gone.
select j.id from import_job j
where j.state in ('reading', 'checking', 'applying') and (j.lease_us < :now or j.worker = :worker)
order by j.id
limit 1;

-- import_job_claim(id id, now moment, worker id, until moment) do
-- Whoever takes it over from another one that is gone says that it began again.
update import_job set restarts = restarts + case when worker not in (0, :worker) then 1 else 0 end,
  worker = :worker, lease_us = :until
where id = :id and state in ('reading', 'checking', 'applying') and (lease_us < :now or worker = :worker);

-- import_job_release(id id, worker id) do
-- Lets go of the job after a step: any server may take the next, which is no restart.
update import_job set worker = 0, lease_us = 0 where id = :id and worker = :worker;

-- import_job_state(id id, was text, state text) do
update import_job set state = :state, done = 0 where id = :id and state = :was;

-- import_job_fail(id id, worker id, zh text, en text) do
update import_job set state = 'failed', failure_zh = :zh, failure_en = :en, worker = 0, lease_us = 0
where id = :id and worker = :worker;

-- import_job_staged(id id, worker id, until moment, pieces int, lines int) do
update import_job set pieces = :pieces, lines = :lines, done = :lines, lease_us = :until
where id = :id and worker = :worker and state = 'reading';

-- import_job_read(id id, worker id, head text) do
update import_job set state = 'checking', done = 0, head = :head where id = :id and worker = :worker and state = 'reading';

-- import_job_checked(id id, worker id, until moment, done int) do
update import_job set done = :done, lease_us = :until where id = :id and worker = :worker and state = 'checking';

-- import_job_ready(id id, worker id, receipt text) do
update import_job set state = 'ready', receipt = :receipt, worker = 0, lease_us = 0
where id = :id and worker = :worker and state = 'checking';

-- import_job_answered(id id, asks text) do
update import_job set state = 'checking', done = 0, asks = :asks where id = :id and state = 'ready';

-- import_job_again(id id, choices text) do
-- Read once more, with other columns; answers stay with what is doubted again.
update import_job set state = 'reading', choices = :choices, round = round + 1, pieces = 0, lines = 0, done = 0
where id = :id and state in ('ready', 'failed');

-- import_job_applied(id id, operation id, receipt text) do
update import_job set state = 'applied', operation = :operation, receipt = :receipt, worker = 0, lease_us = 0
where id = :id and state = 'applying';

-- import_job_cancel(id id) do
update import_job set state = 'cancelled', worker = 0, lease_us = 0
where id = :id and state in ('reading', 'checking', 'ready', 'applying', 'failed');

-- import_job_undone(id id) do
update import_job set undone = 1 where id = :id;

-- import_piece_put(job id, number int, first_line int, last_line int, bytes bytes) do
insert into import_piece (job, number, first_line, last_line, bytes)
values (:job, :number, :first_line, :last_line, :bytes);

-- import_piece_get(job id, number int) one
select p.first_line, p.last_line, p.bytes from import_piece p where p.job = :job and p.number = :number;

-- import_pieces_drop(job id) do
delete from import_piece where job = :job;

-- import_doubt_put(job id, line int, field text, round int, effect int, says_zh text, says_en text, found text, proposals text, has_value bool) do
-- A second one for a cell only strengthens the first; what was answered to it in an earlier reading stays.
insert into import_doubt (job, line, field, round, effect, says_zh, says_en, found, proposals, has_value, answer)
values (:job, :line, :field, :round, :effect, :says_zh, :says_en, :found, :proposals, :has_value, '')
on conflict (job, line, field) do update set
  effect = case when import_doubt.round = excluded.round and excluded.effect <> 1 then import_doubt.effect else excluded.effect end,
  says_zh = case when import_doubt.round = excluded.round then import_doubt.says_zh else excluded.says_zh end,
  says_en = case when import_doubt.round = excluded.round then import_doubt.says_en else excluded.says_en end,
  found = case when import_doubt.round = excluded.round then import_doubt.found else excluded.found end,
  proposals = case when import_doubt.round = excluded.round then import_doubt.proposals else excluded.proposals end,
  has_value = case when import_doubt.round = excluded.round then import_doubt.has_value else excluded.has_value end,
  round = excluded.round;

-- import_doubts_of(job id, round int, first int, last int) many
select d.line, d.field, d.effect, d.says_zh, d.says_en, d.answer
from import_doubt d
where d.job = :job and d.line between :first and :last and d.round = :round
order by d.line, d.field;

-- import_doubts_page(job id, round int, line int, field text, open bool, limit int) many
-- The next ones; open: those alone that were not answered.
select d.line, d.field, d.effect, d.says_zh, d.says_en, d.found, d.proposals, d.has_value, d.answer
from import_doubt d
where d.job = :job and (d.line > :line or (d.line = :line and d.field > :field)) and d.round = :round
  and (:open = 0 or d.answer = '')
order by d.line, d.field
limit :limit;

-- import_doubts_count(job id, round int) one
select count(*) as all_n, coalesce(sum(case when d.answer = '' then 1 else 0 end), 0) as open_n
from import_doubt d
where d.job = :job and d.round = :round;

-- import_doubt_answer(job id, line int, field text, answer text) do
update import_doubt set answer = :answer where job = :job and line = :line and field = :field;

-- import_back_put(job id, line int, outcome int, says_zh text, says_en text) do
insert into import_back (job, line, outcome, says_zh, says_en) values (:job, :line, :outcome, :says_zh, :says_en);

-- import_back_drop(job id) do
delete from import_back where job = :job;

-- import_back_page(job id, line int, limit int) many
select b.line, b.outcome, b.says_zh, b.says_en
from import_back b
where b.job = :job and b.line > :line
order by b.line
limit :limit;

-- import_missing_put(job id, kind text, name text, uses int) do
insert into import_missing (job, kind, name, uses, made) values (:job, :kind, :name, :uses, 0)
on conflict (job, kind, name) do update set uses = excluded.uses;

-- import_missing_clear(job id) do
update import_missing set uses = 0 where job = :job;

-- import_missing_all(job id) many
select m.kind, m.name, m.uses, m.made from import_missing m
where m.job = :job and m.uses > 0
order by m.kind, m.uses desc, m.name
limit 5000;

-- import_missing_decide(job id, kind text, name text, made bool) do
update import_missing set made = :made where job = :job and kind = :kind and name = :name;

-- import_job_over(before moment) many
-- Those whose staged rows nobody needs any more.
select j.id from import_job j
where j.state in ('applied', 'cancelled') and j.made_us < :before and j.pieces > 0
order by j.id
limit 20;

-- import_job_cleared(id id) do
update import_job set pieces = 0 where id = :id;

-- import_piece_after(job id, line int) one
-- The piece in which the next rows after a line stand.
select p.number, p.bytes from import_piece p
where p.job = :job and p.last_line > :line
order by p.number
limit 1;

-- import_back_count(job id) one
select count(*) as all_n from import_back b where b.job = :job and b.outcome <> 5;

-- import_job_lease_over(id id) do
-- Its worker is known to be gone.
update import_job set lease_us = 0 where id = :id;
