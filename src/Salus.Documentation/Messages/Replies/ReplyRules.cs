using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Salus.Trust;

namespace Salus.Documentation.Messages;

/// <summary>The site's file of reply rules cannot be used; the message says where and what to do.</summary>
public sealed class ReplyRulesException(string message) : Exception(message);

/// <param name="Thanks">First words of the reply.</param>
/// <param name="Next">What the clinic does; empty when nothing follows.</param>
public sealed record ClassReply(string Thanks, string Next);

/// <param name="Who">Whom to call, in order.</param>
/// <param name="Script">What to ask and say.</param>
public sealed record CallRule(string Who, ImmutableArray<string> Script);

/// <summary>
/// What a reply may say, and whom an escalation calls: the words of the site. Those that come with Salus hold where the site's file
/// <c>messages.json</c> in the data folder says nothing.
/// </summary>
/// <param name="Grade">Reading grade that a reply must not pass.</param>
public sealed record ReplyRules(string Version, double Grade, string SignOff, string SafetyNet, FrozenDictionary<string, ClassReply> Classes, FrozenDictionary<string, CallRule> Calls)
{
    /// <summary>Id of the source that holds the rules in a draft.</summary>
    public const string SourceId = "reply-rules";

    private const long LargestFile = 1 << 20;
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip, ReadCommentHandling = JsonCommentHandling.Skip };
    private static readonly Lazy<ReplyRules> Known = new(() => Merge(MessagesData.Json<RulesFile>("reply-rules.json"), null));

    public static ReplyRules Embedded => Known.Value;

    /// <summary>The site's rules; those that come with Salus where there is no file.</summary>
    /// <exception cref="ReplyRulesException">The file cannot be read.</exception>
    public static ReplyRules Of(TrustOptions site)
    {
        ArgumentNullException.ThrowIfNull(site);
        var file = new FileInfo(Path.Combine(site.Home.FullName, "messages.json"));
        return file.Exists ? Read(file) : Embedded;
    }

    /// <exception cref="ReplyRulesException">The file cannot be read.</exception>
    public static ReplyRules Read(FileInfo file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Length > LargestFile)
            throw new ReplyRulesException($"{file.Name} is larger than 1 MiB. Keep reply rules short.");
        try
        {
            var own = JsonSerializer.Deserialize<RulesFile>(File.ReadAllText(file.FullName), Options) ?? throw new JsonException("It is empty.");
            if (own.Classes?.Keys.FirstOrDefault(c => MessageNames.ClassNamed(c) is null) is { } unknown)
                throw new ReplyRulesException($"{file.Name}: there is no class '{unknown}'. Use one of: {string.Join(", ", Enum.GetValues<MessageClass>().Select(MessageNames.Of))}.");
            if (own.Grade is <= 0 or > 18)
                throw new ReplyRulesException($"{file.Name}: 'grade' is a reading grade from 1 to 18.");
            return Merge(MessagesData.Json<RulesFile>("reply-rules.json"), own);
        }
        catch (JsonException wrong)
        {
            throw new ReplyRulesException($"{file.Name} is not the JSON it should be{(wrong.LineNumber is { } line ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $" (line {line + 1})") : "")}. See the reply rules in the documentation.");
        }
    }

    /// <summary>All sentences as a source that statements quote.</summary>
    public Source ToSource()
    {
        var lines = Lines.ToArray();
        return new Source(SourceId, "Reply rules of this site", "text/plain", [.. Encoding.UTF8.GetBytes(string.Join('\n', lines))], [.. lines.Select(l => new Segment(null, l))]);
    }

    /// <summary>The place of a sentence in <see cref="ToSource"/>.</summary>
    internal Quote QuoteOf(string line) => new(SourceId, Array.IndexOf([.. Lines], line), 0, line.Length, line);

    /// <summary>Everything the rules allow to be said, each once.</summary>
    internal IEnumerable<string> Lines =>
        Classes.OrderBy(c => c.Key, StringComparer.Ordinal).SelectMany(c => new[] { c.Value.Thanks, c.Value.Next }).Append(SafetyNet).Append(SignOff)
            .Concat(Calls.OrderBy(c => c.Key, StringComparer.Ordinal).SelectMany(c => c.Value.Script.Prepend(c.Value.Who))).Where(l => l.Length > 0).Distinct(StringComparer.Ordinal);

    private static ReplyRules Merge(RulesFile ours, RulesFile? site)
    {
        var classes = new Dictionary<string, ClassReply>(ours.Classes!, StringComparer.Ordinal);
        foreach (var (name, reply) in site?.Classes ?? [])
            classes[name] = new ClassReply(string.IsNullOrWhiteSpace(reply.Thanks) ? classes[name].Thanks : reply.Thanks.Trim(), reply.Next?.Trim() ?? classes[name].Next);
        var calls = new Dictionary<string, CallRule>(ours.Calls!, StringComparer.Ordinal);
        foreach (var (name, call) in site?.Calls ?? [])
            calls[name] = new CallRule(string.IsNullOrWhiteSpace(call.Who) ? calls.GetValueOrDefault(name)?.Who ?? name : call.Who.Trim(), call.Script.IsDefaultOrEmpty ? calls.GetValueOrDefault(name)?.Script ?? [] : call.Script);
        return new ReplyRules(site?.Version ?? ours.Version!, site?.Grade ?? ours.Grade ?? 6, site?.SignOff ?? ours.SignOff!, site?.SafetyNet ?? ours.SafetyNet!, classes.ToFrozenDictionary(StringComparer.Ordinal), calls.ToFrozenDictionary(StringComparer.Ordinal));
    }

    private sealed record RulesFile(string? Version, double? Grade, string? SignOff, string? SafetyNet, Dictionary<string, ClassReply>? Classes, Dictionary<string, CallRule>? Calls);
}
