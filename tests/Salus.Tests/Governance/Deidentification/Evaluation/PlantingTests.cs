using System.Text;
using System.Text.Json;
using Salus.Governance.Deidentification.Evaluation;
using Salus.Language.Identifiers;

namespace Salus.Tests.Governance.Deidentification.Evaluation;

public sealed class PlantingTests
{
    private static readonly IdentifierClass[] safeHarbor =
    [
        IdentifierClass.Name, IdentifierClass.Organization, IdentifierClass.Place, IdentifierClass.Address, IdentifierClass.PostalCode, IdentifierClass.Date, IdentifierClass.OldAge,
        IdentifierClass.Phone, IdentifierClass.Fax, IdentifierClass.Email, IdentifierClass.SocialSecurity, IdentifierClass.MedicalRecord, IdentifierClass.HealthPlan, IdentifierClass.Account,
        IdentifierClass.Licence, IdentifierClass.Vehicle, IdentifierClass.Device, IdentifierClass.Url, IdentifierClass.IpAddress, IdentifierClass.Biometric, IdentifierClass.Photo, IdentifierClass.OtherId,
    ];

    [Theory]
    [InlineData(PlantingSplit.Development)]
    [InlineData(PlantingSplit.HeldOut)]
    public void Plants_all_classes_at_the_places_it_says(PlantingSplit split)
    {
        var notes = Enumerable.Range(0, 8).SelectMany(seed => PlantedNotes.Of(null, split, seed)).ToArray();

        Assert.Empty(safeHarbor.Except(notes.SelectMany(n => n.Spans).Select(s => s.Class)));
        foreach (var note in notes)
        {
            var end = 0;
            foreach (var span in note.Spans)
            {
                Assert.True(span.Span.Start >= end, note.Id);
                Assert.True(span.Span.Length > 0 && span.Span.End <= note.Text.Length, note.Id);
                Assert.False(char.IsWhiteSpace(note.Text[span.Span.Start]) || char.IsWhiteSpace(note.Text[span.Span.End - 1]), note.Id);
                end = span.Span.End;
            }
            Assert.DoesNotContain('{', note.Text);
        }
    }

