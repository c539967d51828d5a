using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Salus.Trust;

/// <summary>Names an account for ever; sign-in names may change.</summary>
[JsonConverter(typeof(PersonIdJson))]
public readonly record struct PersonId(Guid Value)
{
    public static PersonId New(TimeProvider clock) => new(Guid.CreateVersion7(clock.GetUtcNow()));

    public override string ToString() => Value.ToString("N");
}

/// <summary>What somebody may do. Nothing is allowed that no role allows.</summary>
public enum Role
{
    Clinician,
    Nurse,
    Coder,
    Researcher,
    Trainee,
    Administrator,
    Auditor,
    DataSteward,
}

/// <summary>Somebody with an account, as the rest of the house sees them.</summary>
/// <param name="UserName">What they sign in with; unique, compared without case.</param>
/// <param name="DisplayName">As printed under a signature, for example <c>Dr. Ada Marsh</c>.</param>
public sealed record Person(PersonId Id, string UserName, string DisplayName, ImmutableArray<Role> Roles)
{
    public bool Is(Role role) => Roles.Contains(role);
}

internal sealed class PersonIdJson : JsonConverter<PersonId>
{
    public override PersonId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(Guid.ParseExact(reader.GetString() ?? "", "N"));

    public override void Write(Utf8JsonWriter writer, PersonId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
