using System.Collections.Immutable;
using System.Text.Json;
using Salus.Language.Grounding;
using Salus.Learning.Trees;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>What speaks against a claim most.</summary>
public enum Objection
{
    /// <summary>Too little of it was said, or not together.</summary>
    Unsaid,

    /// <summary>The sources deny what it affirms or affirm what it denies, or notes hardly ever put it that way round.</summary>
    Polarity,

    /// <summary>When it was, or how often.</summary>
    Time,

    /// <summary>Whose it is.</summary>
    Person,

    /// <summary>A number or unit.</summary>
    Number,

    /// <summary>Left or right.</summary>
    Side,

    /// <summary>A drug.</summary>
    Drug,

    /// <summary>It is worded as hardly any note is.</summary>
    Wording,
}

/// <summary>The judge's opinion of one claim.</summary>
/// <param name="Chance">That a claim with these measures is false, 0 to 1, where half of all claims are. Not the chance that this one is.</param>
/// <param name="Objection">What speaks against it most; null when it is believed.</param>
public sealed record Judgement(double Chance, bool IsFlagged, Objection? Objection);

/// <summary>
/// Weighs what the rules and measures say of a claim, learned from sentences that people wrote and from lies made of them.
/// It may raise an alarm where no rule does and drop one that a rule raised too easily; what nobody named or said, other numbers, units,
/// doses and drugs stay flagged whatever it thinks. Knows the claim and its sources and nothing of whoever wrote it.
/// Immutable; safe for several threads.
/// </summary>
public sealed class ClaimJudge
{
    public const string KindName = "salus-claim-judge";

    private const int CurrentVersion = 1;
    private const int MostCharacters = 16 * 1024 * 1024;
    private const string Advice = "Make it with: salus learn checker --data DIR --out FILE.";

    private static readonly ImmutableArray<string> Columns = [.. ClaimMeasures.Names, .. NoteHabits.Names];
    private static readonly Lazy<ClaimJudge> Known = new(() =>
    {
        using var text = new StreamReader(ScribeData.Open("claim-judge.json"));
        return Read(text.ReadToEnd(), "claim-judge.json");
    });

    private static readonly ImmutableArray<(Objection Objection, ImmutableArray<int> Columns)> Groups =
    [
        Group(Objection.Polarity, "polarity.", "stance.", "wording.deleting", "wording.swapping", "wording.denying", "wording.lacking", "fault.polarity", "fault.contradicted"),
        Group(Objection.Time, "time.", "wording.time", "fault.date"),
        Group(Objection.Person, "person.", "wording.person", "fault.experiencer"),
        Group(Objection.Number, "number.", "fault.number", "fault.unit", "fault.dose"),
        Group(Objection.Side, "side.", "fault.side"),
        Group(Objection.Drug, "drug.", "fault.drug", "fault.allergen"),
        Group(Objection.Unsaid, "coverage.", "named.", "unsaid.", "fault.unsaid", "fault.notnamed"),
        Group(Objection.Wording, "habit."),
    ];

    /// <summary>Rules whose alarm stands: dropping them would let through what the weights cannot tell from a slip of the writer.</summary>
    private static readonly ImmutableArray<int> Standing = [.. ((ReadOnlySpan<string>)["fault.notnamed", "fault.unsaid", "fault.number", "fault.unit", "fault.dose", "fault.drug"]).ToArray().Select(n => ClaimMeasures.Names.IndexOf(n, StringComparer.Ordinal))];

    private readonly BoostedTrees trees;
    private readonly ImmutableArray<float> usual;

    internal ClaimJudge(NoteHabits habits, BoostedTrees trees, double limit, ImmutableArray<float> usual, ImmutableArray<string> sources, ImmutableSortedDictionary<string, double> figures)
    {
        Habits = habits;
        this.trees = trees;
        Limit = limit;
        this.usual = usual;
        Sources = sources;
        Figures = figures;
    }

    /// <summary>The judge that comes with the program; <c>NOTICE</c> names the data it was learned from.</summary>
    public static ClaimJudge Embedded => Known.Value;

    /// <summary>Claims with at least this chance are flagged, and those of which a rule is certain.</summary>
    public double Limit { get; }

    /// <summary>Files it was learned from, by name and SHA-256.</summary>
    public ImmutableArray<string> Sources { get; }

    /// <summary>Shares flagged when it was learned: by cross-validation over visits, and of wordings that it had not met.</summary>
    public ImmutableSortedDictionary<string, double> Figures { get; }

    internal NoteHabits Habits { get; }

    internal static int ColumnCount => Columns.Length;

    public Judgement Of(CheckedClaim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        var row = Row(claim.Measures, Habits);
        var chance = trees.Predict(row);
        var isFlagged = chance >= Limit || IsCertain(claim.Measures);
        return new Judgement(chance, isFlagged, isFlagged ? Strongest(row, chance) : null);
    }

    /// <summary>A rule found what stays flagged whatever the weights say.</summary>
    internal static bool IsCertain(ClaimMeasures measures)
    {
        foreach (var column in Standing)
            if (measures.Values[column] > 0)
                return true;
        return false;
    }

