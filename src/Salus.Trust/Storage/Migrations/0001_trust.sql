-- Contents by digest: sources, revisions, inspections, signed notes. Never changed, never deleted.
create table blobs (
    digest  text primary key,           -- SHA-256 of content, lower-case hexadecimal
    content {bytes} not null
);

-- One row per draft: its state, and what a work list shows.
create table drafts (
    id           text primary key,
    revision     bigint not null,       -- the current one
    capability   text not null,
    state        text not null,         -- waiting, in-review, signed, sent-back
    subject      text,
    patient_name text not null,
    summary      text not null,
    search       text not null,         -- lower case: subject, patient's name, summary
    created_at   text not null,
    changed_at   text not null,
    opened_at    text,                  -- first time a person opened it
    statements   bigint not null,
    blocking     bigint not null,       -- open blocking findings
    warnings     bigint not null,
    signed_by    text
);
create index drafts_by_change on drafts (changed_at desc, id desc);
create index drafts_by_state on drafts (state, changed_at desc, id desc);
create index drafts_by_subject on drafts (subject) where subject is not null;

create table revisions (
    draft      text not null references drafts (id),
    number     bigint not null,
    change     text not null,           -- submitted, edited, added
    statement  bigint,                  -- zero-based index that was edited or added
    content    text not null references blobs (digest),
    inspection text not null references blobs (digest),
    sources    text not null references blobs (digest),     -- digests of the sources, in order
    editor     text,
    at         text not null,
    primary key (draft, number)
);

create table decisions (
    draft    text not null references drafts (id),
    position bigint not null,
    revision bigint not null,
    kind     text not null,             -- accept, reject, overrule, undo, send-back
    target   text not null,             -- statement key, finding key, or the draft's id
    person   text not null,
    at       text not null,
    reason   text,
    primary key (draft, position)
);

-- The record. One signature per draft, for ever.
create table notes (
    draft        text primary key,
    revision     bigint not null,
    capability   text not null,
    subject      text,
    signed_by    text not null,
    signed_at    text not null,
    signature    text not null references blobs (digest),
    bundle       text not null references blobs (digest),
    ledger_index bigint not null        -- of the bundle
);
create index notes_by_subject on notes (subject) where subject is not null;
create index notes_by_time on notes (signed_at, draft);

-- What other systems own, as they sent it; the highest version is the current one.
create table resources (
    source_system text not null,
    type          text not null,
    id            text not null,
    version       bigint not null,
    content       text not null references blobs (digest),
    at            text not null,
    primary key (source_system, type, id, version)
);

-- Who did what, to whose data, and whether it was allowed. Never patient text.
create table audit (
    idx     {counter},
    at      text not null,
    person  text,
    act     text not null,
    draft   text,
    patient text,
    outcome text not null,
    detail  text
);
create index audit_by_time on audit (at);
create index audit_by_draft on audit (draft) where draft is not null;
create index audit_by_patient on audit (patient) where patient is not null;
