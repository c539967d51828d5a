using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Salus.Tests.CrashProbe;
using Salus.Trust;

// Works at the review desk like a clinic in a hurry and kills itself, as kill -9 does, at the write with the given number.
// Says on standard output what was acknowledged: the parent test then looks whether all of it is in the database.
// Arguments: database, home, number of the fatal write (0: none), rounds, and perhaps a file to import instead.
var (database, home, fatal, rounds) = (args[0], new DirectoryInfo(args[1]), int.Parse(args[2], CultureInfo.InvariantCulture), int.Parse(args[3], CultureInfo.InvariantCulture));

await using var services = new ServiceCollection()
    .AddSingleton<ICredentialCheck, AnyPassword>()
    .AddTrust(new TrustOptions(database, home))
    .BuildServiceProvider();
await services.GetRequiredService<Database>().MigrateAsync(CancellationToken.None);
using var death = new Death(fatal);
using var armed = DiagnosticListener.AllListeners.Subscribe(death);

if (args.Length > 4)
{
    // Imports instead: the fifth argument is the file, NDJSON.
    await using var file = File.OpenRead(args[4]);
    var counted = new Progress(summary => Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"imported {summary.Added}")));
    await services.GetRequiredService<Record>().ImportAsync(ImportReader.ReadAsync(file), "probe", new ImportOptions { Progress = counted }, CancellationToken.None);
    Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"writes {death.Passed}"));
    return;
}

var review = services.GetRequiredService<Review>();
var doctor = new Person(new PersonId(new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)), "ada", "Dr. Ada Marsh", [Role.Clinician]);
var cancel = CancellationToken.None;
for (var round = 0; round < rounds; round++)
{
    var source = new Source("transcript", "Visit", "text/plain", [.. "My knee hurts."u8], [new Segment("patient", "My knee hurts.")]);
    var statement = new Statement("cc", "Knee pain.", [new Quote("transcript", 0, 3, 10, "knee hurts")]);
    var draft = new Draft(DraftId.New(TimeProvider.System), 1, "scribe", new PatientId("p"), [statement, statement with { Text = "Hurt knee." }], [],
        new Provenance("probe", "1", TimeProvider.System.GetUtcNow(), [source.Reference], ImmutableSortedDictionary<string, string>.Empty))
    {
        Outline = [new DraftSection("cc", "CHIEF COMPLAINT", SectionLayout.Paragraph)],
    };
    await review.SubmitAsync(draft, Sources.Of(source), doctor, cancel);
    Acknowledge("submitted", draft.Id, 1);
    var edited = await review.EditAsync(draft.Id, 1, 0, "Knee pain since today.", doctor, cancel);
    Acknowledge("edited", draft.Id, 2);
    await review.DecideAsync(draft.Id, 2, DecisionKind.Reject, edited.Draft.Statements[1].Key, "said twice", doctor, cancel);
    Acknowledge("decided", draft.Id, 2);
    await review.SignAsync(draft.Id, 2, doctor, "any", cancel);
    Acknowledge("signed", draft.Id, 2);
}
Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"writes {death.Passed}"));

static void Acknowledge(string what, DraftId id, int revision)
{
    Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what} {id} {revision}"));
    Console.Out.Flush();
}