    /// <summary>The claim as the judge leaves it: without faults when it is believed, with at least one when it is flagged.</summary>
    public CheckedClaim Judge(CheckedClaim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        var judgement = Of(claim);
        if (!judgement.IsFlagged)
            return claim with { Verdict = Verdict.Supported, Faults = [] };
        return claim.Faults.IsEmpty
            ? claim with { Verdict = judgement.Objection is Objection.Polarity ? Verdict.Contradicted : Verdict.NotFound, Faults = [FaultOf(claim, judgement.Objection!.Value)] }
            : claim;
    }

    private static Fault FaultOf(CheckedClaim claim, Objection objection)
    {
        var kind = objection switch
        {
            Objection.Polarity => FaultKind.Polarity,
            Objection.Time => FaultKind.Date,
            Objection.Person => FaultKind.Experiencer,
            Objection.Number => FaultKind.Number,
            Objection.Side => FaultKind.Side,
            Objection.Drug => FaultKind.Drug,
            _ => FaultKind.Unsaid,
        };
        var weight = objection is Objection.Polarity ? FaultWeight.Contradicted : claim.Evidence.IsEmpty || kind is FaultKind.Unsaid ? FaultWeight.NotFound : FaultWeight.Elsewhere;
        return new Fault(kind, weight, claim.Text, claim.Place, weight is FaultWeight.Contradicted ? "probably said the other way round" : null, claim.Evidence.IsEmpty ? null : claim.Evidence[0]);
    }

    internal double[] Chances(ImmutableArray<JudgeCase> cases) => [.. cases.Select(c => trees.Predict(Row(c.Measures, Habits)))];

    internal static float[] Row(ClaimMeasures measures, NoteHabits habits) => [.. measures.Values, .. habits.Of(measures.Words)];

    /// <summary>The group of measures without which, set to what is usual of true claims, the chance falls most.</summary>
    private Objection Strongest(float[] row, double chance)
    {
        var (strongest, most) = (Objection.Unsaid, double.NegativeInfinity);
        foreach (var (objection, columns) in Groups)
        {
            var changed = (float[])row.Clone();
            foreach (var column in columns)
                changed[column] = usual[column];
            if (chance - trees.Predict(changed) is var fall && fall > most)
                (strongest, most) = (objection, fall);
        }
        return strongest;
    }

    public void Write(FileInfo file) => WholeFile.Write(file, Write);

    private void Write(Stream to)
    {
        using var json = new Utf8JsonWriter(to, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("kind", KindName);
        json.WriteNumber("version", CurrentVersion);
        json.WriteStartArray("sources");
        foreach (var source in Sources)
            json.WriteStringValue(source);
        json.WriteEndArray();
        json.WriteStartObject("figures");
        foreach (var (name, share) in Figures)
            if (double.IsFinite(share))
                json.WriteNumber(name, share);
        json.WriteEndObject();
        json.WriteStartArray("columns");
        foreach (var column in Columns)
            json.WriteStringValue(column);
        json.WriteEndArray();
        json.WriteNumber("limit", Limit);
        json.WriteStartArray("usual");
        foreach (var value in usual)
            if (float.IsNaN(value))
                json.WriteNullValue();
            else
                json.WriteNumberValue(value);
        json.WriteEndArray();
        json.WriteBase64String("habits", Habits.Counts.ToBytes());
        json.WritePropertyName("trees");
        trees.Write(json);
        json.WriteEndObject();
        json.Flush();
        to.WriteByte((byte)'\n');
    }

    /// <exception cref="TranscriptException">Not a judge of this version.</exception>
    public static ClaimJudge Read(FileInfo file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!file.Exists)
            throw new TranscriptException(file.Name, null, "There is no such file.", Advice);
        if (file.Length > MostCharacters)
            throw new TranscriptException(file.Name, null, "The file is too large for a judge of claims.", Advice);
        return Read(File.ReadAllText(file.FullName), file.Name);
    }

    private static ClaimJudge Read(string text, string name)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;
            if (root.GetProperty("kind").GetString() != KindName || root.GetProperty("version").GetInt32() != CurrentVersion || !root.GetProperty("columns").EnumerateArray().Select(c => c.GetString()).SequenceEqual(Columns, StringComparer.Ordinal))
                throw new TranscriptException(name, null, "The file is not a judge that this version can use.", Advice);
            var median = root.GetProperty("usual").EnumerateArray().Select(v => v.ValueKind is JsonValueKind.Null ? float.NaN : v.GetSingle()).ToImmutableArray();
            var grown = BoostedTrees.Read(root.GetProperty("trees"));
            var limit = root.GetProperty("limit").GetDouble();
            if (median.Length != ColumnCount || grown.ColumnCount != ColumnCount || grown.Loss is not BoostingLoss.Logistic || limit is not (> 0 and < 1))
                throw new TranscriptException(name, null, "The parts of the file do not fit each other.", Advice);
            return new ClaimJudge(new NoteHabits(HashedCounts.Read(root.GetProperty("habits").GetBytesFromBase64())), grown, limit, median, [.. root.GetProperty("sources").EnumerateArray().Select(s => s.GetString() ?? "")],
                root.GetProperty("figures").EnumerateObject().ToImmutableSortedDictionary(f => f.Name, f => f.Value.GetDouble(), StringComparer.Ordinal));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new TranscriptException(name, null, "The file is not a judge of claims.", Advice, e);
        }
    }

    private static (Objection, ImmutableArray<int>) Group(Objection objection, params string[] names) =>
        (objection, [.. Enumerable.Range(0, Columns.Length).Where(i => Array.Exists(names, n => Columns[i].StartsWith(n, StringComparison.Ordinal)))]);
}
