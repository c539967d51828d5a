-- Append-only Merkle log (RFC 6962): every entry carries a signed root over all entries up to it.
create table ledger (
    position  bigint primary key,
    at        text not null,
    kind      text not null,
    content   text not null,            -- SHA-256
    root      text not null,
    signer    text not null,
    signature text not null
);
create index ledger_by_content on ledger (content);

create table ledger_key (
    signer     text primary key,
    public_key text not null
);

-- One row: what the next append needs, and the lock that makes appends one after the other.
create table ledger_head (
    id       bigint primary key check (id = 1),
    size     bigint not null,
    frontier text not null
);
insert into ledger_head (id, size, frontier) values (1, 0, '');
