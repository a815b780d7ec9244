-- position_chain(segment id) one
select s.chain from @segment s where s.id = :segment;
