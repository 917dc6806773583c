-- The public handle on long work, and the row its workflow runs from. One operation is open per subject.
create table operation (
    id varchar(36) not null,
    kind varchar(32) not null,
    subject varchar(80) not null,
    open_subject varchar(80),
    project_id varchar(64) not null,
    user_id varchar(64) not null,
    trace_id varchar(64) not null,
    step varchar(32) not null,
    attempt integer not null,
    outcome varchar(16),
    facts ${text} not null,
    steps ${text} not null,
    failure ${text},
    wake_at bigint,
    deadline bigint not null,
    replica_id varchar(36) not null,
    replica_epoch bigint not null,
    generation bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    ended_at bigint,
    constraint operation_pk primary key (id),
    constraint operation_open_subject unique (open_subject)
)${table_options};

create index operation_subject on operation (subject, created_at);
create index operation_project on operation (project_id, created_at);
create index operation_trace on operation (trace_id);

-- What was answered to a request that carried an id of the caller's choosing.
create table request (
    project_id varchar(64) not null,
    user_id varchar(64) not null,
    method varchar(64) not null,
    request_id varchar(64) not null,
    body_hash varchar(64) not null,
    answer ${text} not null,
    expires_at bigint not null,
    constraint request_pk primary key (project_id, user_id, method, request_id)
)${table_options};

create index request_expires on request (expires_at);
