-- What a draft is for (care, research), who proposed it, and the same of what was signed.
alter table drafts add column purpose text not null default 'care';
alter table drafts add column proposed_by text;
alter table notes add column purpose text not null default 'care';