    [Fact]
    public void Writes_what_the_record_holds_as_the_record_has_it()
    {
        var notes = Enumerable.Range(0, 8).SelectMany(seed => PlantedNotes.Of(null, PlantingSplit.Development, seed)).ToArray();
        var numbers = notes.SelectMany(n => n.Spans.Where(s => s.Owner == "patient" && s.Class is IdentifierClass.MedicalRecord or IdentifierClass.SocialSecurity or IdentifierClass.Email).Select(s => (Note: n, Span: s))).ToArray();

        Assert.NotEmpty(numbers);
        Assert.All(numbers.Where(n => n.Span.Owner is not null), n => Assert.Contains(n.Note.Known, k => k.Class == n.Span.Class && string.Equals(k.Value, n.Span.Span.In(n.Note.Text), StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void Plants_the_same_notes_for_the_same_seed_and_others_for_another()
    {
        static string Text(int seed) => string.Concat(PlantedNotes.Of(null, PlantingSplit.HeldOut, seed).Select(n => n.Text));

        Assert.Equal(Text(3), Text(3));
        Assert.NotEqual(Text(3), Text(4));
    }

    [Fact]
    public void Shares_no_name_place_organisation_or_template_between_the_sets()
    {
        var (one, other) = (PlantingSet.Of(PlantingSplit.Development), PlantingSet.Of(PlantingSplit.HeldOut));

        Apart(s => s.Given.SelectMany(g => g.Called.Prepend(g.Name)), 500);
        Apart(s => s.Family.Select(f => f.Name), 500);
        Apart(s => s.Places["city"], 150);
        Apart(s => s.Places["region"], 20);
        Apart(s => s.Places["street"], 50);
        Apart(s => s.Organizations.Values.SelectMany(o => o), 80);
        Apart(s => s.Templates.Values.SelectMany(t => t).Select(t => t.Written), 120);

        void Apart(Func<PlantingSet, IEnumerable<string>> of, int least)
        {
            var (mine, theirs) = (of(one).ToHashSet(StringComparer.OrdinalIgnoreCase), of(other).ToHashSet(StringComparer.OrdinalIgnoreCase));
            Assert.Empty(mine.Intersect(theirs, StringComparer.OrdinalIgnoreCase));
            Assert.True(mine.Count >= least && theirs.Count >= least, $"{mine.Count} and {theirs.Count} of {least}");
        }
    }

    [Fact]
    public void Gives_every_culture_a_family_name_and_both_sexes()
    {
        foreach (var set in new[] { PlantingSet.Of(PlantingSplit.Development), PlantingSet.Of(PlantingSplit.HeldOut) })
        {
            foreach (var culture in set.Given.GroupBy(g => g.Culture, StringComparer.Ordinal))
            {
                Assert.Contains(set.Family, f => f.Culture == culture.Key);
                Assert.Contains(culture, g => g.Sex is "f");
                Assert.Contains(culture, g => g.Sex is "m");
            }
        }
    }

    [Theory]
    [InlineData("The swelling began in March 2019. It is better.", "It is better.")]
    [InlineData("Dr. Stolz saw him. It is better.", "It is better.")]
    [InlineData("Went to Lakewood Hospital. It is better.", "It is better.")]
    [InlineData("Pain for 3/7. Strength 5/5.", "Pain for 3/7. Strength 5/5.")]
    [InlineData("Parkinson disease. He may walk.", "Parkinson disease. He may walk.")]
    public void Leaves_out_sentences_that_hold_identifiers_of_their_own(string text, string kept) =>
        Assert.Equal(kept, string.Concat(CarrierScreen.Sentences(new Carrier("c", false, text))).Trim());

    [Fact]
    public void Puts_the_invented_patient_in_the_place_of_the_carriers_own()
    {
        var carrier = new Carrier("c", false, "Brunhild Quandt has a cough. Ms. Quandt sleeps well. The cough is dry.", "Brunhild", "Quandt");

        var note = new NotePlanter(PlantingSplit.Development, 1).Plant(carrier);

        Assert.DoesNotContain("quandt", note.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("brunhild ", note.Text, StringComparison.OrdinalIgnoreCase);
        Assert.True(note.Spans.Count(s => s is { Owner: "patient", Class: IdentifierClass.Name }) >= 3);
    }

    [Fact]
    public void Reads_collections_as_they_are_published()
    {
        var folder = Directory.CreateTempSubdirectory("carriers");
        try
        {
            var words = string.Concat(Enumerable.Repeat("The cough is dry and the fever is gone. ", 6)).Trim();
            Write("aci/train.csv", $"dataset,encounter_id,dialogue,note\naci,D1,\"[doctor] hi , zora . {words}\",\"Zora Quist. {words}\"\n");
            Write("aci/train_metadata.csv", "dataset,encounter_id,patient_firstname,patient_familyname\naci,D1,Zora,Quist\n");
            Write("mts/X-TrainingSet.csv", $"ID,section_header,section_text,dialogue\n7,PMH,\"{words} A.\",\"Doctor: {words} B.\"\n");
            Write("primock/notes/day9.json", $"{{\"note\":\"{words} C.\"}}");
            Write("primock/transcripts/day9_doctor.TextGrid", $"xmin = 1.5\ntext = \"Hello <UNSURE>there</UNSURE>. {words}\"\n");
            Write("primock/transcripts/day9_patient.TextGrid", "xmin = 9\ntext = \"He said \"\"no\"\".\"\n");

            var carriers = CarrierFiles.In(folder);

            Assert.Equal(["aci-D1-dialogue", "aci-D1-note", "mts-train-7-dialogue", "mts-train-7-note", "primock-day9-dialogue", "primock-day9-note"], carriers.Select(c => c.Id));
            Assert.All(carriers.Take(2), c => Assert.Equal("Zora Quist", $"{c.PatientGiven} {c.PatientFamily}"));
            Assert.EndsWith("\nPatient: He said \"no\".", carriers[4].Text, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        void Write(string path, string text)
        {
            var file = new FileInfo(Path.Combine(folder.FullName, path));
            file.Directory!.Create();
            File.WriteAllText(file.FullName, text);
        }
    }

    [Fact]
    public async Task Writes_notes_for_other_systems_with_or_without_the_truth()
    {
        var notes = PlantedNotes.Of(null, PlantingSplit.Development, 5).Take(3).ToArray();
        using var plain = new MemoryStream();
        using var truth = new MemoryStream();

        await PlantedNotes.WriteAsync(plain, notes, withSpans: false, TestContext.Current.CancellationToken);
        await PlantedNotes.WriteAsync(truth, notes, withSpans: true, TestContext.Current.CancellationToken);

        var lines = Encoding.UTF8.GetString(plain.ToArray()).TrimEnd().Split('\n');
        Assert.Equal(notes.Select(n => n.Text), lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("text").GetString()));
        Assert.DoesNotContain("\"spans\"", lines[0], StringComparison.Ordinal);
        var told = JsonDocument.Parse(Encoding.UTF8.GetString(truth.ToArray()).Split('\n')[0]).RootElement.GetProperty("spans");
        Assert.Equal(notes[0].Spans.Select(s => s.Span.Start), told.EnumerateArray().Select(s => s.GetProperty("start").GetInt32()));
    }

    [Fact]
    public void Gives_numbers_the_check_digits_that_real_ones_have()
    {
        var random = new Salus.Learning.SeededRandom(11);
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(0, Luhn("80840" + WrittenNumbers.Npi(random)));
            Assert.Equal(0, Luhn(string.Concat(WrittenNumbers.Card(random).Where(char.IsAsciiDigit))));
            var dea = WrittenNumbers.Dea(random, 'k');
            Assert.Equal(dea[8] - '0', ((dea[2] - '0') + (dea[4] - '0') + (dea[6] - '0') + 2 * (dea[3] + dea[5] + dea[7] - 3 * '0')) % 10);
            var iban = WrittenNumbers.Iban(random).Replace(" ", "", StringComparison.Ordinal);
            var moved = string.Concat((iban[4..] + iban[..4]).Select(c => char.IsAsciiDigit(c) ? $"{c}" : $"{c - 'A' + 10}"));
            Assert.Equal(1, (int)(System.Numerics.BigInteger.Parse(moved, System.Globalization.CultureInfo.InvariantCulture) % 97));
            Assert.Equal(17, WrittenNumbers.Vin(random).Length);
        }

        static int Luhn(string digits) => digits.Reverse().Select((c, i) => i % 2 == 0 ? c - '0' : (c - '0') * 2 is > 9 and var d ? d - 9 : (c - '0') * 2).Sum() % 10;
    }
}
