-- Which process writes the upload of an image, in which of its lives: only that one, or whoever sees that this life is over,
-- queues the image again. An active image keeps the upload that wrote its bytes, as they lie under its id and that of the
-- upload; bytes of images whose upload_id is empty lie under the id of the image alone.
alter table image add column upload_replica varchar(36) default '' not null;
alter table image add column upload_epoch bigint default 0 not null;
