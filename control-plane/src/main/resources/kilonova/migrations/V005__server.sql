create table server (
    id varchar(36) not null,
    project_id varchar(64) not null,
    user_id varchar(64) not null,
    name varchar(255)${ordered} not null,
    resting varchar(24) not null,
    phase varchar(24),
    power varchar(12) not null,
    operation_id varchar(36),
    host_id varchar(36),
    host_name varchar(255),
    zone varchar(255) not null,
    epoch bigint not null,
    wish_generation bigint not null,
    observed ${text} not null,
    image_id varchar(36) not null,
    flavor_id varchar(255) not null,
    reservation_id varchar(32) not null,
    locked_by varchar(8),
    flavor ${text} not null,
    details ${text} not null,
    interfaces ${text} not null,
    addresses ${text} not null,
    fault ${text},
    user_data ${text},
    admin_password ${text},
    generation bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    launched_at bigint,
    terminated_at bigint,
    deleted_at bigint,
    constraint server_pk primary key (id)
)${table_options};

create index server_project on server (project_id, created_at, id);
create index server_created on server (created_at, id);
create index server_host on server (host_id);
create index server_reservation on server (reservation_id);
