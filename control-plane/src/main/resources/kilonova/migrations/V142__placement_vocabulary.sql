-- Traits and resource classes beside the standard ones.
create table custom_trait (
    name varchar(255)${ordered} not null,
    created_at bigint not null,
    constraint custom_trait_pk primary key (name)
)${table_options};

create table custom_resource_class (
    name varchar(255)${ordered} not null,
    created_at bigint not null,
    constraint custom_resource_class_pk primary key (name)
)${table_options};
