-- Consumers whose generation their writers compare. A server of this cloud, which one workflow alone writes, has none.
create table consumer (
    id varchar(36) not null,
    generation bigint not null,
    constraint consumer_pk primary key (id)
)${table_options};
