using System.Collections.Immutable;
using System.Text;
using Salus.Governance.Deidentification;
using Salus.Governance.Deidentification.Releases;
using Salus.Language;
using Salus.Language.Identifiers;
using Salus.Tests.Trust;
using Salus.Trust;

namespace Salus.Tests.Governance.Deidentification.Releases;

/// <summary>Invented files in a folder of their own, and all that makes a release of them.</summary>
internal sealed class Clinic : IDisposable
{
    public static readonly Person Ruth = new(new PersonId(Guid.Parse("00000000-0000-7000-8000-0000000000b1")), "ruth", "Ruth Adeyemi", [Role.Researcher]);
    public static readonly Person Stella = new(new PersonId(Guid.Parse("00000000-0000-7000-8000-0000000000b2")), "stella", "Stella Vik", [Role.DataSteward]);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("salus-release-");

    public Clinic()
    {
        Input = Directory.CreateDirectory(Path.Combine(folder.FullName, "Okonkwo family"));
        Home = Directory.CreateDirectory(Path.Combine(folder.FullName, "home"));
        Works = new ReleaseWorks(Home);
    }

    public DirectoryInfo Input { get; }

    public DirectoryInfo Home { get; }

    public ReleaseWorks Works { get; }

    public ManualClock Clock { get; } = new();

    /// <summary>Where a release may go.</summary>
    public DirectoryInfo Out => new(Path.Combine(folder.FullName, "out"));

    public static DeidentificationPolicy Policy { get; } = DeidentificationPolicy.Profile("safe-harbor");

    public ReleaseRequest Request => new() { Input = Input, Policy = Policy, Key = ReleaseKey.FromSeed(7), Title = "Cardiology notes", Samples = 5, AtOnce = 2 };

    public ReleaseRun Run(IIdentifierDetector? second = null, params IFileDeidentifier[] readers) =>
        new(readers is [] ? [new NoteReader()] : readers, (replacer, tally) => new TextDeidentifier(new IdentifierFinder(), replacer, tally), second ?? new Listed("second"), Clock);

    public Clinic Put(string path, string text)
    {
        var file = new FileInfo(Path.Combine(Input.FullName, path));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return this;
    }

    /// <summary>Every file below the home, with what is in it.</summary>
    public IEnumerable<(string Path, string Text)> Kept() => Home.EnumerateFiles("*", SearchOption.AllDirectories).Select(f => (Path.GetRelativePath(Home.FullName, f.FullName), File.ReadAllText(f.FullName)));

    public void Dispose() => folder.Delete(recursive: true);
}

/// <summary>Finds the words it is given.</summary>
internal sealed class Listed(string name, params (string Words, IdentifierClass Class)[] listed) : IIdentifierDetector
{
    public string Name => name;

    public void Find(IdentifierText text, ICollection<IdentifierSpan> found)
    {
        foreach (var (words, kind) in listed)
            for (var at = text.Plain.IndexOf(words, StringComparison.Ordinal); at >= 0; at = text.Plain.IndexOf(words, at + 1, StringComparison.Ordinal))
                found.Add(new IdentifierSpan(new TextSpan(at, words.Length), kind, name, 1));
    }
}

/// <summary>Text files: whoever the release knows of, and Okonkwo, becomes a tag. "Unreadable" and "Broken" in a file stop it.</summary>
internal sealed class NoteReader(string extension = ".txt", Action<string>? read = null) : IFileDeidentifier
{
    public string Kind => "text";

    public bool Reads(string fileName, ReadOnlySpan<byte> head) => fileName.EndsWith(extension, StringComparison.OrdinalIgnoreCase);

    public async Task GatherAsync(Stream file, KnownPeople people, CancellationToken cancel)
    {
        using var reader = new StreamReader(file, leaveOpen: true);
        read?.Invoke(await reader.ReadToEndAsync(cancel));
        people.AddShared(new KnownIdentifier(IdentifierClass.Name, "Okonkwo", "patient"));
    }

    public async Task CleanAsync(Stream file, Stream output, Cleaning cleaning, CancellationToken cancel)
    {
        using var reader = new StreamReader(file, leaveOpen: true);
        var text = await reader.ReadToEndAsync(cancel);
        var found = new IdentifierFinder(cleaning.People.DetectorOf(Subject.Nobody)).Find(text);
        var clean = new StringBuilder();
        var replaced = ImmutableArray.CreateBuilder<Replacement>();
        var copied = 0;
        foreach (var span in found)
        {
            clean.Append(text, copied, span.Span.Start - copied);
            replaced.Add(new Replacement(new TextSpan(clean.Length, 6), span.Span.In(text), span.Class, Treatment.Tag, "known"));
            clean.Append("[name]");
            copied = span.Span.End;
            cleaning.Tally.Add(span.Class, Treatment.Tag);
        }
        clean.Append(text, copied, text.Length - copied);
        await output.WriteAsync(Encoding.UTF8.GetBytes(clean.ToString()), cancel);
        if (text.Contains("Unreadable", StringComparison.Ordinal))
            throw new DeidentificationException("line 1 cannot be read.");
        if (text.Contains("Broken", StringComparison.Ordinal))
            throw new FormatException($"'{text}' is broken");
        if (text.Contains("Full", StringComparison.Ordinal))
            throw new IOException("No space left on device : '/Okonkwo'", 28);
        cleaning.Sampled?.Invoke(new CleanedText(clean.ToString(), replaced.ToImmutable()));
    }
}
