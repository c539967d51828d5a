namespace Salus.Trust;

/// <summary>Who did what, to whose data, and whether it was allowed. Never patient text.</summary>
/// <param name="Person">Null for the system itself, or somebody not signed in.</param>
/// <param name="Act">Kebab-case verb, for example <c>sign</c>.</param>
/// <param name="Outcome"><c>done</c> or <c>refused</c>.</param>
/// <param name="Detail">Ids, counts and reasons of refusal.</param>
public sealed record AuditEntry(DateTimeOffset At, PersonId? Person, string Act, DraftId? Draft, PatientId? Patient, string Outcome = "done", string? Detail = null);

/// <summary>The audit trail. Entries are appended in the transaction of what they tell.</summary>
public sealed class AuditLog(Database database)
{
    public Task WriteAsync(AuditEntry entry, CancellationToken cancel) =>
        database.WriteAsync(transaction => AppendAsync(transaction, entry), cancel);

    internal static Task AppendAsync(DatabaseTransaction transaction, AuditEntry entry) => transaction.ExecuteAsync(
        "insert into audit (at, person, act, draft, patient, outcome, detail) values (@at, @person, @Act, @draft, @patient, @Outcome, @Detail)",
        new
        {
            at = Stamp.Of(entry.At),
            person = entry.Person?.ToString(),
            entry.Act,
            draft = entry.Draft?.ToString(),
            patient = entry.Patient?.Value,
            entry.Outcome,
            entry.Detail,
        });
}
