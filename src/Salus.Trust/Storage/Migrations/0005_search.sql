-- What the newest versions can be found by. path is the number of an indexed place (48 bits of a digest of type, kind and expression),
-- slot the repetition of the element that a composite parameter joins on, resource a key of resources.
create table index_tokens (
    path     bigint not null,
    code     text {exact} not null,
    resource bigint not null,
    slot     bigint not null,
    system   text {exact} not null,
    primary key (path, code, resource, slot, system)
) {clustered};

-- What codes are called; each name once, however often the code is used.
create table index_texts (
    path   bigint not null,
    folded text {exact} not null,
    code   text {exact} not null,
    system text {exact} not null,
    primary key (path, folded, code, system)
) {clustered};

create table index_strings (
    path     bigint not null,
    folded   text {exact} not null,     -- without case and accents
    resource bigint not null,
    slot     bigint not null,
    stated   text {exact} not null,
    primary key (path, folded, resource, slot, stated)
) {clustered};

create table index_dates (
    path     bigint not null,
    resource bigint not null,
    slot     bigint not null,
    starts   bigint not null,           -- ticks of 100 ns since year 1, UTC
    ends     bigint not null,           -- first tick behind the span
    primary key (resource, path, slot, starts, ends)
) {clustered};
create index index_dates_by_start on index_dates (path, starts, ends, resource);

-- Numbers as whole numbers that sort like them.
create table index_quantities (
    path        bigint not null,
    measure     text {exact} not null,  -- what makes two amounts comparable: UCUM base units, or system and code
    low         bigint not null,        -- in that measure
    high        bigint not null,
    resource    bigint not null,
    slot        bigint not null,
    unit        text {exact} not null,  -- as stated
    stated_low  bigint not null,
    stated_high bigint not null,
    primary key (path, measure, low, high, resource, slot, unit, stated_low, stated_high)
) {clustered};

create table index_references (
    path     bigint not null,
    target   bigint not null,           -- a key of resources
    resource bigint not null,
    slot     bigint not null,
    primary key (path, target, resource, slot)
) {clustered};
create index index_references_by_resource on index_references (resource, path, target);

create table index_uris (
    path     bigint not null,
    value    text {exact} not null,
    resource bigint not null,
    primary key (path, value, resource)
) {clustered};
