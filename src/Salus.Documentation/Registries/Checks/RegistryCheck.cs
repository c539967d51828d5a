using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Documentation.Registries;

/// <summary>
/// Reads the answers of a registry form again, from the bytes of the sources and the signed words alone: the value is what its element says,
/// converted by a unit that can be, in the allowed range, of a time inside the window, and no other source of the draft would have been chosen
/// before it. What a reviewer adds on their own knowledge is held to the form: a known field, a readable answer, the range.
/// </summary>
public sealed class RegistryCheck(Vocabulary vocabulary) : ICheck
{
    public string Name => "registry";

    public string Version => "1";

    public ImmutableArray<string> Capabilities => [RegistriesCapability.CapabilityName];

    public async IAsyncEnumerable<Finding> InspectAsync(Draft draft, Sources sources, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        if (MappingOf(sources) is not { } mapping)
        {
            yield return new Finding(Name, Severity.Blocking, "The mapping this form was filled in by did not come with it, so no answer can be checked.", null);
            yield break;
        }
        if (!DateOnly.TryParseExact(draft.Origin.Parameters.GetValueOrDefault(RegistryWriter.ReportParameter), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var report))
        {
            yield return new Finding(Name, Severity.Blocking, "The day this form is filled in for is not known, so times cannot be checked.", null);
            yield break;
        }
        using var reading = new AnswerReading(mapping, sources, report, vocabulary);
        var fields = draft.Statements.Select(s => FieldText.FieldOf(mapping, s.Text)).ToArray();
        for (var index = 0; index < draft.Statements.Length; index++)
        {
            cancel.ThrowIfCancellationRequested();
            if (Fault(draft.Statements[index], fields[index], mapping, reading, report) is { } fault)
                yield return new Finding(Name, Severity.Blocking, fault, index);
            if (fields[index] is { } field && Array.LastIndexOf(fields, field) > index)
                yield return new Finding(Name, Severity.Blocking, $"'{field.Label}' is answered again below. Reject one of the two.", index);
        }
    }

    private static string? Fault(Statement statement, RegistryField? field, RegistryMapping mapping, AnswerReading reading, DateOnly report)
    {
        if (field is null)
            return $"This is the answer to no field of the form. Begin with a label and a colon, for example '{FieldText.Example(mapping.Fields.First())}'.";
        if (!FieldText.TryRead(field, statement.Text, out var value, out var at, out var problem))
            return problem;
        if (value.OutOfRange(field, report) is { } outside)
            return outside;
        return statement.Evidence.IsDefaultOrEmpty || statement.Evidence.Any(e => e is Attestation) ? null : reading.Fault(field, value, at, statement.Evidence);
    }

    /// <summary>The mapping among the sources; null when it is missing or cannot be read.</summary>
    internal static RegistryMapping? MappingOf(Sources sources)
    {
        try
        {
            return sources.Find(RegistryMapping.SourceId) is { } source ? MappingReader.Read(Encoding.UTF8.GetString(source.Original.AsSpan())) : null;
        }
        catch (MappingException)
        {
            return null;
        }
    }
}
