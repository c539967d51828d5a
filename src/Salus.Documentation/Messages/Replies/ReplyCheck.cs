using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Salus.Fhir;
using Salus.Trust;

namespace Salus.Documentation.Messages;

/// <summary>
/// Holds a draft about a message against the message and the site's rules, whoever wrote it: to a red flag nobody answers in writing, and no
/// reason sets that aside; a reply is as easy to read as was wished, keeps the numbers of what it cites, and gives no advice, diagnosis or
/// promise that no rule of the site holds.
/// </summary>
public sealed partial class ReplyCheck(MessageTriage triage) : ICheck
{
    private static readonly SignReader Limits = new(new SignBook(MessagesData.Text("reply-limits.txt"), MessagesData.Text("signs.txt")));

    public string Name => "patient-reply";

    public string Version => $"1.{RedFlagRules.Embedded.Version}";

    public ImmutableArray<string> Capabilities => [MessagesCapability.CapabilityName];

    public async IAsyncEnumerable<Finding> InspectAsync(Draft draft, Sources sources, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        var reply = draft.Statements.Index().Where(s => s.Item.Section is MessageDraft.Reply).ToArray();
        if (sources.Find(PatientMessage.SourceId) is not { Segments: [var message, ..] })
        {
            if (reply.Length > 0)
                yield return new Finding(Name, Severity.Blocking, "The message that this answers did not come with the draft, so nobody can tell whether it may be answered in writing.", null) { Final = true };
            yield break;
        }
        if (reply.Length == 0)
            yield break;
        var triaged = triage.Read(message.Text, [.. sources.SelectMany(SignsOf)]);
        if (triaged.IsRedFlag)
        {
            var words = triaged.Flags[0].Words.Select(w => new Quote(PatientMessage.SourceId, 0, w.Start, w.Length, w.In(message.Text))).ToImmutableArray<Evidence>();
            // An engine never answers; a clinician who has read the message may, and says why.
            foreach (var (index, statement) in reply)
                yield return new Finding(Name, Severity.Blocking, $"This message has a red flag ({triaged.Flags[0].Rule.Title}). It is not answered in writing: call the patient.", index) { Evidence = words, Final = !statement.Evidence.Any(e => e is Attestation) };
            yield break;
        }
        if (draft.Origin.Parameters.TryGetValue("grade", out var wished) && double.TryParse(wished, NumberStyles.Float, CultureInfo.InvariantCulture, out var most) && ReplyWriter.GradeOf(draft.Statements) is var grade && grade > most)
            yield return new Finding(Name, Severity.Blocking, string.Create(CultureInfo.InvariantCulture, $"The reply reads at grade {grade:0.0}; at most {most:0.#} is wished. Use shorter sentences and shorter words."), null);
        var allowed = sources.Find(ReplyRules.SourceId)?.Segments.Select(s => s.Text).ToHashSet(StringComparer.Ordinal) ?? [];
        foreach (var (index, statement) in reply)
        {
            cancel.ThrowIfCancellationRequested();
            if (statement.Evidence.Any(e => e is Attestation) || allowed.Contains(statement.Text))
                continue;
            foreach (var number in Numbers().Matches(statement.Text).Select(m => m.Value).Except(Cited(statement, sources), StringComparer.Ordinal))
                yield return new Finding(Name, Severity.Blocking, $"The number {number} does not stand in what this statement points at.", index) { Start = statement.Text.IndexOf(number, StringComparison.Ordinal), Length = number.Length };
            if (statement.Evidence.All(e => e is Quote { Source: PatientMessage.SourceId }) && statement.Text.Contains('“', StringComparison.Ordinal))
                continue;
            foreach (var said in Limits.Read(Unquoted().Replace(statement.Text, "")).DistinctBy(s => s.Sign))
                yield return new Finding(Name, Severity.Blocking, said.Sign switch
                {
                    "advice" => "This gives advice that no rule of the site holds. Leave it out, or add it to the site's rules.",
                    "diagnosis" => "This names what the patient may have. A reply does not diagnose.",
                    _ => "This promises how things will go. A reply does not promise.",
                }, index);
        }
    }

    /// <summary>Circumstances that came with the draft as resources.</summary>
    private static IEnumerable<ChartSign> SignsOf(Source source)
    {
        if (source.MediaType is not "application/fhir+json" || source.Id.Split('/') is not [("MedicationRequest" or "MedicationStatement" or "Condition"), ..])
            return [];
        try
        {
            var resource = FhirNode.Parse(source.Original.AsSpan());
            return ChartSigns.Named(string.Join(' ', resource.Places().Where(p => p.Path.EndsWith(".text", StringComparison.Ordinal) || p.Path.EndsWith(".display", StringComparison.Ordinal)).Select(p => p.Node.Value)), source.Id);
        }
        catch (FhirFormatException)
        {
            return [];
        }
    }

    /// <summary>The numbers of the places a statement points at, dates taken apart as a reader writes them.</summary>
    private static HashSet<string> Cited(Statement statement, Sources sources)
    {
        var numbers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in statement.Evidence.Select(e => e switch { Quote quote when sources.TryRead(quote, out var said) => said, Element element => element.Value, Calculation calculation => calculation.Value.ToString(CultureInfo.InvariantCulture), _ => "" }))
        {
            foreach (var number in Numbers().Matches(text).Select(m => m.Value))
            {
                numbers.Add(number);
                if (decimal.TryParse(number, NumberStyles.Number, CultureInfo.InvariantCulture, out var value))
                    numbers.Add(value.ToString("0.####", CultureInfo.InvariantCulture));
            }
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && text.Contains('-', StringComparison.Ordinal))
                numbers.UnionWith(new[] { at.Day, at.Year, at.Month, at.Hour, at.Hour % 12 == 0 ? 12 : at.Hour % 12 }.Select(n => n.ToString(CultureInfo.InvariantCulture)).Append(at.Minute.ToString("00", CultureInfo.InvariantCulture)));
        }
        return numbers;
    }

    [GeneratedRegex(@"\d+(?:[.,]\d+)*", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Numbers();

    [GeneratedRegex(@"“[^”]*”", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Unquoted();
}
