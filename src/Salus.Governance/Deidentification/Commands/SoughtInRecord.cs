using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Salus.Design;
using Salus.Design.Terminal;
using Salus.Language.Identifiers;
using Salus.Trust;

namespace Salus.Governance.Deidentification.Commands;

/// <summary>Patients of the record that a call names. What is found of them tells of the record, so it takes the right to see identified originals; asked for when the first is named.</summary>
/// <param name="name">The account that was named; null for the only one that may.</param>
/// <param name="acting">Whoever acts, when that is known already.</param>
internal sealed class SoughtInRecord(CommandContext context, string? name, Person? acting = null)
{
    private readonly Dictionary<string, IIdentifierDetector?> detectors = new(StringComparer.Ordinal);
    private Person? person = acting;

    /// <exception cref="ActingAsException">Nobody may, or several and none was named.</exception>
    /// <exception cref="DeidentificationException">There is no such patient, or none this person may see.</exception>
    public async Task<ImmutableArray<PersonSought>> OfAsync(IReadOnlyCollection<string> ids, CancellationToken cancel)
    {
        if (ids.Count == 0)
            return [];
        var services = context.Services();
        person ??= await ActingAs.OfAsync(services.GetRequiredService<People>(), name, Act.ReadIdentified, cancel);
        var record = services.GetRequiredService<PatientsOfRecord>();
        var sought = ImmutableArray.CreateBuilder<PersonSought>();
        foreach (var id in ids.Distinct(StringComparer.Ordinal))
            sought.Add(await record.FindAsync(id, person, cancel));
        return sought.DrainToImmutable();
    }

    /// <summary>The same for texts one by one: read once, null when there is no such patient.</summary>
    public async Task<IIdentifierDetector?> DetectorOfAsync(string id, CancellationToken cancel)
    {
        if (detectors.TryGetValue(id, out var known))
            return known;
        try
        {
            known = new AllOf([.. (await OfAsync([id], cancel)).SelectMany(p => p.Detectors)]);
        }
        catch (DeidentificationException)
        {
            known = null;
        }
        return detectors[id] = known;
    }
}
