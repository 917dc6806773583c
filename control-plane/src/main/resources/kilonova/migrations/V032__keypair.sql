-- Public keys of users. The private halves are kept nowhere.
create table keypair (
    user_id varchar(64) not null,
    name varchar(255)${ordered} not null,
    kind varchar(16) not null,
    public_key ${text} not null,
    fingerprint varchar(64) not null,
    serial bigint not null,
    created_at bigint not null,
    constraint keypair_pk primary key (user_id, name),
    constraint keypair_serial unique (serial)
)${table_options};

-- How many keypairs a user has; for user '' how many were ever made, which numbers them.
create table keypair_tally (
    user_id varchar(64) not null,
    tally bigint not null,
    constraint keypair_tally_pk primary key (user_id)
)${table_options};

insert into keypair_tally (user_id, tally) values ('', 0);
