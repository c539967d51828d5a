// Salus as a library: a conversation becomes a checked draft, without database, server or account.
// dotnet run --project samples/EmbedScribe samples/visits/knee-injury.txt
using Microsoft.Extensions.DependencyInjection;
using Salus.Design.Terminal;
using Salus.Documentation.Scribe;
using Salus.Trust;
using Spectre.Console;

var visit = await TranscriptReader.ReadAsync(new FileInfo(args[0]), CancellationToken.None);

var services = new ServiceCollection();
new ScribeCapability().AddServices(services);
await using var provider = services.BuildServiceProvider();

var draft = provider.GetRequiredService<NoteWriter>().Write(visit, new ScribeOptions(Style: "soap"));
var reviewed = await Inspection.RunAsync(draft, visit.ToSources(), provider.GetServices<ICheck>(), CancellationToken.None);

new DraftPrinter(AnsiConsole.Console).Print(reviewed);
return reviewed.OpenBlocking.IsEmpty ? 0 : 1;
