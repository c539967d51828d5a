using Salus.Documentation.Scribe;

namespace Salus.Conformance.Documentation;

/// <summary>Every public transcript is read, and roles are found again after the labels are taken away.</summary>
public sealed class TranscriptConformanceTests
{
    [Fact]
    public async Task Every_PriMock57_pair_is_read_and_merged_by_time()
    {
        var visits = await PriMockAsync();
        Assert.NotEmpty(visits);
        foreach (var visit in visits)
        {
            Assert.True(visit.Transcript.Turns.Length > 40, visit.EncounterId);
            Assert.Equal(visit.Transcript.Turns.Select(t => t.Start), visit.Transcript.Turns.Select(t => t.Start).Order());
            Assert.Contains(visit.Transcript.Turns, t => t.Speaker is Speaker.Doctor);
            Assert.Contains(visit.Transcript.Turns, t => t.Speaker is Speaker.Patient);
            Assert.DoesNotContain(visit.Transcript.Turns, t => t.Text.Contains("<UN", StringComparison.Ordinal) || t.Guessed);
            Assert.False(SpeakerRoles.LookSwapped(visit.Transcript), visit.EncounterId);
        }
    }

    [Fact]
    public async Task Every_ACI_BENCH_row_is_read_with_its_patient()
    {
        var visits = await AciBenchAsync();
        Assert.True(visits.Count(v => v.Patient is not null) >= visits.Count * 95 / 100);
        foreach (var visit in visits)
        {
            Assert.True(visit.Transcript.Turns.Length > 5, visit.EncounterId);
            Assert.NotEmpty(visit.ReferenceNote!);
            Assert.DoesNotContain(visit.Transcript.Turns, t => t.Guessed || t.Speaker is Speaker.Unknown || t.Text.Contains("[doctor]", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Doctor_and_patient_are_told_apart_without_helpful_labels()
    {
        List<Visit> visits = [.. await AciBenchAsync(), .. await PriMockAsync()];
        // Some published labels are exchanged; reading them shows that what is said is right.
        var exchanged = visits.Where(v => SpeakerRoles.LookSwapped(v.Transcript)).ToList();
        Assert.True(exchanged.Count <= visits.Count / 10, string.Join(' ', exchanged.Select(v => v.EncounterId)));
        visits.RemoveAll(exchanged.Contains);
        var wrong = visits.Where(v => !RolesAgree(Renamed(v))).Select(v => v.EncounterId).ToList();
        Assert.True(wrong.Count <= visits.Count * 2 / 100, $"{wrong.Count} of {visits.Count}: {string.Join(' ', wrong)}");
        var swapped = visits.Count(v => SpeakerRoles.LookSwapped(SpeakerRoles.Swap(v.Transcript) with { Turns = [.. SpeakerRoles.Swap(v.Transcript).Turns.Select(t => t with { Guessed = false })] }));
        Assert.True(swapped >= visits.Count * 95 / 100, $"{swapped} of {visits.Count} exchanged labels were noticed.");
    }

    [Fact]
    public async Task Turns_without_any_label_are_mostly_told_apart()
    {
        List<Visit> visits = [.. await AciBenchAsync(), .. await PriMockAsync()];
        double right = 0, all = 0;
        foreach (var visit in visits)
        {
            var named = visit.Transcript.Turns.Where(t => t.Speaker is Speaker.Doctor or Speaker.Patient && !t.Text.Contains('\n', StringComparison.Ordinal)).ToList();
            var blind = TranscriptReader.Read(new TranscriptFile("x.txt", [.. System.Text.Encoding.UTF8.GetBytes(string.Join('\n', named.Select(t => t.Text)))]));
            if (blind.Turns.Length != named.Count || SpeakerRoles.LookSwapped(visit.Transcript))
                continue;
            all += named.Sum(t => t.Text.Length);
            right += named.Zip(blind.Turns).Where(p => p.First.Speaker == p.Second.Speaker).Sum(p => p.First.Text.Length);
        }
        Assert.True(all > 0);
        Assert.True(right / all > 0.85, $"{right / all:P1} of the words are with the right speaker.");
    }

    private static Transcript Renamed(Visit visit)
    {
        var turns = visit.Transcript.Turns.Where(t => t.Speaker is Speaker.Doctor or Speaker.Patient);
        var lines = turns.Select(t => (t.Speaker is Speaker.Doctor ? "Zed" : "Alf") + ": " + t.Text.Replace('\n', ' '));
        return TranscriptReader.Read(new TranscriptFile("x.txt", [.. System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines))]));
    }

    private static bool RolesAgree(Transcript renamed) =>
        renamed.Turns.All(t => t.Speaker == (t.Label is "Zed" ? Speaker.Doctor : Speaker.Patient));

    private static async Task<List<Visit>> AciBenchAsync()
    {
        var visits = new List<Visit>();
        foreach (var file in PublicData.Folder("aci-bench").EnumerateFiles("*.csv", SearchOption.AllDirectories).Where(f => !f.Name.EndsWith("_metadata.csv", StringComparison.Ordinal)))
        {
            await foreach (var row in VisitBatch.ReadAsync(file, TestContext.Current.CancellationToken))
            {
                Assert.True(row.Problem is null, row.Problem?.Message);
                visits.Add(row.Visit!);
            }
        }
        return visits;
    }

    private static async Task<List<Visit>> PriMockAsync()
    {
        var visits = new List<Visit>();
        foreach (var file in PublicData.Folder("primock57").EnumerateFiles("*_doctor.TextGrid", SearchOption.AllDirectories).OrderBy(f => f.Name, StringComparer.Ordinal))
            visits.Add(await TranscriptReader.ReadAsync(file, TestContext.Current.CancellationToken));
        return visits;
    }
}
