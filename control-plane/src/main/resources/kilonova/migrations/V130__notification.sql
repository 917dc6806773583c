-- How far in the change log each receiver of notifications has been told.
create table notification_position (
    receiver varchar(32) not null,
    revision bigint not null,
    updated_at bigint not null,
    constraint notification_position_pk primary key (receiver)
)${table_options};
