using System.Collections.Immutable;

namespace Salus.Trust;

/// <summary>
/// Patients whose drafts and notes nobody sees without breaking the glass: staff, their families, people in the public eye.
/// To everybody else it looks as if there were nothing.
/// </summary>
public sealed class RestrictedPatients(Database database, TimeProvider clock)
{
    /// <returns>False when it was so already.</returns>
    public Task<bool> RestrictAsync(PatientId patient, PersonId by, CancellationToken cancel) => ChangeAsync(patient, by, "restrict-patient",
        "insert into restricted_patients (patient, person, at) values (@patient, @person, @now) on conflict (patient) do nothing", cancel);

    /// <inheritdoc cref="RestrictAsync"/>
    public Task<bool> ReleaseAsync(PatientId patient, PersonId by, CancellationToken cancel) => ChangeAsync(patient, by, "release-patient",
        "delete from restricted_patients where patient = @patient", cancel);

    public async Task<ImmutableArray<PatientId>> ListAsync(CancellationToken cancel) =>
        [.. (await database.ReadAsync(t => t.QueryAsync<string>("select patient from restricted_patients order by patient"), cancel)).Select(p => new PatientId(p))];

    /// <summary>Whether this person may be shown anything about this patient now.</summary>
    public Task<bool> OpenToAsync(PersonId person, PatientId? patient, CancellationToken cancel) => database.ReadAsync(t => OpenToAsync(t, person, patient, clock.GetUtcNow()), cancel);

    internal static async Task<bool> OpenToAsync(DatabaseTransaction transaction, PersonId person, PatientId? patient, DateTimeOffset now) =>
        patient is not { } known
        || await transaction.ScalarAsync<long>("select count(*) from restricted_patients where patient = @patient", new { patient = known.Value }) == 0
        || await BreakGlass.IsOpenAsync(transaction, person, now);

    private Task<bool> ChangeAsync(PatientId patient, PersonId by, string act, string sql, CancellationToken cancel) => database.WriteAsync(async t =>
    {
        var now = clock.GetUtcNow();
        if (await t.ExecuteAsync(sql, new { patient = patient.Value, person = by.ToString(), now = Stamp.Of(now) }) == 0)
            return false;
        await AuditLog.AppendAsync(t, new AuditEntry(now, by, act, null, patient));
        return true;
    }, cancel);
}
