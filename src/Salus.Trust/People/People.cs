using System.Collections.Immutable;
using Microsoft.AspNetCore.Identity;

namespace Salus.Trust;

/// <summary>Why somebody could not sign in. For the audit trail: the screen tells nobody which it was.</summary>
public enum SignInRefusal
{
    UnknownName,
    WrongPassword,
    Locked,
    Disabled,
}

/// <summary>What an attempt to sign in came to.</summary>
/// <param name="Person">Null when refused.</param>
/// <param name="LockedUntil">Set while the account is locked.</param>
public sealed record SignIn(Person? Person, SignInRefusal? Refusal, DateTimeOffset? LockedUntil);

/// <summary>An account as an administrator sees it.</summary>
public sealed record Account(Person Person, bool HasPassword, bool Disabled, DateTimeOffset? LockedUntil, DateTimeOffset CreatedAt);

/// <summary>The account could not be made or changed; the message says why and what to do.</summary>
public sealed class AccountRefusedException(string message) : Exception(message);

/// <summary>
/// The accounts of this house. Passwords are hashed by ASP.NET Core's PBKDF2 hasher. Five failures in a row lock an account
/// for 15 minutes, every five more for twice as long, up to a day. Every attempt is counted before the password is looked at,
/// so that parallel guesses do not get past the count.
/// </summary>
public sealed class People(Database database, TimeProvider clock, IPasswordHasher<Person> hasher) : ICredentialCheck
{
    /// <summary>Attempts before the account is locked, and locked for longer.</summary>
    public const int AttemptsBeforeLock = 5;

    private static readonly TimeSpan firstLock = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan longestLock = TimeSpan.FromDays(1);
    private static readonly Person nobody = new(default, "", "", []);

    /// <summary>Compared against when the name is unknown, so that the answer takes as long.</summary>
    private readonly Lazy<string> decoy = new(() => hasher.HashPassword(nobody, Secret.New()));

    /// <param name="password">Null: the person chooses one through a sign-in link.</param>
    /// <param name="by">Null for the command line.</param>
    /// <exception cref="AccountRefusedException">The name is taken, or name, roles or password will not do.</exception>
    public async Task<Person> AddAsync(string userName, string displayName, IEnumerable<Role> roles, string? password, Person? by, CancellationToken cancel)
    {
        var account = NewAccount(userName, displayName, roles, password);
        await database.WriteAsync(transaction => InsertAsync(transaction, account, by?.Id), cancel);
        return account.Person;
    }

    /// <summary>Counts the attempt, then looks at the password. Audited either way.</summary>
    public async Task<SignIn> SignInAsync(string userName, string password, CancellationToken cancel)
    {
        var key = Key(userName);
        var attempt = await database.WriteAsync(t => CountAttemptAsync(t, "name_key = @key", new { key }), cancel);
        var result = await JudgeAsync(attempt, password, cancel);
        await database.WriteAsync(t => AuditLog.AppendAsync(t, new AuditEntry(clock.GetUtcNow(), attempt?.Person.Id, "sign-in", null, null,
            result.Refusal is null ? "done" : "refused", result.Refusal is { } why ? Words.Kebab(why) : null)), cancel);
        return result;
    }

    /// <summary>Proves again that it is this person, for a signature or a new password. Failures count towards the lock.</summary>
    public async Task<bool> HasPasswordAsync(PersonId person, string password, CancellationToken cancel)
    {
        var attempt = await database.WriteAsync(t => CountAttemptAsync(t, "id = @id", new { id = person.ToString() }), cancel);
        return (await JudgeAsync(attempt, password, cancel)).Person is not null;
    }

    Task<bool> ICredentialCheck.VerifyAsync(PersonId person, string password, CancellationToken cancel) => HasPasswordAsync(person, password, cancel);

    /// <summary>Null for an unknown or disabled account.</summary>
    public async Task<Person?> FindAsync(PersonId person, CancellationToken cancel) =>
        (await AccountAsync(person, cancel)) is { Disabled: false } account ? account.Person : null;

    /// <inheritdoc cref="FindAsync"/>
    public async Task<Person?> FindByNameAsync(string userName, CancellationToken cancel)
    {
        var row = await database.ReadAsync(t => t.SingleAsync<PersonRow>($"select {PersonRow.Columns} from people p where name_key = @key", new { key = Key(userName) }), cancel);
        return row is { disabled_at: null } ? row.ToPerson() : null;
    }

    public async Task<Account?> AccountAsync(PersonId person, CancellationToken cancel)
    {
        var row = await database.ReadAsync(t => t.SingleAsync<PersonRow>($"select {PersonRow.Columns} from people p where id = @id", new { id = person.ToString() }), cancel);
        return row?.ToAccount(clock.GetUtcNow());
    }

