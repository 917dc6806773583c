-- Limits that were set: of a project, of a user in a project, and (project '*') those that hold where none were set.
create table quota_limit (
    project_id varchar(64) not null,
    user_id varchar(64) not null,
    resource varchar(64) not null,
    hard_limit bigint not null,
    constraint quota_limit_pk primary key (project_id, user_id, resource)
)${table_options};

-- What a project uses (user ''), and each of its users.
create table quota_usage (
    project_id varchar(64) not null,
    user_id varchar(64) not null,
    instances bigint not null,
    cores bigint not null,
    ram_mb bigint not null,
    constraint quota_usage_pk primary key (project_id, user_id)
)${table_options};
