-- Those among a host's traits that its node reported last: they alone come and go with its reports. Null where no report was
-- written since, and for all that is no host of this cloud.
alter table provider add column reported_traits ${text};
