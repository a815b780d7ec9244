-- demo_regions() one
-- scan: a city has tens of regions
select count(*) as regions_n from @region r;
