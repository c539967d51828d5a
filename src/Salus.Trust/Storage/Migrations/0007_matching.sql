-- Which Patient resources of different sources are one person. patient columns hold keys of resources.
create table match_identifiers (
    system  text {exact} not null,
    value   text {exact} not null,
    patient bigint not null,
    primary key (system, value, patient)
) {clustered};
create index match_identifiers_by_patient on match_identifiers (patient);

-- Under what look-alikes are looked for: digests of name, birth date, phone.
create table match_keys (
    key     text {exact} not null,
    patient bigint not null,
    primary key (key, patient)
) {clustered};
create index match_keys_by_patient on match_keys (patient);

-- What is known about two patients. lesser < greater.
create table patient_links (
    lesser  bigint not null,
    greater bigint not null,
    state   text not null,              -- linked, open (waits for a person), distinct
    because text not null,              -- identifier, look-alike, conflict
    weights text not null,              -- JSON: fields, how they compare, weights; never values
    person  text,                       -- who decided; null: the rule did
    reason  text,
    at      text not null,
    primary key (lesser, greater)
) {clustered};
create index patient_links_by_greater on patient_links (greater);
create index patient_links_by_state on patient_links (state, at);

-- Every step of the above, for ever.
create table patient_link_steps (
    idx     {counter},
    lesser  bigint not null,
    greater bigint not null,
    state   text not null,
    person  text,
    reason  text,
    at      text not null
);

-- The least key of all patients that are linked; patients that are linked to none are not here.
create table matched_patients (
    patient bigint primary key,
    person  bigint not null
);
create index matched_patients_by_person on matched_patients (person);

-- One row once there was a look: the number of the newest version that was looked at.
create table matching_progress (
    id     bigint primary key check (id = 1),
    number bigint not null
);
