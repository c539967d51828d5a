using System.Collections.Immutable;

namespace Salus.Documentation.Messages;

/// <summary>When the words of a sign count.</summary>
internal enum SignKind
{
    /// <summary>Present now: not denied, not long past, not another's past.</summary>
    Present,

    /// <summary>Circumstances such as pregnancy or treatment: unless denied.</summary>
    Context,

    /// <summary>As written: the words themselves deny, and "no" before them changes nothing.</summary>
    Literal,

    /// <summary>Figures of speech: nothing is read from what touches them.</summary>
    Mask,

    /// <summary>Names of other things, such as "blood pressure": nothing is read from within them.</summary>
    Compound,
}

internal sealed record Sign(string Name, SignKind Kind, ImmutableArray<SignPattern> Patterns);

/// <summary>Named signs and their patterns, from a file in the notation of <c>Data/signs.txt</c>.</summary>
internal sealed class SignBook
{
    private static readonly Lazy<SignBook> LazySigns = new(() => new SignBook(MessagesData.Text("signs.txt"), MessagesData.Text("classes.txt")));
    private static readonly Lazy<SignBook> LazyClasses = new(() => new SignBook(MessagesData.Text("classes.txt"), MessagesData.Text("signs.txt")));

    /// <param name="alsoKnown">Another book, whose words are spelt right too; empty for none.</param>
    /// <exception cref="FormatException">A line breaks the notation; the message names it.</exception>
    public SignBook(string text, string alsoKnown = "")
    {
        Signs = Parse(text);
        Text = new LayText(Signs.Concat(Parse(alsoKnown)).SelectMany(s => s.Patterns).SelectMany(p => p.Words));
    }

    public static SignBook Embedded => LazySigns.Value;

    /// <summary>What a message is about.</summary>
    public static SignBook Classes => LazyClasses.Value;

    public ImmutableArray<Sign> Signs { get; }

    /// <summary>Reads a message with the spelling of this book.</summary>
    public LayText Text { get; }

    private static ImmutableArray<Sign> Parse(string text)
    {
        var classes = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var signs = ImmutableArray.CreateBuilder<Sign>();
        var patterns = ImmutableArray.CreateBuilder<SignPattern>();
        (string Name, SignKind Kind)? current = null;
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.Trim();
            if (line.Length == 0 || line == "#" || line.StartsWith("# ", StringComparison.Ordinal))
                continue;
            try
            {
                if (line[0] == '@' && line.IndexOf('=', StringComparison.Ordinal) is var equals and > 0)
                    classes[line[1..equals].Trim()] = line[(equals + 1)..].Split([' ', '|'], StringSplitOptions.RemoveEmptyEntries);
                else if (line[0] == '[')
                    (_, current) = (Close(), Heading(line));
                else if (current is not null)
                    patterns.Add(SignPattern.Parse(line, classes));
                else
                    throw new FormatException("A pattern stands before the first heading.");
            }
            catch (FormatException wrong)
            {
                throw new FormatException($"Line {number.ToString(System.Globalization.CultureInfo.InvariantCulture)}: {wrong.Message}", wrong);
            }
        }
        Close();
        return signs.DrainToImmutable();

        bool Close()
        {
            if (current is { } one)
                signs.Add(new Sign(one.Name, one.Kind, patterns.DrainToImmutable()));
            return true;
        }
    }

    private static (string, SignKind) Heading(string line)
    {
        var parts = line.Trim('[', ']').Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            ["mask"] => ("mask", SignKind.Mask),
            ["compound"] => ("compound", SignKind.Compound),
            [var name] => (name, SignKind.Present),
            [var name, "context"] => (name, SignKind.Context),
            [var name, "literal"] => (name, SignKind.Literal),
            _ => throw new FormatException($"Write [name], [name context], [name literal] or [mask], not {line}."),
        };
    }
}
