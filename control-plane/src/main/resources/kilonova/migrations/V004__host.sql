create table host (
    id varchar(36) not null,
    serial_no bigint not null,
    name varchar(255)${ordered} not null,
    node_id varchar(36) not null,
    reported_zone varchar(255) not null,
    given_zone varchar(255) not null,
    hypervisor_hostname varchar(255) not null,
    hypervisor_type varchar(64) not null,
    hypervisor_version integer not null,
    host_ip varchar(64) not null,
    cpu_info ${text} not null,
    uptime varchar(255) not null,
    disk_available_least_gb bigint not null,
    enabled boolean not null,
    disabled_reason varchar(255) not null,
    forced_down boolean not null,
    connected boolean not null,
    generation bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    last_seen_at bigint not null,
    constraint host_pk primary key (id),
    constraint host_name unique (name),
    constraint host_serial unique (serial_no)
)${table_options};

-- What the control plane wants of a guest on a host; the guest's make-up is the server's row.
create table wish (
    server_id varchar(36) not null,
    host_id varchar(36) not null,
    generation bigint not null,
    epoch bigint not null,
    power varchar(16) not null,
    actions ${text} not null,
    constraint wish_pk primary key (server_id, host_id)
)${table_options};

create index wish_host on wish (host_id);
