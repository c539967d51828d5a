-- What other systems own, under one roof: one row per resource, found by its id in the record or by the name its source gave it.
alter table resources rename to resources_by_system;

create table resources (
    key           {counter},
    type          text {exact} not null,
    id            text {exact} not null,         -- in the record: unique per type over all sources
    source_system text {exact} not null,         -- who named it first
    source_id     text {exact} not null,         -- as the source calls it
    version       bigint not null,               -- the newest; 0: a reference named it, nobody has sent it yet
    deleted       bigint not null,               -- 1: the newest version is a deletion
    content       text,                          -- digest of the newest version; null while there is none
    at            text not null
);
create unique index resources_by_id on resources (type, id);
create unique index resources_by_source on resources (source_system, type, source_id);
create index resources_by_type on resources (type, key);

-- Every version for ever; a deletion is a version without content.
create table versions (
    resource      bigint not null,
    version       bigint not null,
    number        bigint not null,               -- of the change, counted over the whole record
    act           text not null,                 -- create, update, delete
    source_system text {exact} not null,         -- who said so
    person        text,                          -- on whose behalf, when somebody was signed in
    content       text references blobs (digest),
    original      text references blobs (digest),  -- as it came, when ids or references had to be rewritten
    at            text not null,
    primary key (resource, version)
) {clustered};
create unique index versions_by_number on versions (number);

-- Which resources speak of which patient: any reference to the patient, and the patient itself.
create table compartments (
    patient  bigint not null,
    resource bigint not null,
    past     bigint not null,                    -- 1: only earlier versions do
    primary key (patient, resource)
) {clustered};
create index compartments_by_resource on compartments (resource, patient);

insert into resources (key, type, id, source_system, source_id, version, deleted, content, at)
select row_number() over (order by source_system, type, id),
       type,
       case when row_number() over (partition by type, id order by source_system) = 1 then id else substr(content, 1, 50) || '-' || row_number() over (partition by type, id order by source_system) end,
       source_system, id, version, 0, content, at
from resources_by_system r
where version = (select max(version) from resources_by_system n where n.source_system = r.source_system and n.type = r.type and n.id = r.id);

insert into versions (resource, version, number, act, source_system, person, content, original, at)
select n.key, o.version, row_number() over (order by o.at, n.key, o.version), case when o.version = 1 then 'create' else 'update' end, o.source_system, null, o.content, null, o.at
from resources_by_system o join resources n on n.source_system = o.source_system and n.type = o.type and n.source_id = o.id;

drop table resources_by_system;
