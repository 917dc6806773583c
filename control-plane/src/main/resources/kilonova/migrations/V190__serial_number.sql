-- The last number given out of each kind, so that none is given out twice once what had it is deleted.
create table serial_number (
    kind varchar(32) not null,
    last_no bigint not null,
    constraint serial_number_pk primary key (kind)
)${table_options};
