-- Providers form trees and are gathered in aggregates. Those that were here before are this cloud's hosts, each a tree by itself.
alter table provider add column parent_id varchar(36);
alter table provider add column root_id varchar(36);
alter table provider add column aggregates ${text};
alter table provider add column hosting boolean not null default true;
alter table provider add column created_at bigint not null default 0;
-- Counts the writes that the generation does not tell: of name, parent and aggregates.
alter table provider add column stamp bigint not null default 0;

create index provider_parent on provider (parent_id);
create index provider_root on provider (root_id);

-- Whether the consumer has a row of its own, which is to go with its last allocation.
alter table allocation add column consumer_type varchar(255) not null default '';
alter table allocation add column enlisted boolean not null default false;

create index allocation_project on allocation (project_id);
