-- Control-plane processes that share this database. Each renews its own row; one that no longer does is shut out, and its
-- epoch counted up, so that it cannot come back as the one it was.
create table replica (
    id varchar(36) not null,
    epoch bigint not null,
    lease_until bigint not null,
    constraint replica_pk primary key (id)
)${table_options};
