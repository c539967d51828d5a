-- Signed notes on their way to other systems: one row per receiver and note, written before the first attempt.
create table deliveries (
    receiver   text {exact} not null,           -- as the configuration names it
    draft      text not null references notes (draft),
    state      text not null,                   -- waiting, accepted, refused
    attempts   bigint not null,
    due_at     text not null,                   -- not before
    changed_at text not null,
    problem    text,                            -- why the last attempt failed; never contents of the note
    primary key (receiver, draft)
);
create index deliveries_by_due on deliveries (receiver, state, due_at);
