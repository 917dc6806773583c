create table network (
    id varchar(36)${ordered} not null,
    name varchar(255)${ordered} not null,
    project_id varchar(64)${ordered} not null,
    description varchar(255)${ordered} not null,
    admin_up boolean not null,
    is_shared boolean not null,
    is_external boolean not null,
    mtu integer not null,
    port_security boolean not null,
    created_at bigint not null,
    updated_at bigint not null,
    generation bigint not null,
    constraint network_pk primary key (id)
)${table_options};

create index network_of_project on network (project_id);
create index network_named on network (name);

create table subnet (
    id varchar(36)${ordered} not null,
    network_id varchar(36) not null,
    project_id varchar(64)${ordered} not null,
    name varchar(255)${ordered} not null,
    description varchar(255)${ordered} not null,
    ip_version integer not null,
    cidr varchar(43)${ordered} not null,
    gateway_ip varchar(39)${ordered} not null,
    dhcp boolean not null,
    dns_nameservers ${text} not null,
    host_routes ${text} not null,
    allocation_pools ${text} not null,
    created_at bigint not null,
    updated_at bigint not null,
    generation bigint not null,
    constraint subnet_pk primary key (id)
)${table_options};

create index subnet_of_network on subnet (network_id);
create index subnet_of_project on subnet (project_id);

-- What is free in the allocation pools of a subnet, as ranges: taking an address reads one row, however large the subnet.
-- Addresses are kept as 32 hex digits, so that their order is the order of numbers.
create table free_range (
    subnet_id varchar(36)${ordered} not null,
    first_key varchar(32)${ordered} not null,
    last_key varchar(32)${ordered} not null,
    constraint free_range_pk primary key (subnet_id, first_key)
)${table_options};

create table port (
    id varchar(36)${ordered} not null,
    network_id varchar(36) not null,
    project_id varchar(64)${ordered} not null,
    name varchar(255)${ordered} not null,
    description varchar(255)${ordered} not null,
    admin_up boolean not null,
    mac_address varchar(17)${ordered} not null,
    device_id varchar(255)${ordered} not null,
    device_owner varchar(255)${ordered} not null,
    host varchar(255)${ordered} not null,
    vnic_type varchar(32) not null,
    port_security boolean not null,
    made_for_server boolean not null,
    created_at bigint not null,
    updated_at bigint not null,
    generation bigint not null,
    constraint port_pk primary key (id),
    constraint port_mac unique (network_id, mac_address)
)${table_options};

create index port_of_project on port (project_id);
create index port_of_device on port (device_id);

create table port_address (
    subnet_id varchar(36)${ordered} not null,
    address_key varchar(32)${ordered} not null,
    ip_address varchar(39) not null,
    port_id varchar(36) not null,
    place integer not null,
    constraint port_address_pk primary key (subnet_id, address_key)
)${table_options};

create index port_address_of on port_address (port_id);

create table security_group (
    id varchar(36)${ordered} not null,
    name varchar(255)${ordered} not null,
    project_id varchar(64)${ordered} not null,
    description varchar(255)${ordered} not null,
    created_at bigint not null,
    updated_at bigint not null,
    generation bigint not null,
    constraint security_group_pk primary key (id)
)${table_options};

create index security_group_of on security_group (project_id);

-- At most one default group per project, however many ask for it at once.
create table default_group (
    project_id varchar(64) not null,
    group_id varchar(36) not null,
    constraint default_group_pk primary key (project_id)
)${table_options};

-- port_min and port_max are -1 where the rule has none; empty text means any.
create table group_rule (
    id varchar(36)${ordered} not null,
    group_id varchar(36)${ordered} not null,
    project_id varchar(64)${ordered} not null,
    direction varchar(8)${ordered} not null,
    ethertype varchar(8)${ordered} not null,
    protocol varchar(32)${ordered} not null,
    port_min integer not null,
    port_max integer not null,
    remote_prefix varchar(43)${ordered} not null,
    remote_group_id varchar(36)${ordered} not null,
    description varchar(255)${ordered} not null,
    created_at bigint not null,
    constraint group_rule_pk primary key (id)
)${table_options};

create index group_rule_of on group_rule (group_id);
create index group_rule_of_project on group_rule (project_id);

create table port_group (
    port_id varchar(36) not null,
    group_id varchar(36) not null,
    constraint port_group_pk primary key (port_id, group_id)
)${table_options};

create index port_group_of on port_group (group_id);

create table network_quota (
    project_id varchar(64) not null,
    resource varchar(64) not null,
    quota_limit bigint not null,
    constraint network_quota_pk primary key (project_id, resource)
)${table_options};
