using System.Text;
using System.Text.RegularExpressions;

namespace Salus.Fhir.Paths.Functions;

/// <summary>Texts (FHIRPath 2.0 §5.6).</summary>
internal static class Texts
{
    /// <summary>A pattern of a stranger must not run for ever.</summary>
    private static readonly TimeSpan PatternTime = TimeSpan.FromSeconds(1);

    private const int MaxLength = 10_000_000;

    public static IEnumerable<(string Name, Function Function)> Functions =>
    [
        ("startsWith", new(1, 1, static (Scope scope, in PathValues input, Call call, ref PathValues output) => Test(scope, input, call, static (text, part) => text.StartsWith(part, StringComparison.Ordinal), ref output))),
        ("endsWith", new(1, 1, static (Scope scope, in PathValues input, Call call, ref PathValues output) => Test(scope, input, call, static (text, part) => text.EndsWith(part, StringComparison.Ordinal), ref output))),
        ("contains", new(1, 1, static (Scope scope, in PathValues input, Call call, ref PathValues output) => Test(scope, input, call, static (text, part) => text.Contains(part, StringComparison.Ordinal), ref output))),
        ("indexOf", new(1, 1, static (Scope scope, in PathValues input, Call call, ref PathValues output) => Find(scope, input, call, static (text, part) => text.IndexOf(part, StringComparison.Ordinal), ref output))),
        ("lastIndexOf", new(1, 1, static (Scope scope, in PathValues input, Call call, ref PathValues output) => Find(scope, input, call, static (text, part) => part.Length == 0 ? 0 : text.LastIndexOf(part, StringComparison.Ordinal), ref output))),
        ("upper", new(0, 0, static (Scope scope, in PathValues input, Call call, ref PathValues output) => Change(scope, input, call, static text => text.ToUpperInvariant(), ref output))),
        ("lower", new(0, 0, static (Scope scope, in PathValues input, Call call, ref PathValues output) => Change(scope, input, call, static text => text.ToLowerInvariant(), ref output))),
        ("trim", new(0, 0, static (Scope scope, in PathValues input, Call call, ref PathValues output) => Change(scope, input, call, static text => text.Trim(), ref output))),
        ("length", new(0, 0, Length)),
        ("substring", new(1, 2, Substring)),
        ("replace", new(2, 2, Replace)),
        ("matches", new(1, 2, static (Scope scope, in PathValues input, Call call, ref PathValues output) => Matches(scope, input, call, whole: false, ref output))),
        ("matchesFull", new(1, 2, static (Scope scope, in PathValues input, Call call, ref PathValues output) => Matches(scope, input, call, whole: true, ref output))),
        ("replaceMatches", new(2, 3, ReplaceMatches)),
        ("toChars", new(0, 0, ToChars)),
        ("split", new(1, 1, Split)),
        ("join", new(0, 1, Join)),
    ];

    private static void Test(Scope scope, in PathValues input, Call call, Func<string, string, bool> test, ref PathValues output)
    {
        if (call.TryText(scope, input, out var text) & call.TryText(scope, 0, out var part))
            output.Add(PathValue.Of(test(text, part)));
    }

    private static void Find(Scope scope, in PathValues input, Call call, Func<string, string, int> find, ref PathValues output)
    {
        if (call.TryText(scope, input, out var text) & call.TryText(scope, 0, out var part))
            output.Add(PathValue.Of(find(text, part)));
    }

    private static void Change(Scope scope, in PathValues input, Call call, Func<string, string> change, ref PathValues output)
    {
        if (call.TryText(scope, input, out var text))
            output.Add(PathValue.Of(change(text)));
    }

    private static void Length(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        if (call.TryText(scope, input, out var text))
            output.Add(PathValue.Of(text.Length));
    }

    private static void Substring(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        if (!call.TryText(scope, input, out var text) || !call.TryInteger(scope, 0, out var start))
            return;
        var count = int.MaxValue;
        if (call.Arguments.Length > 1 && call.TryInteger(scope, 1, out var asked))
            count = Math.Max(asked, 0);
        if (start >= 0 && start < text.Length)
            output.Add(PathValue.Of(text.Substring(start, Math.Min(count, text.Length - start))));
    }

