using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification;

/// <summary>
/// Puts something else in the place of what identifies. Everything is a function of the release key, the policy and the value: the same value gets the same
/// replacement in every file, in any order of files; without the key there is no way back. Safe for several threads.
/// </summary>
public sealed class Replacer
{
    private readonly DateShift dates;
    private readonly NameSurrogates names;
    private readonly PlaceSurrogates places;
    private readonly NumberSurrogates numbers;
    private readonly SealedValues sealing;
    private readonly Recent<string> pseudonyms = new();
    private readonly AvoidedWords avoided = new();
    private KnownPeople? known;

    public Replacer(DeidentificationPolicy policy, ReleaseKey key)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(key);
        (Policy, Key) = (policy, key);
        dates = new DateShift(policy.Dates, key);
        names = new NameSurrogates(key, avoided);
        places = new PlaceSurrogates(key, avoided);
        numbers = new NumberSurrogates(key);
        sealing = new SealedValues(key);
    }

    public DeidentificationPolicy Policy { get; }

    public ReleaseKey Key { get; }

    /// <summary>Words of names and places that occur in the source, so that nobody's surrogate is a real one's name. Say it before the first replacement.</summary>
    public void Avoid(IEnumerable<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (var value in values)
            avoided.Add(value);
    }

    /// <summary>Uses what was gathered: surrogates keep away from these people's names, and all ways to write one of them get one surrogate. Say it before the first replacement.</summary>
    public void Know(KnownPeople people)
    {
        ArgumentNullException.ThrowIfNull(people);
        Avoid(people.Names);
        names.Know(people);
        known = people;
    }

    /// <summary>By an explicit treatment.</summary>
    /// <param name="owner">Whose it is: see <see cref="KnownIdentifier.Owner"/>; null when nobody is known.</param>
    public string Replace(Treatment treatment, IdentifierClass kind, string original, Subject subject, string? owner = null)
    {
        ArgumentNullException.ThrowIfNull(original);
        return treatment switch
        {
            Treatment.Keep => original,
            Treatment.Remove or Treatment.Mask => Mask(original),
            Treatment.Tag => $"[{kind.Word()}]",
            Treatment.Surrogate => Surrogate(kind, original, subject, owner),
            Treatment.Shift => Shift(original, subject) ?? Mask(original),
            Treatment.Generalize => Coarsening.Of(Policy, kind, original) ?? Mask(original),
            Treatment.Pseudonym => Pseudonym(kind.Word(), original),
            Treatment.Encrypt => sealing.Seal(kind, original),
            Treatment.Scan => throw new ArgumentException("A text is scanned by a TextDeidentifier.", nameof(treatment)),
            _ => throw new ArgumentOutOfRangeException(nameof(treatment)),
        };
    }

    /// <summary>The surrogate of one part of a name: what FHIR, HL7 v2 and tables give apart. Fits <see cref="Replace"/> of the whole name.</summary>
    public string ReplaceName(NamePart part, string original, Subject subject, string? owner = null)
    {
        ArgumentNullException.ThrowIfNull(original);
        return names.Of(original, Person(subject), owner, part);
    }

    /// <summary>
    /// A FHIR date, dateTime or instant, an HL7 v2 timestamp, or a date as written in text: same precision and same writing, moved by <see cref="DaysOf"/>;
    /// with <see cref="DateWriting.Year"/> its year. Null when it cannot be read as a date; the caller then generalises or masks.
    /// </summary>
    public string? Shift(string date, Subject subject)
    {
        ArgumentNullException.ThrowIfNull(date);
        return Policy.Dates.Write is DateWriting.Year ? Coarsening.Year(date) : dates.Shift(date, Person(subject));
    }

    /// <inheritdoc cref="Shift(string, Subject)"/>
    /// <param name="year">Taken for a date that says none, for example the year of the document.</param>
    public string? Shift(string date, Subject subject, int year) => Policy.Dates.Write is DateWriting.Year ? Coarsening.Year(date) : dates.Shift(date, Person(subject), year);

    /// <summary>
    /// A date of birth: as <see cref="Shift(string, Subject)"/>, but null for who was older than <see cref="AgeFacts.Top"/> on the given day, whose date of birth must not be
    /// told, its year included (45 CFR 164.514(b)(2)(i)(C)).
    /// </summary>
    /// <param name="lastSeen">The last day on which the data speaks of the person: of death, or of the last event.</param>
    public string? ShiftBirth(string date, Subject subject, DateOnly lastSeen)
    {
        ArgumentNullException.ThrowIfNull(date);
        // The year alone decides: who turned 90 in the year of the last day may be 89 still, and is taken for 90.
        return Coarsening.Year(date) is { } year && lastSeen.Year - int.Parse(year, NumberStyles.None, CultureInfo.InvariantCulture) > Policy.Ages.Top ? null : Shift(date, subject);
    }

    /// <summary>Days that are added to the subject's dates: from -1 to minus <see cref="DateFacts.Days"/>, whole weeks when weekdays are kept.</summary>
    public int DaysOf(Subject subject) => dates.DaysOf(Person(subject));

    /// <summary>Keyed, not reversible, a valid FHIR id (64 characters at most, of letters, digits, - and .).</summary>
    /// <param name="kind">Keeps apart what is numbered apart, for example <c>Patient</c> ids from <c>mrn</c> values.</param>
    public string Pseudonym(string kind, string original)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(original);
        return pseudonyms.GetOrAdd(string.Concat(kind, "\n", original), (Key, kind, original), static (_, of) =>
        {
            Span<byte> bytes = stackalloc byte[32];
            of.Key.Derive(bytes, "pseudonym", of.kind, of.original);
            // 128 bits: two of a billion ids are equal with a chance of 1 in 10^21.
            return Convert.ToHexStringLower(bytes[..16]);
        });
    }

    /// <summary>A UUID in the place of another, whatever it names, so that all formats of a release still meet in it.</summary>
    public string PseudonymUuid(string uuid)
    {
        ArgumentNullException.ThrowIfNull(uuid);
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(Pseudonym("uuid", uuid.ToLowerInvariant())))[..16];
        // Version 8 of RFC 9562: made by a rule of one's own.
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }

    /// <summary>An id that <see cref="Reidentifier"/> turns back, valid as a FHIR id; a pseudonym for ids too long for that (over 18 bytes and no UUID).</summary>
    public string SealId(string kind, string original) => sealing.SealId(original) ?? Pseudonym(kind, original);

    /// <summary>Is this exactly something that was encrypted under this key?</summary>
    internal bool IsSealed(string text) => sealing.TryOpen(text, out _);

    /// <summary>The surrogate of a name in a document whose whole names are known.</summary>
    internal string ReplaceName(string original, Subject subject, PersonWords? document) => names.Of(original, Person(subject), owner: null, NamePart.Whole, document);

    /// <summary>As far as it was gathered.</summary>
    internal DateOnly? BirthOf(Subject subject) => known?.BirthOf(subject);

    /// <summary>One person is one subject, whatever the format calls them.</summary>
    private Subject Person(Subject subject) => known?.Canonical(subject) ?? subject;

    private string Surrogate(IdentifierClass kind, string original, Subject subject, string? owner) => kind switch
    {
        IdentifierClass.Name => names.Of(original, Person(subject), owner, NamePart.Whole),
        IdentifierClass.Organization => places.Organization(original, subject),
        IdentifierClass.Place or IdentifierClass.Region => places.Place(original, subject),
        IdentifierClass.Address => places.Street(original, subject),
        IdentifierClass.Date => Shift(original, subject) ?? Mask(original),
        IdentifierClass.Year or IdentifierClass.Age or IdentifierClass.OldAge => Coarsening.Of(Policy, kind, original) ?? Mask(original),
        IdentifierClass.Photo or IdentifierClass.Biometric => $"[{kind.Word()}]",
        _ => numbers.Of(kind, original),
    };

    /// <summary>Letters become X and digits 0, so that neither a letter nor a digit remains; the length says no more than four classes of it.</summary>
    private static string Mask(string original)
    {
        var digits = original.Any(char.IsDigit);
        var letters = original.Any(char.IsLetter);
        var length = original.Length switch { <= 4 => 4, <= 8 => 8, <= 16 => 12, _ => 16 };
        return digits && !letters ? new string('0', length) : new string('X', length);
    }
}

/// <summary>What a text holds of a name.</summary>
public enum NamePart
{
    Whole,
    Given,
    Family,
}
