using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Salus.Governance.Deidentification.Releases.Risk;

/// <summary>
/// The people of the files as they would go out, each with what others may know of them, gathered fact by fact as files pass by. Memory grows
/// with people, never with files. Safe for several threads.
/// </summary>
public sealed class PeopleTable
{
    /// <summary>More diagnoses of one person are not told apart.</summary>
    public const int MostDiagnoses = 64;

    private static readonly int columns = Enum.GetValues<QuasiIdentifier>().Length - 1;

    private readonly Dictionary<string, PersonRow> people = new(StringComparer.Ordinal);
    private readonly Dictionary<(QuasiIdentifier, string), int> levels = [];
    private readonly List<string> words = [""];
    private readonly Lock oneAtATime = new();

    public int Count
    {
        get
        {
            lock (oneAtATime)
                return people.Count;
        }
    }

    /// <summary>Somebody is there, though perhaps nothing is known of them.</summary>
    public void Meet(string person)
    {
        ArgumentNullException.ThrowIfNull(person);
        lock (oneAtATime)
            Row(person);
    }

    /// <summary>A fact about a person. The first one counts; of years the smallest, of diagnoses all.</summary>
    /// <param name="person">As the output calls them; somebody in two files counts once where both use the same word.</param>
    public void Add(string person, QuasiIdentifier column, string value)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(value);
        value = value.Trim();
        if (value.Length == 0)
            return;
        lock (oneAtATime)
        {
            var row = Row(person);
            var level = Level(column, value);
            if (column is QuasiIdentifier.Diagnosis)
            {
                if (row.Diagnoses.Count < MostDiagnoses && !row.Diagnoses.Contains(level))
                    row.Diagnoses.Add(level);
                return;
            }
            ref var held = ref row.Values[(int)column];
            if (held == 0 || column is QuasiIdentifier.AdmissionYear && string.CompareOrdinal(value, words[held]) < 0)
                held = level;
        }
    }

    internal ImmutableArray<PersonRow> Rows
    {
        get
        {
            lock (oneAtATime)
                return [.. people.Values];
        }
    }

    internal string WordsOf(int level) => words[level];

    private PersonRow Row(string person)
    {
        ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(people, person, out _);
        return row ??= new PersonRow(new int[columns], []);
    }

    private int Level(QuasiIdentifier column, string value)
    {
        if (!levels.TryGetValue((column, value), out var level))
        {
            level = words.Count;
            words.Add(value);
            levels.Add((column, value), level);
        }
        return level;
    }
}

/// <param name="Values">A level for each column but the diagnosis; 0 for unknown.</param>
internal sealed record PersonRow(int[] Values, List<int> Diagnoses);
