-- segment_facts(segment id) one
select s.chain, s.parent from @segment s where s.id = :segment;
