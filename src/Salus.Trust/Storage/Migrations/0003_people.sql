create table people (
    id            text primary key,
    user_name     text not null,
    name_key      text not null unique,     -- user name, lower case: sign-in compares without case
    display_name  text not null,
    roles         text not null,            -- kebab-case, sorted, separated by spaces
    password_hash text,                     -- null: has not chosen one yet
    failures      bigint not null,          -- attempts since the last success
    locked_until  text,
    disabled_at   text,
    created_at    text not null
);

-- Secrets are stored as SHA-256 of the secret; the secrets themselves are random, so no salt is needed.
create table sessions (
    digest     text primary key,
    person     text not null references people (id),
    started_at text not null,
    seen_at    text not null
);
create index sessions_by_person on sessions (person);

create table sign_in_links (
    digest     text primary key,
    person     text references people (id), -- null: lets the visitor make the first account
    created_at text not null,
    expires_at text not null,
    used_at    text
);

create table api_tokens (
    id         {counter},
    person     text not null references people (id),
    name       text not null,
    digest     text not null unique,
    scopes     text not null,               -- sorted, separated by spaces
    created_at text not null,
    expires_at text not null,
    used_at    text,
    revoked_at text
);
create index api_tokens_by_person on api_tokens (person);

create table broken_glass (
    idx       {counter},
    person    text not null references people (id),
    reason    text not null,
    opened_at text not null,
    until_at  text not null
);
create index broken_glass_by_person on broken_glass (person, until_at);

create table restricted_patients (
    patient text primary key,
    person  text not null,               -- who set the mark
    at      text not null
);