    /// <summary>Everybody who can sign in, by name.</summary>
    public async Task<ImmutableArray<Person>> ListAsync(CancellationToken cancel) =>
        [.. (await AccountsAsync(cancel)).Where(a => !a.Disabled).Select(a => a.Person)];

    /// <summary>All accounts, disabled ones too, by name.</summary>
    public async Task<ImmutableArray<Account>> AccountsAsync(CancellationToken cancel)
    {
        var rows = await database.ReadAsync(t => t.QueryAsync<PersonRow>($"select {PersonRow.Columns} from people p order by name_key"), cancel);
        return [.. rows.Select(r => r.ToAccount(clock.GetUtcNow()))];
    }

    /// <summary>Sets the password, lifts a lock, and ends every session and unused link of the account.</summary>
    /// <exception cref="AccountRefusedException">The password will not do, or there is no such account.</exception>
    public async Task SetPasswordAsync(PersonId person, string password, PersonId? by, CancellationToken cancel)
    {
        var known = await AccountAsync(person, cancel) ?? throw Unknown();
        if (PasswordPolicy.WhyNot(password, known.Person.UserName) is { } why)
            throw new AccountRefusedException(why);
        var hash = hasher.HashPassword(known.Person, password);
        await database.WriteAsync(async t =>
        {
            await t.ExecuteAsync("update people set password_hash = @hash, failures = 0, locked_until = null where id = @id", new { hash, id = person.ToString() });
            await EndEverythingAsync(t, person, tokens: false);
            await AuditAsync(t, by, "set-password", person);
        }, cancel);
    }

    /// <exception cref="AccountRefusedException">Nobody would be left to administer accounts, or the values will not do.</exception>
    public Task ChangeAsync(PersonId person, string displayName, IEnumerable<Role> roles, PersonId? by, CancellationToken cancel)
    {
        var name = Clean(displayName, "display name");
        var kept = Sorted(roles);
        return database.WriteAsync(async t =>
        {
            var changed = await t.ExecuteAsync("update people set display_name = @name, roles = @roles where id = @id", new { name, roles = Roles.Write(kept), id = person.ToString() });
            if (changed == 0)
                throw Unknown();
            await KeepAnAdministratorAsync(t);
            await AuditAsync(t, by, "change-account", person, Roles.Write(kept));
        }, cancel);
    }

    /// <summary>Closes the account: its sessions, links and tokens stop working at once. Its signatures stay valid.</summary>
    /// <exception cref="AccountRefusedException">Nobody would be left to administer accounts.</exception>
    public Task DisableAsync(PersonId person, PersonId? by, CancellationToken cancel) => database.WriteAsync(async t =>
    {
        var changed = await t.ExecuteAsync("update people set disabled_at = @now where id = @id and disabled_at is null", new { now = Stamp.Of(clock.GetUtcNow()), id = person.ToString() });
        if (changed == 0)
            throw Unknown();
        await KeepAnAdministratorAsync(t);
        await EndEverythingAsync(t, person, tokens: true);
        await AuditAsync(t, by, "disable-account", person);
    }, cancel);

    /// <summary>Opens a disabled account again. Its old tokens stay revoked.</summary>
    public Task EnableAsync(PersonId person, PersonId? by, CancellationToken cancel) => database.WriteAsync(async t =>
    {
        var changed = await t.ExecuteAsync("update people set disabled_at = null, failures = 0, locked_until = null where id = @id and disabled_at is not null", new { id = person.ToString() });
        if (changed == 0)
            throw Unknown();
        await AuditAsync(t, by, "enable-account", person);
    }, cancel);

