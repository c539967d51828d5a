using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Salus.Documentation.Scribe;
using Salus.Tests.Trust;
using Salus.Trust;

namespace Salus.Conformance.Trust;

/// <summary>A signed sample visit, judged by somebody else's FHIR R4 validator.</summary>
public sealed class SignedBundleConformanceTests
{
    [Theory]
    [InlineData("knee-injury.txt", "knee-injury.patient.json")]
    [InlineData("chest-pain-on-warfarin.srt", "chest-pain-on-warfarin.patient.json")]
    [InlineData("sore-throat-child.txt", null)]
    public async Task The_R4_profiles_object_to_nothing(string transcript, string? patient)
    {
        Peers.Folder();
        var bundle = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(bundle, await SignAsync(transcript, patient), TestContext.Current.CancellationToken);
            var said = await Peers.RunAsync("judge.mjs", bundle);
            Assert.True(said is [var only] && only.StartsWith("judged ", StringComparison.Ordinal), string.Join('\n', said));
        }
        finally
        {
            File.Delete(bundle);
        }
    }

    private static async Task<byte[]> SignAsync(string transcript, string? patient)
    {
        var cancel = TestContext.Current.CancellationToken;
        var samples = Path.Combine(Here(), "../../../samples/visits");
        var visit = await TranscriptReader.ReadAsync(new FileInfo(Path.Combine(samples, transcript)), cancel) with { At = new DateTimeOffset(2026, 6, 1, 9, 0, 0, TimeSpan.Zero) };
        if (patient is not null)
            visit = visit with { Patient = VisitPatient.FromFhir(await File.ReadAllBytesAsync(Path.Combine(samples, patient), cancel), patient, visit.At) };
        var services = new ServiceCollection();
        new ScribeCapability().AddServices(services);
        await using var provider = services.BuildServiceProvider();
        await using var desk = Desk.OnSqlite([.. provider.GetServices<ICheck>()]);
        var draft = provider.GetRequiredService<NoteWriter>().Write(visit, new ScribeOptions());
        var reviewed = await desk.Review.SubmitAsync(draft, visit.ToSources(), null, cancel);
        foreach (var finding in reviewed.OpenBlocking)
            await desk.Review.DecideAsync(draft.Id, 1, DecisionKind.Overrule, finding.KeyIn(draft), "Set aside to export the sample.", Desk.Ada, cancel);
        var signed = await desk.Review.SignAsync(draft.Id, 1, Desk.Ada, Desk.Password, cancel);
        return SignedBundle.From(signed, "Northgate Surgery").ToUtf8();
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
