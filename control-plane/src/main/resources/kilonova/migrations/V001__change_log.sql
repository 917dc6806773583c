-- The revision counter is one row, taken last in each commit: revisions become visible in order. The fence grows when a
-- process is shut out: a commit that knows an older one looks first whether it may still write.
create table revision (
    id integer not null,
    latest bigint not null,
    fence bigint default 0 not null,
    constraint revision_pk primary key (id)
)${table_options};

insert into revision (id, latest) values (1, 0);

create table change_log (
    revision bigint not null,
    kind varchar(32) not null,
    id varchar(64) not null,
    project_id varchar(64) not null,
    generation bigint not null,
    deleted boolean not null,
    payload ${text},
    changed_at bigint not null,
    constraint change_log_pk primary key (revision)
)${table_options};
