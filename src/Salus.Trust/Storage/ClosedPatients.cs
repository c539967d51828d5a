using System.Collections.Immutable;
using System.Globalization;

namespace Salus.Trust;

/// <summary>
/// The restricted patients, and those that are one person with them, that somebody may not be shown now. What speaks of one of them, in whatever resource, is not there for that person.
/// </summary>
internal sealed class ClosedPatients
{
    private readonly ImmutableHashSet<long> keys;

    private ClosedPatients(ImmutableHashSet<long> keys) => this.keys = keys;

    /// <summary>Nobody: for the system itself.</summary>
    public static ClosedPatients None { get; } = new([]);

    /// <summary>Keys of the Patient resources.</summary>
    public IReadOnlyCollection<long> Keys => keys;

    /// <summary>SQL that is true for resources that are open.</summary>
    /// <param name="resource">A column with the key of a resource.</param>
    public string Condition(string resource) => keys.Count == 0 ? "1 = 1"
        : $"not exists (select 1 from compartments closed where closed.resource = {resource} and closed.patient in ({string.Join(", ", keys.Select(k => k.ToString(CultureInfo.InvariantCulture)))}))";

    public static async Task<ClosedPatients> ForAsync(DatabaseTransaction transaction, PersonId person, DateTimeOffset now)
    {
        var restricted = await transaction.QueryAsync<long>($"{Restricted} select key from restricted");
        return restricted.Count == 0 || await BreakGlass.IsOpenAsync(transaction, person, now) ? None : new ClosedPatients([.. restricted]);
    }

    /// <summary>Every id that a restricted patient, or one that is the same person, is known by: for what is never to be used, whoever asks.</summary>
    public static async Task<ImmutableHashSet<string>> IdsAsync(DatabaseTransaction transaction) =>
    [
        .. await transaction.QueryAsync<string>("select patient from restricted_patients"),
        .. (await transaction.QueryAsync<(string Id, string SourceId)>($"{Restricted} select r.id, r.source_id from restricted join resources r on r.key = restricted.key")).SelectMany(r => new[] { r.Id, r.SourceId }),
    ];

    private const string Restricted =
        """
        with marked as (
            select r.key from restricted_patients p join resources r on r.type = 'Patient' and r.id = p.patient
            union
            select r.key from restricted_patients p join resources r on r.type = 'Patient' and r.source_id = p.patient
        ), restricted as (
            select key from marked
            union
            select other.patient as key from marked join matched_patients one on one.patient = marked.key join matched_patients other on other.person = one.person
        )
        """;

    public async Task<bool> HoldsAsync(DatabaseTransaction transaction, long resource) =>
        keys.Count > 0 && (await transaction.QueryAsync<long>("select patient from compartments where resource = @resource", new { resource })).Any(keys.Contains);
}
