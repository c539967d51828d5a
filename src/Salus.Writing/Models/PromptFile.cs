using System.Reflection;
using System.Text;
using Salus.Trust;

namespace Salus.Writing;

/// <summary>
/// What a model is told, as a file with a version. It holds <c>{canary}</c> and <c>{sections}</c> where these go. A change is a new version;
/// the digest shows one that was not called so.
/// </summary>
public sealed class PromptFile
{
    private const string Frame = "document-1";

    private static readonly Lazy<string> FrameText = new(() => Read(typeof(PromptFile).Assembly, $"prompts/{Frame}.txt"));

    private PromptFile(string version, string text)
    {
        foreach (var place in new[] { "{canary}", "{sections}" })
            if (!text.Contains(place, StringComparison.Ordinal))
                throw new ArgumentException($"The prompt {version} has no place for {place}.", nameof(text));
        (Version, Text, Digest) = (version, text, Sha256.Of(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>For example <c>note-1</c>, or <c>referral-1 in document-1</c>.</summary>
    public string Version { get; }

    public string Text { get; }

    public Sha256 Digest { get; }

    /// <summary>A prompt that says everything itself.</summary>
    /// <exception cref="ArgumentException">It has no place for the canary or for the sections.</exception>
    public static PromptFile Whole(string version, string text) => new(version, text);

    /// <summary>The rules of every document about a patient, with what is wanted of this one.</summary>
    /// <param name="purpose">A paragraph or a list: what the document is for, who reads it, what belongs into which section.</param>
    public static PromptFile Framed(string version, string purpose)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        return new($"{version} in {Frame}", FrameText.Value.Replace("{purpose}", purpose.Trim(), StringComparison.Ordinal));
    }

    private static string Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not in the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
