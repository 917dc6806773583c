-- Hosts that operators see as one. The zone that it gives them is an item of its metadata.
create table host_aggregate (
    id varchar(36) not null,
    serial_no bigint not null,
    name varchar(255) not null,
    metadata ${text} not null,
    generation bigint not null,
    created_at bigint not null,
    updated_at bigint,
    constraint host_aggregate_pk primary key (id),
    constraint host_aggregate_serial unique (serial_no),
    constraint host_aggregate_name unique (name)
)${table_options};

create table host_aggregate_member (
    aggregate_id varchar(36) not null,
    host_id varchar(36) not null,
    constraint host_aggregate_member_pk primary key (aggregate_id, host_id)
)${table_options};

create index host_aggregate_member_host on host_aggregate_member (host_id);
