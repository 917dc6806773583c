-- size_bytes and virtual_size_bytes are -1 while unknown; upload_id names the upload that is writing the bytes, empty when none is.
create table image (
    id varchar(36)${ordered} not null,
    name varchar(255)${ordered} not null,
    project_id varchar(64)${ordered} not null,
    status varchar(16)${ordered} not null,
    visibility varchar(16)${ordered} not null,
    is_protected boolean not null,
    is_hidden boolean not null,
    disk_format varchar(32)${ordered} not null,
    container_format varchar(32)${ordered} not null,
    size_bytes bigint not null,
    virtual_size_bytes bigint not null,
    md5 varchar(32) not null,
    sha512 varchar(128) not null,
    min_disk_gb integer not null,
    min_memory_mb integer not null,
    upload_id varchar(36) not null,
    created_at bigint not null,
    updated_at bigint not null,
    generation bigint not null,
    constraint image_pk primary key (id)
)${table_options};

create index image_newest on image (created_at, id);
create index image_of_project on image (project_id, created_at);
create index image_named on image (name);

create table image_property (
    image_id varchar(36) not null,
    name varchar(255) not null,
    content ${text} not null,
    constraint image_property_pk primary key (image_id, name)
)${table_options};

create table image_tag (
    image_id varchar(36) not null,
    tag varchar(255) not null,
    constraint image_tag_pk primary key (image_id, tag)
)${table_options};

create index image_tagged on image_tag (tag);

create table image_member (
    image_id varchar(36) not null,
    project_id varchar(64) not null,
    status varchar(16) not null,
    created_at bigint not null,
    updated_at bigint not null,
    constraint image_member_pk primary key (image_id, project_id)
)${table_options};

create index image_member_of on image_member (project_id, status);
