-- Creations asked for with an Idempotency-Key.

-- idempotency_of(request text) one
-- What was made of this request before.
select i.digest, i.record as record_id
from idempotency i
where i.id = :request;

-- idempotency_put(request text, digest text, record id, at moment) do
insert into idempotency (id, digest, record, at_us)
values (:request, :digest, :record, :at);

-- idempotency_drop(before moment) do
delete from idempotency where at_us < :before;