    private static void Replace(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        if (!(call.TryText(scope, input, out var text) & call.TryText(scope, 0, out var part) & call.TryText(scope, 1, out var by)))
            return;
        if (((long)text.Length + 1) * Math.Max(by.Length, 1) > MaxLength)
            throw call.Wrong(scope, $"The replaced text would have more than {MaxLength} characters.");
        if (part.Length > 0)
        {
            output.Add(PathValue.Of(text.Replace(part, by, StringComparison.Ordinal)));
            return;
        }
        var spread = new StringBuilder(by);
        foreach (var c in text)
            spread.Append(c).Append(by);
        output.Add(PathValue.Of(spread.ToString()));
    }

    private static void Matches(Scope scope, in PathValues input, Call call, bool whole, ref PathValues output)
    {
        if (!(call.TryText(scope, input, out var text) & call.TryText(scope, 0, out var pattern)))
            return;
        var flags = call.Arguments.Length > 1 && call.TryText(scope, 1, out var given) ? given : "";
        try
        {
            output.Add(PathValue.Of(Pattern(scope, call, pattern, flags, whole).IsMatch(text)));
        }
        catch (RegexMatchTimeoutException)
        {
            throw TooSlow(scope, call);
        }
    }

    private static void ReplaceMatches(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        if (!(call.TryText(scope, input, out var text) & call.TryText(scope, 0, out var pattern) & call.TryText(scope, 1, out var by)))
            return;
        var flags = call.Arguments.Length > 2 && call.TryText(scope, 2, out var given) ? given : "";
        try
        {
            output.Add(PathValue.Of(pattern.Length == 0 ? text : Pattern(scope, call, pattern, flags, whole: false).Replace(text, by)));
        }
        catch (RegexMatchTimeoutException)
        {
            throw TooSlow(scope, call);
        }
    }

    private static FhirPathException TooSlow(Scope scope, Call call) =>
        call.Wrong(scope, $"The pattern of '{call.Name}' took longer than a second on this text; write it with less repetition.");

    /// <summary>Single-line mode: a dot also stands for the end of a line. The last pattern is kept, because it is mostly a literal.</summary>
    private static Regex Pattern(Scope scope, Call call, string pattern, string flags, bool whole)
    {
        if (call.Kept is Compiled kept && string.Equals(kept.Pattern, pattern, StringComparison.Ordinal) && string.Equals(kept.Flags, flags, StringComparison.Ordinal))
            return kept.Regex;
        var options = RegexOptions.CultureInvariant | RegexOptions.Singleline;
        if (flags.Contains('i', StringComparison.Ordinal))
            options |= RegexOptions.IgnoreCase;
        if (flags.Contains('m', StringComparison.Ordinal))
            options |= RegexOptions.Multiline;
        try
        {
            var regex = new Regex(whole ? $@"\A(?:{pattern})\z" : pattern, options, PatternTime);
            call.Kept = new Compiled(pattern, flags, regex);
            return regex;
        }
        catch (ArgumentException e)
        {
            throw call.Wrong(scope, $"The pattern of '{call.Name}' is not a regular expression: {e.Message}");
        }
    }

    private sealed record Compiled(string Pattern, string Flags, Regex Regex);

    private static void ToChars(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        if (!call.TryText(scope, input, out var text))
            return;
        foreach (var c in text)
            output.Add(PathValue.Of(c.ToString()));
    }

    private static void Split(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        if (!(call.TryText(scope, input, out var text) & call.TryText(scope, 0, out var separator)))
            return;
        foreach (var part in text.Split(separator))
            output.Add(PathValue.Of(part));
    }

    private static void Join(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        var separator = call.Arguments.Length > 0 && call.TryText(scope, 0, out var given) ? given : "";
        var joined = new StringBuilder();
        for (var i = 0; i < input.Count; i++)
        {
            var value = input[i].System();
            if (i > 0)
                joined.Append(separator);
            joined.Append(value.Kind is PathKind.String ? (string)value.Content! : throw call.Wrong(scope, $"'join' works on texts, not on {value.TypeName}."));
            if (joined.Length > MaxLength)
                throw call.Wrong(scope, $"The joined text has more than {MaxLength} characters.");
        }
        output.Add(PathValue.Of(joined.ToString()));
    }
}
