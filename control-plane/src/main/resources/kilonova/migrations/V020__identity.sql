-- The embedded identity: who there is, and what they may be where.
create table identity_domain (
    id varchar(64)${ordered} not null,
    name varchar(64) not null,
    description ${text} not null,
    enabled boolean not null,
    constraint identity_domain_pk primary key (id),
    constraint identity_domain_name unique (name)
)${table_options};

create table identity_project (
    id varchar(64)${ordered} not null,
    domain_id varchar(64) not null,
    name varchar(64) not null,
    description ${text} not null,
    enabled boolean not null,
    generation bigint not null,
    constraint identity_project_pk primary key (id),
    constraint identity_project_name unique (domain_id, name)
)${table_options};

-- password_hash is empty for a user who cannot log in; tokens issued before password_changed_at are no longer valid.
create table identity_user (
    id varchar(64)${ordered} not null,
    domain_id varchar(64) not null,
    name varchar(255) not null,
    description ${text} not null,
    email varchar(255) not null,
    enabled boolean not null,
    default_project_id varchar(64) not null,
    password_hash varchar(255) not null,
    password_changed_at bigint not null,
    generation bigint not null,
    constraint identity_user_pk primary key (id),
    constraint identity_user_name unique (domain_id, name)
)${table_options};

create table identity_role (
    id varchar(64)${ordered} not null,
    name varchar(255) not null,
    description ${text} not null,
    constraint identity_role_pk primary key (id),
    constraint identity_role_name unique (name)
)${table_options};

-- scope_id is a project's id, or the word system.
create table identity_assignment (
    user_id varchar(64)${ordered} not null,
    scope_id varchar(64)${ordered} not null,
    role_id varchar(64)${ordered} not null,
    constraint identity_assignment_pk primary key (user_id, scope_id, role_id)
)${table_options};

create index identity_assignment_scope on identity_assignment (scope_id);

-- Tokens that ended before their time; kept until they would have expired.
create table identity_revocation (
    token_id varchar(64) not null,
    expires_at bigint not null,
    constraint identity_revocation_pk primary key (token_id)
)${table_options};
