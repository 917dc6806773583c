-- Whose database this is: one row, written once.
create table cloud (
    row_no integer not null,
    cloud_id varchar(36) not null,
    constraint cloud_pk primary key (row_no)
)${table_options};
