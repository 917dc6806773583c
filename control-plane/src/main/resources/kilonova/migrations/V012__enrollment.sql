-- Compute nodes that may join from other machines. Of each, the one certificate with this serial number is taken.
create table enrollment (
    node_id varchar(36) not null,
    name varchar(63)${ordered} not null,
    serial_no varchar(40) not null,
    revoked boolean not null,
    generation bigint not null,
    enrolled_at bigint not null,
    expires_at bigint not null,
    constraint enrollment_pk primary key (node_id),
    constraint enrollment_name unique (name)
)${table_options};

-- Hosts that one enrolled node alone may speak for.
create table enrolled_host (
    host_id varchar(36) not null,
    node_id varchar(36) not null,
    name varchar(63)${ordered} not null,
    constraint enrolled_host_pk primary key (host_id),
    constraint enrolled_host_name unique (name)
)${table_options};

create index enrolled_host_node on enrolled_host (node_id);
