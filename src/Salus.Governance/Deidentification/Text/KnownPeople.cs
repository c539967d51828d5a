using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Salus.Language.Identifiers;
using Salus.Language.Identifiers.Known;

namespace Salus.Governance.Deidentification;

/// <summary>Who occurs in a release: gathered from all files before the first is cleaned. Safe for several threads while gathering; <see cref="DetectorOf"/> comes after that.</summary>
public sealed class KnownPeople
{
    /// <summary>The <see cref="KnownIdentifier.Owner"/> of what is the subject's own, not of their kin.</summary>
    public const string Patient = "patient";

    private const int KeptSubjects = 64;

    private readonly ConcurrentDictionary<string, ConcurrentDictionary<KnownIdentifier, byte>> bySubject = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<KnownIdentifier, byte> shared = new();
    private readonly ConcurrentDictionary<string, byte> sharedOwners = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PersonSought> sought = new(StringComparer.Ordinal);
    private readonly Recent<IIdentifierDetector> detectors = new(KeptSubjects);
    private readonly Recent<PersonWords> words = new(KeptSubjects);
    private readonly ConcurrentDictionary<string, DateOnly> births = new(StringComparer.Ordinal);
    private readonly PersonLinks links = new();
    private readonly Lock building = new();
    private IIdentifierDetector? sharedDetector;
    private IIdentifierDetector? everybodyDetector;
    private KnownIdentifiers? wholeNames;
    private PersonWords? sharedWords;

    /// <summary>The patient's own and their kin's.</summary>
    public void Add(Subject subject, KnownIdentifier known)
    {
        ArgumentNullException.ThrowIfNull(known);
        bySubject.GetOrAdd(subject.Id ?? "", static _ => new()).TryAdd(known, 0);
    }

    /// <summary>Clinicians and organisations, searched in every text.</summary>
    public void AddShared(KnownIdentifier known)
    {
        ArgumentNullException.ThrowIfNull(known);
        shared.TryAdd(known, 0);
        sharedOwners.TryAdd(known.Owner, 0);
    }

    /// <summary>
    /// Searches for all that is known of this person in every text, whoever it is about. Of one person alone a text that names no patient is taken to speak.
    /// </summary>
    public void Seek(PersonSought person)
    {
        ArgumentNullException.ThrowIfNull(person);
        foreach (var known in person.Own)
            Add(person.Subject, known);
        foreach (var known in person.Around)
            AddShared(known);
        foreach (var number in person.Numbers)
            Same(person.Subject, number, person.BirthDate);
        Born(person.Subject, person.BirthDate);
        if (person.Subject != Subject.Nobody)
            sought[person.Subject.Id] = person;
    }

    /// <summary>
    /// Says, while gathering, that a subject has this identifier and was born on this day. Subjects of several formats that agree in both are one person: see
    /// <see cref="Canonical"/>. Without a date of birth nothing is said, for numbers alone are given twice.
    /// </summary>
    /// <param name="birthDate">ISO (2024-03-05), as in HL7 v2 (20240305), or as written in tables (3/5/2024).</param>
    public void Same(Subject subject, string identifier, string? birthDate)
    {
        links.Add(subject.Id ?? "", identifier, birthDate);
        Born(subject, birthDate);
    }

