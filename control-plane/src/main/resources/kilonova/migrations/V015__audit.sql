-- What the standing audit found and mended. Open until ended_at is set; place is where it looks again.
create table finding (
    id varchar(36)${ordered} not null,
    kind varchar(32) not null,
    subject varchar(190) not null,
    state varchar(16) not null,
    place varchar(128) not null,
    was ${text} not null,
    due ${text} not null,
    found_at bigint not null,
    ended_at bigint,
    constraint finding_pk primary key (id)
)${table_options};

create index finding_state on finding (state, ended_at);