    /// <summary>Checks everything that can be checked without the database, and hashes the password.</summary>
    internal NewAccount NewAccount(string userName, string displayName, IEnumerable<Role> roles, string? password)
    {
        var name = Clean(userName, "user name");
        if (name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_' or '@')))
            throw new AccountRefusedException("A user name has letters a to z, digits, and . - _ @ only.");
        var person = new Person(PersonId.New(clock), name, Clean(displayName, "display name"), Sorted(roles));
        if (password is not null && PasswordPolicy.WhyNot(password, name) is { } why)
            throw new AccountRefusedException(why);
        return new NewAccount(person, password is null ? null : hasher.HashPassword(person, password));
    }

    internal async Task InsertAsync(DatabaseTransaction transaction, NewAccount account, PersonId? by)
    {
        var person = account.Person;
        var inserted = await transaction.ExecuteAsync(
            """
            insert into people (id, user_name, name_key, display_name, roles, password_hash, failures, created_at)
            values (@id, @UserName, @key, @DisplayName, @roles, @PasswordHash, 0, @now) on conflict (name_key) do nothing
            """,
            new { id = person.Id.ToString(), person.UserName, key = Key(person.UserName), person.DisplayName, roles = Roles.Write(person.Roles), account.PasswordHash, now = Stamp.Of(clock.GetUtcNow()) });
        if (inserted == 0)
            throw new AccountRefusedException($"There is already an account called '{person.UserName}'. Choose another user name.");
        await AuditAsync(transaction, by ?? person.Id, "add-account", person.Id, Roles.Write(person.Roles));
    }

    private async Task<Attempt?> CountAttemptAsync(DatabaseTransaction transaction, string where, object which)
    {
        // the update comes first: it locks the row, so that attempts line up
        if (await transaction.ExecuteAsync($"update people set failures = failures + 1 where {where}", which) == 0)
            return null;
        var row = (await transaction.SingleAsync<PersonRow>($"select {PersonRow.Columns} from people p where {where}", which))!;
        var now = clock.GetUtcNow();
        var person = row.ToPerson();
        var id = new { id = row.id, until = "" };
        if (row.LockedUntil is { } until && until > now)
        {
            await transaction.ExecuteAsync("update people set failures = failures - 1 where id = @id", id);
            return new Attempt(person, null, row.disabled_at is not null, until);
        }
        if (row.failures % AttemptsBeforeLock == 0)
        {
            var doublings = Math.Min(row.failures / AttemptsBeforeLock - 1, 10);
            var length = TimeSpan.FromTicks(Math.Min(firstLock.Ticks << (int)doublings, longestLock.Ticks));
            await transaction.ExecuteAsync("update people set locked_until = @until where id = @id", id with { until = Stamp.Of(now + length) });
        }
        return new Attempt(person, row.password_hash, row.disabled_at is not null, null);
    }

    private async Task<SignIn> JudgeAsync(Attempt? attempt, string password, CancellationToken cancel)
    {
        var verdict = password.Length > PasswordPolicy.MaximumLength
            ? PasswordVerificationResult.Failed
            : hasher.VerifyHashedPassword(attempt?.Person ?? nobody, attempt?.PasswordHash ?? decoy.Value, password);
        switch (attempt)
        {
            case null:
                return new SignIn(null, SignInRefusal.UnknownName, null);
            case { LockedUntil: { } until }:
                return new SignIn(null, SignInRefusal.Locked, until);
            case { PasswordHash: null }:
            case not null when verdict is PasswordVerificationResult.Failed:
                return new SignIn(null, SignInRefusal.WrongPassword, null);
            case { Disabled: true }:
                return new SignIn(null, SignInRefusal.Disabled, null);
        }
        var hash = verdict is PasswordVerificationResult.SuccessRehashNeeded ? hasher.HashPassword(attempt.Person, password) : attempt.PasswordHash;
        await database.WriteAsync(t => t.ExecuteAsync(
            "update people set failures = 0, locked_until = null, password_hash = @hash where id = @id and password_hash = @old",
            new { hash, id = attempt.Person.Id.ToString(), old = attempt.PasswordHash }), cancel);
        return new SignIn(attempt.Person, null, null);
    }

    private static async Task KeepAnAdministratorAsync(DatabaseTransaction transaction)
    {
        var roles = await transaction.QueryAsync<string>("select roles from people where disabled_at is null");
        if (!roles.Any(r => Roles.Read(r).Contains(Role.Administrator)))
            throw new AccountRefusedException("That would leave nobody to administer accounts. Make somebody else an administrator first.");
    }

    private static async Task EndEverythingAsync(DatabaseTransaction transaction, PersonId person, bool tokens)
    {
        var id = new { id = person.ToString() };
        await transaction.ExecuteAsync("delete from sessions where person = @id", id);
        await transaction.ExecuteAsync("delete from sign_in_links where person = @id and used_at is null", id);
        if (tokens)
            await transaction.ExecuteAsync("update api_tokens set revoked_at = created_at where person = @id and revoked_at is null", id);
    }

    private Task AuditAsync(DatabaseTransaction transaction, PersonId? by, string act, PersonId person, string? more = null) =>
        AuditLog.AppendAsync(transaction, new AuditEntry(clock.GetUtcNow(), by, act, null, null, Detail: more is null ? $"account {person}" : $"account {person}: {more}"));

    private static ImmutableArray<Role> Sorted(IEnumerable<Role> roles)
    {
        ImmutableArray<Role> sorted = [.. roles.Distinct().Order()];
        return sorted.IsEmpty ? throw new AccountRefusedException("Give the account at least one role.") : sorted;
    }

    private static string Clean(string name, string what)
    {
        var clean = name.Trim();
        if (clean.Length is 0 or > 100 || clean.Any(char.IsControl))
            throw new AccountRefusedException($"A {what} has 1 to 100 characters and no line breaks.");
        return clean;
    }

    private static AccountRefusedException Unknown() => new("There is no such account.");

    private static string Key(string userName) => userName.Trim().ToLowerInvariant();

    private sealed record Attempt(Person Person, string? PasswordHash, bool Disabled, DateTimeOffset? LockedUntil);
}

/// <summary>An account about to be made.</summary>
internal sealed record NewAccount(Person Person, string? PasswordHash);