    /// <summary>Says, while gathering, when a subject was born: texts about the oldest must not tell it.</summary>
    /// <param name="birthDate">As in <see cref="Same"/>; anything else says nothing.</param>
    public void Born(Subject subject, string? birthDate)
    {
        if (subject.Id is { Length: > 0 } id && birthDate is not null && PersonLinks.Iso(birthDate) is { } iso)
            births.TryAdd(id, DateOnly.ParseExact(iso, "yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    /// <summary>Null when nobody said it.</summary>
    internal DateOnly? BirthOf(Subject subject)
    {
        if (births.IsEmpty || subject.Id is not { Length: > 0 } asked)
            return null;
        foreach (var id in links.Members(asked))
            if (births.TryGetValue(id, out var born))
                return born;
        return null;
    }

    /// <summary>The one subject for a person known by several: the same whatever was gathered first. A <see cref="Replacer"/> that knows these people asks it by itself.</summary>
    public Subject Canonical(Subject subject) => subject.Id is { Length: > 0 } id ? new(links.Canonical(id)) : subject;

    /// <summary>All names, places and organisations that were gathered: surrogates keep away from them.</summary>
    public IEnumerable<string> Names => bySubject.Values.SelectMany(k => k.Keys).Concat(shared.Keys)
        .Where(k => k.Class is IdentifierClass.Name or IdentifierClass.Place or IdentifierClass.Organization or IdentifierClass.Address).Select(k => k.Value);

    public int Subjects => bySubject.Count;

    public bool IsShared(string owner) => sharedOwners.ContainsKey(owner);

    /// <summary>What was gathered of this person, by whatever subject, in an order of its own.</summary>
    public ImmutableArray<KnownIdentifier> Of(Subject subject)
    {
        var members = links.Members(subject.Id ?? "");
        var known = members is [var only] ? (bySubject.TryGetValue(only, out var own) ? [.. own.Keys] : [])
            : members.SelectMany(id => bySubject.TryGetValue(id, out var one) ? one.Keys : []).Distinct().ToArray();
        Array.Sort(known, static (a, b) => string.CompareOrdinal(a.Owner, b.Owner) is not 0 and var owner ? owner : a.Class != b.Class ? a.Class.CompareTo(b.Class) : string.CompareOrdinal(a.Value, b.Value));
        return ImmutableCollectionsMarshal.AsImmutableArray(known);
    }

    /// <summary>Search for all that is known of this subject and of everybody shared; built once per subject and kept for the last few subjects.</summary>
    public IIdentifierDetector DetectorOf(Subject subject)
    {
        var everybody = SharedDetector();
        return detectors.GetOrAdd(Canonical(subject).Id ?? "", (this, subject, everybody), static (_, of) =>
            of.Item1.Of(of.subject) is { IsEmpty: false } own ? new AllOf([KnownIdentifiers.Of(own), of.everybody]) : of.everybody);
    }

    /// <summary>Search for all people of the release, by name and by numbers and addresses of their own: for a text of which nobody said whose it is.</summary>
    public IIdentifierDetector DetectorOfEverybody()
    {
        lock (building)
            return everybodyDetector ??= WithSought(KnownIdentifiers.Of(bySubject.Values.SelectMany(k => k.Keys).Where(k => k.Class is IdentifierClass.Name or IdentifierClass.Phone or IdentifierClass.Email
                or IdentifierClass.SocialSecurity or IdentifierClass.MedicalRecord or IdentifierClass.Address or IdentifierClass.HealthPlan or IdentifierClass.OtherId).Concat(shared.Keys)
                .OrderBy(k => k.Owner, StringComparer.Ordinal).ThenBy(k => k.Class).ThenBy(k => k.Value, StringComparer.Ordinal)));
    }

    /// <summary>The one subject whose own whole name stands in a text, else the only one sought in all of them; null when there is none, or more than one.</summary>
    internal Subject? SubjectOf(string text)
    {
        KnownIdentifiers names;
        lock (building)
        {
            names = wholeNames ??= KnownIdentifiers.Of(bySubject.SelectMany(s => s.Value.Keys.Where(k => k is { Class: IdentifierClass.Name, Owner: Patient } && NameWords.Split(k.Value).Count() > 1)
                .Select(k => k with { Owner = links.Canonical(s.Key) })).OrderBy(k => k.Owner, StringComparer.Ordinal).ThenBy(k => k.Value, StringComparer.Ordinal));
        }
        string? only = null;
        var read = IdentifierText.Of(text);
        foreach (var match in names.Matches(read))
        {
            if (match.Class is not IdentifierClass.Name || NameWords.Split(match.Span.In(read.Plain)).Count(w => w.Length > 1) < 2)
                continue;
            if (only is not null && !string.Equals(only, match.Known.Owner, StringComparison.Ordinal))
                return null;
            only = match.Known.Owner;
        }
        return only is not null ? new(only) : sought.Count == 1 ? sought.Values.First().Subject : null;
    }

    /// <summary>The words of the names of this subject, their kin and everybody shared.</summary>
    internal PersonWords WordsOf(Subject subject)
    {
        var everybody = SharedWords();
        return words.GetOrAdd(Canonical(subject).Id ?? "", (this, subject, everybody), static (_, of) => PersonWords.Of(of.Item1.Of(of.subject), of.everybody));
    }

    private IIdentifierDetector SharedDetector()
    {
        lock (building)
            return sharedDetector ??= WithSought(KnownIdentifiers.Of(Shared()));
    }

    private PersonWords SharedWords()
    {
        lock (building)
            return sharedWords ??= PersonWords.OfShared(Shared());
    }

    /// <summary>With those who are searched in every text. The numbers and names around them are among the shared already.</summary>
    private IIdentifierDetector WithSought(KnownIdentifiers others) =>
        sought.IsEmpty ? others : new AllOf([others, .. sought.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KnownIdentifiers.Of(p.Value.Own))]);

    private IEnumerable<KnownIdentifier> Shared() => shared.Keys.OrderBy(k => k.Owner, StringComparer.Ordinal).ThenBy(k => k.Class).ThenBy(k => k.Value, StringComparer.Ordinal);
}
