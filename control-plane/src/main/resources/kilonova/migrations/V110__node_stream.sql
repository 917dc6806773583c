-- Where other replicas reach one, and nodes too: HOST:PORT, empty while unknown.
alter table replica add column address varchar(255) default '' not null;

-- The name of the machine that it runs on, as operators see it.
alter table replica add column machine varchar(255) default '' not null;

-- Which replica, in which of its lives, holds the stream of a node. The epoch grows with each stream of the node, so that of
-- two replicas that believe to hold it one is wrong, and finds out.
create table node_stream (
    node_id varchar(36) not null,
    replica_id varchar(36) not null,
    replica_epoch bigint not null,
    epoch bigint not null,
    constraint node_stream_pk primary key (node_id)
)${table_options};

create index node_stream_replica on node_stream (replica_id);
