-- The only patient that a token opens, with patient/ scopes.
alter table api_tokens add column patient text;
-- The registered program that signed in for it; null for tokens that people make.
alter table api_tokens add column client text;

-- Programs that sign in by themselves (SMART Backend Services), each for an account whose roles bound it.
create table api_clients (
    id          text primary key,
    name        text not null,
    person      text not null references people (id),
    scopes      text not null,              -- SMART scopes, separated by spaces
    key_set     text,                       -- its public keys; null when they are fetched
    key_address text,                       -- where they are fetched
    created_at  text not null,
    disabled_at text
);

-- Assertions that were used, until they expire by themselves: each works once, on whichever machine.
create table used_assertions (
    digest     text primary key,
    expires_at text not null
);
create index used_assertions_by_time on used_assertions (expires_at);

-- EHRs that may launch Salus, and who their users are here.
create table ehr_connections (
    issuer       text primary key,          -- FHIR base address, without a slash at the end
    name         text not null,
    client_id    text not null,
    scopes       text not null,
    confidential bigint not null,           -- 1: signs in with our key; 0: a public client
    created_at   text not null
);
create table ehr_users (
    issuer    text not null references ehr_connections (issuer),
    fhir_user text not null,                -- for example Practitioner/7
    person    text not null references people (id),
    primary key (issuer, fhir_user)
);
