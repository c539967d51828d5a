using System.Collections.Immutable;
using System.Text.Json;

namespace Salus.Trust;

/// <summary>A row of <c>people</c>, called <c>p</c> in the query.</summary>
#pragma warning disable IDE1006, CA1707 // named as the columns
internal class PersonRow
{
    public const string Columns = "p.id, p.user_name, p.display_name, p.roles, p.password_hash, p.failures, p.locked_until, p.disabled_at, p.created_at";

    public string id { get; init; } = "";
    public string user_name { get; init; } = "";
    public string display_name { get; init; } = "";
    public string roles { get; init; } = "";
    public string? password_hash { get; init; }
    public long failures { get; init; }
    public string? locked_until { get; init; }
    public string? disabled_at { get; init; }
    public string created_at { get; init; } = "";

    public DateTimeOffset? LockedUntil => locked_until is null ? null : Stamp.Read(locked_until);

    public Person ToPerson() => new(new PersonId(Guid.ParseExact(id, "N")), user_name, display_name, Roles.Read(roles));

    public Account ToAccount(DateTimeOffset now) => new(ToPerson(), password_hash is not null, disabled_at is not null, LockedUntil is { } until && until > now ? until : null, Stamp.Read(created_at));
}
#pragma warning restore IDE1006, CA1707

/// <summary>Roles as the database and claims write them: kebab-case, separated by spaces.</summary>
internal static class Roles
{
    public static string Write(IEnumerable<Role> roles) => string.Join(' ', roles.Select(r => Words.Kebab(r)));

    public static ImmutableArray<Role> Read(string roles) =>
        [.. Enum.GetValues<Role>().Where(r => roles.Split(' ').Contains(Words.Kebab(r)))];
}

internal static class Words
{
    public static string Kebab<T>(T value) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
