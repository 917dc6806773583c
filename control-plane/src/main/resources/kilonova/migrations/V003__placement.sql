-- Who has how much of what. Inventories, usages and traits are packed into the provider's row: a claim reads and writes one.
create table provider (
    id varchar(36) not null,
    name varchar(255) not null,
    inventories ${text} not null,
    usages ${text} not null,
    traits ${text} not null,
    generation bigint not null,
    updated_at bigint not null,
    constraint provider_pk primary key (id),
    constraint provider_name unique (name)
)${table_options};

-- One row per consumer and provider, the amounts packed.
create table allocation (
    consumer_id varchar(36) not null,
    provider_id varchar(36) not null,
    project_id varchar(64) not null,
    user_id varchar(64) not null,
    resources ${text} not null,
    created_at bigint not null,
    constraint allocation_pk primary key (consumer_id, provider_id)
)${table_options};

create index allocation_provider on allocation (provider_id);
