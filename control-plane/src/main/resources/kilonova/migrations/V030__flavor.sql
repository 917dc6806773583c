-- Sizes that servers come in. Servers keep a copy, so a flavor may go at any time.
create table flavor (
    id varchar(255)${ordered} not null,
    name varchar(255)${ordered} not null,
    description ${text}${ordered} not null,
    vcpus integer not null,
    memory_mb integer not null,
    disk_gb integer not null,
    ephemeral_gb integer not null,
    swap_mb integer not null,
    rxtx_factor double precision not null,
    is_public boolean not null,
    disabled boolean not null,
    extra_specs ${text} not null,
    generation bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    constraint flavor_pk primary key (id),
    constraint flavor_name unique (name)
)${table_options};

-- Projects that see a private flavor.
create table flavor_access (
    flavor_id varchar(255)${ordered} not null,
    project_id varchar(64)${ordered} not null,
    constraint flavor_access_pk primary key (flavor_id, project_id)
)${table_options};
