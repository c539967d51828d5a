using System.Collections.Immutable;

namespace Salus.Trust;

/// <summary>Names of the sources that hold what passed between us and a model. Nothing points at them as evidence.</summary>
public static class ModelSources
{
    /// <summary>The request as it was sent, byte for byte: messages, form of the answer, parameters. It holds no key; what went outside the house is concealed in it.</summary>
    public const string Request = "model-request";

    /// <summary>The words of the answer.</summary>
    public const string Answer = "model-answer";

    /// <summary>Sections of other signed notes that showed the model how this site writes, without what tells of whom they are.</summary>
    public const string Examples = "style-examples";

    /// <summary>What was to be written and from what, where the sources alone do not tell.</summary>
    public const string Task = "writing-task";

    /// <summary>Whether a source is such a record and not something to read as evidence.</summary>
    public static bool Has(Source source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Id is Request or Answer or Examples or Task;
    }
}

/// <summary>What a draft was made of, as it is kept.</summary>
/// <param name="AsItWas">Its content has the digest that the draft names.</param>
public sealed record KeptInput(string Id, string Title, string MediaType, Sha256 Digest, long Bytes, bool AsItWas);

/// <summary>The exact inputs of the revision that an engine wrote.</summary>
/// <param name="Request">What a model was sent; null where none wrote the draft, or where it was written before requests were kept.</param>
/// <param name="Answer">What it answered.</param>
public sealed record DraftInputs(DraftId Draft, int Revision, string Capability, string Engine, string EngineVersion, DateTimeOffset WrittenAt, ImmutableSortedDictionary<string, string> Parameters, ImmutableArray<KeptInput> Inputs, string? Request, string? Answer)
{
    public bool AllAsTheyWere => Inputs.All(i => i.AsItWas);
}

/// <summary>A statement that stands in one of two drafts only, or differs in its evidence.</summary>
/// <param name="Kept">As it was written; null when it is new.</param>
/// <param name="Again">As it is written now; null when it is missing.</param>
public sealed record StatementDifference(Statement? Kept, Statement? Again);

/// <summary>What came of writing a draft once more from its inputs.</summary>
/// <param name="Kept">Digest over statements, headings and what was left out, of the draft as it was written.</param>
/// <param name="Again">The same of the draft as it is written now.</param>
/// <param name="Remarks">What is not as it was, in sentences.</param>
/// <param name="SameRequest">Whether a model would be sent, or was sent, the same bytes; null where no model wrote the draft.</param>
public sealed record ReplayReport(DraftInputs Inputs, Sha256 Kept, Sha256 Again, ImmutableArray<StatementDifference> Differences, ImmutableArray<string> Remarks, bool? SameRequest, string? NewAnswer)
{
    /// <summary>The same inputs gave the same draft, byte for byte.</summary>
    public bool Equal => Inputs.AllAsTheyWere && Kept == Again && SameRequest is not false;
}
