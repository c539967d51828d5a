using System.Globalization;
using System.Text;
using Salus.Language.Identifiers;
using Salus.Language.Identifiers.Known;

namespace Salus.Tests.Language.Identifiers.Known;

/// <summary>Names of many cultures are found in every writing: no miss of a patient's own name is small.</summary>
public sealed class KnownNameWritingsTests
{
    private static readonly (string Given, string Family)[] People =
    [
        ("Femke", "van 't Hoff"), ("Sander", "in 't Veld"), ("Lotte", "van den Berg"), ("Joost", "ter Braak"), ("Niamh", "O'Shaughnessy"), ("Seán", "Ó Briain"), ("Siân", "ap Rhys"), ("Callum", "MacDonald"), ("Fergus", "Mc Allister"),
        ("Jean-Luc", "d'Aubigné"), ("Élodie", "de la Fontaine"), ("Ghislain", "Le Goff"), ("Giulia", "D'Angelo"), ("Marco", "Dell'Acqua"), ("João", "dos Santos"), ("José María", "García y Vega"), ("Jordi", "Puig i Ferrer"), ("Karl-Heinz", "von der Heyde"),
        ("Käthe", "zu Salm"), ("Søren", "Kjærgaard"), ("Åse", "Bjørnstad"), ("Mikko", "Hämäläinen"), ("Łukasz", "Wójcik"), ("Małgorzata", "Dąbrowska-Lis"), ("Dragan", "Đorđević"), ("Çağla", "Şahin"), ("Işıl", "Yıldırım"), ("Thị Hoa", "Nguyễn"),
        ("Haruki", "Ōno"), ("Ngozi", "Okonkwo-Eze"), ("N'Golo", "N'Diaye"), ("Fatima", "El Amrani"), ("Yusuf", "bin Khalid"), ("Moshe", "Ben-David"), ("Keoki", "Kamakawiwoʻole"), ("Ka'iulani", "Kealoha"), ("Ana", "Ruiz"), ("Omar", "Shah"), ("Grace", "Barber"), ("Hazel", "Baxter"),
    ];

    private static readonly string[] Sentences = ["Seen today: {0}.", "The nurse told us that {0} slept well and took 5 mg of amlodipine.", "I spoke with {0} about it yesterday.", "{0} reports pain.", "Pt: {0} | 91 y.o."];

    private static readonly string[] InSmallLetters = ["they had seen {0} on the ward before", "she said {0} slept badly", "okay so , {0} , how are you", "{0} is here for follow-up of diabetes", "call {0} tomorrow about the result."];

    public static TheoryData<int> All => [.. Enumerable.Range(0, People.Length)];

    [Theory]
    [MemberData(nameof(All))]
    public void A_name_is_found_in_every_writing(int which)
    {
        var (given, family) = People[which];
        var record = KnownIdentifiers.Of([new(IdentifierClass.Name, $"{given} {family}", "patient")]);
        var missed = new List<string>();
        foreach (var (written, isSmall) in Writings(given, family).Distinct())
            foreach (var sentence in isSmall ? InSmallLetters : Sentences)
                if (!IsCovered(record, sentence, written))
                    missed.Add(sentence.Replace("{0}", written, StringComparison.Ordinal));
        Assert.True(missed.Count == 0, string.Join(" | ", missed.Take(20)));
    }

    [Theory]
    [InlineData("Will Young", "He will come; a young man. PATIENT WILL RETURN IN A WEEK. So will you take it?")]
    [InlineData("Rose May", "Symptoms rose slowly and may return. May have tea. Seen in May 2021.")]
    [InlineData("April White", "White blood cells 8.2 on April 12; white male, seen in april 2020.")]
    [InlineData("Ana Gross", "ANA positive 1:320, gross motor skills normal.")]
    [InlineData("Morgan Parkinson", "Parkinson's disease is stable.")]
    [InlineData("Peter Hodge Stone", "Kidney stone of 4 mm on the left, stones passed.")]
    [InlineData("Thi Head", "This is new. The head is normal, this was seen.")]
    [InlineData("Odile Doe", "Odile, D.O.B. 1/2/1980")]
    public void Common_words_of_notes_stay_words(string name, string text)
    {
        var found = KnownIdentifiers.Of([new(IdentifierClass.Name, name, "patient")]).Matches(IdentifierText.Of(text)).Where(m => m.Span.In(text) != "Odile").ToArray();
        Assert.True(found.Length == 0, string.Join(", ", found.Select(m => m.Span.In(text))));
    }

    private static bool IsCovered(KnownIdentifiers record, string sentence, string written)
    {
        var at = sentence.IndexOf("{0}", StringComparison.Ordinal);
        var text = sentence.Replace("{0}", written, StringComparison.Ordinal);
        var read = IdentifierText.Of(text);
        var covered = new bool[text.Length];
        foreach (var match in record.Matches(read))
        {
            var span = read.ToOriginal(match.Span);
            Array.Fill(covered, true, span.Start, span.Length);
        }
        var length = written is [.., '\'' or '\u2019', 's' or 'S'] ? written.Length - 2 : written.Length;
        return Enumerable.Range(at, length).All(i => !char.IsLetterOrDigit(text[i]) || text[i] is '\u02BB' or '\u02BC' || covered[i]);
    }

    private static IEnumerable<(string Written, bool IsSmall)> Writings(string given, string family)
    {
        foreach (var form in (string[])[$"{given} {family}", $"{family}, {given}", given, family, $"{given[0]}. {family}", $"{family}, {given[0]}.", $"{family}'s", $"{given}'s", $"{family} {given}", $"{family}^{given}"])
        {
            yield return (form, false);
            yield return (form.ToUpperInvariant(), false);
            yield return (form.ToLowerInvariant(), true);
            yield return (Plain(form), false);
            yield return (form.Replace(" ", "\n   ", StringComparison.Ordinal), false);
            yield return (form.Replace('\'', '\u2019'), false);
            yield return (form.Replace("-", "-\n", StringComparison.Ordinal), false);
            yield return (form.Replace('-', ' '), false);
            if (!form.EndsWith("'s", StringComparison.Ordinal))
                yield return (form.Replace("'", "", StringComparison.Ordinal), false);
        }
        foreach (var part in family.Split(' ', '-').Append(given).Where(p => p.Length >= 5 && p.All(c => char.IsLetter(c) && c < '\u02B0')))
        {
            // A slip that spells another word is that word to everybody who does not know what was meant.
            foreach (var slip in Slips(part).Where(s => s is not ("Sender" or "Break" or "Brain")))
            {
                yield return (slip, false);
                yield return ($"{given} {family}".Replace(part, slip, StringComparison.Ordinal), false);
            }
        }
    }

    /// <summary>One edit behind the first letter: a letter missing, doubled, another, or changed places.</summary>
    private static IEnumerable<string> Slips(string word)
    {
        for (var i = 1; i < word.Length; i++)
        {
            yield return word.Remove(i, 1);
            yield return word.Insert(i, word[i].ToString());
            yield return word[..i] + (word[i] is 'e' ? 'a' : 'e') + word[(i + 1)..];
            if (i + 1 < word.Length)
                yield return word[..i] + word[i + 1] + word[i] + word[(i + 2)..];
        }
    }

    private static string Plain(string name) => string.Concat(name.Normalize(NormalizationForm.FormD).Where(c => CharUnicodeInfo.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark))
        .Replace('ø', 'o').Replace('Ø', 'O').Replace('ł', 'l').Replace('Ł', 'L').Replace('ı', 'i').Replace('đ', 'd').Replace('Đ', 'D').Replace("æ", "ae", StringComparison.Ordinal);
}
