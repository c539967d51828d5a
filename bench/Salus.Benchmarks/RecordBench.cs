using System.Diagnostics;
using System.Globalization;
using Salus.Fhir;
using Salus.Fhir.Search;
using Salus.Trust;

namespace Salus.Benchmarks;

/// <summary>The record on SQLite: taking patients in, reading one whole, and finding resources by a code among a million.</summary>
internal static class RecordBench
{
    private const int Many = 1_000_000;
    private const int Codes = 2_000;
    private const int Rounds = 30;

    private static readonly Person someone = new(new PersonId(Guid.Empty), "bench", "Bench", [Role.Clinician]);

    /// <summary>The bundles of <see cref="FhirJsonBench.Bundles"/>, from bytes to resources that can be searched for.</summary>
    public static async Task<IReadOnlyList<Figure>> RunAsync(BenchCall call)
    {
        var bundles = FhirJsonBench.Bundles();
        var start = Stopwatch.GetTimestamp();
        double cold;
        await using (var other = new Place())
        {
            await other.Record.ImportAsync(Parsed(bundles), "bench", ImportOptions.Default, CancellationToken.None);
            cold = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        await using var place = new Place();
        start = Stopwatch.GetTimestamp();
        var first = await place.Record.ImportAsync(Parsed(bundles), "bench", ImportOptions.Default, CancellationToken.None);
        var importing = Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        await place.Record.ImportAsync(Parsed(bundles), "bench", ImportOptions.Default, CancellationToken.None);
        var again = Stopwatch.GetElapsedTime(start).TotalSeconds;

        var patients = (await place.Record.SearchAsync(SearchQuery.Parse("Patient", "_count=100"), someone, CancellationToken.None)).Matches;
        var (reading, sizes) = (new List<double>(), new List<double>());
        foreach (var patient in patients.Concat(patients))
        {
            start = Stopwatch.GetTimestamp();
            var everything = await place.Record.EverythingAsync(new EverythingQuery(patient.Name.Id), someone, CancellationToken.None);
            reading.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            sizes.Add(everything!.Matches.Length);
        }
        var figures = new List<Figure>
        {
            Figure.AtLeast("record", $"{first.Added} resources of {bundles.Count} bundles taken in and indexed", first.Added / importing, "resources/s", 5000),
            new("record", "the same, first in the process", first.Added / cold, "resources/s"),
            new("record", "the same again, nothing new", first.Added / again, "resources/s"),
        };
        if (reading.Count > 0)
            figures.Add(Figure.Below("record", $"$everything of a patient with {Middle(sizes):0} resources, median of {reading.Count}", Middle(reading), "ms", 50));
        return figures;
    }

    /// <summary>One million invented observations under 2,000 codes.</summary>
    public static async Task<IReadOnlyList<Figure>> RunMillionAsync(BenchCall call)
    {
        await using var place = new Place();
        var start = Stopwatch.GetTimestamp();
        await place.Record.ImportAsync(Invented(), "bench", CancellationToken.None);
        var importing = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var one = new List<double>();
        var two = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            one.Add(await TimeAsync($"code=urn:bench|c{round * 61 % Codes}&_count=20"));
            two.Add(await TimeAsync($"code=urn:bench|c{round * 61 % Codes}&status=final&date=ge2020&_count=20"));
        }
        return
        [
            new Figure("record-million", "one million small resources taken in and indexed", Many / importing, "resources/s"),
            Figure.Below("record-million", "search by a token among them, median", Middle(one), "ms", 20),
            new Figure("record-million", "search by token, status and date, median", Middle(two), "ms"),
        ];

        async Task<double> TimeAsync(string query)
        {
            var search = SearchQuery.Parse("Observation", query);
            var at = Stopwatch.GetTimestamp();
            var page = await place.Record.SearchAsync(search, someone, CancellationToken.None);
            var spent = Stopwatch.GetElapsedTime(at).TotalMilliseconds;
            return page.Matches.Length == 20 ? spent : throw new InvalidOperationException("The search found less than there is.");
        }
    }

    private static double Middle(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static async IAsyncEnumerable<ImportItem> Parsed(IReadOnlyList<byte[]> bundles)
    {
        for (var i = 0; i < bundles.Count; i++)
            yield return new ImportItem(i + 1, FhirNode.Parse(bundles[i]));
        await Task.CompletedTask;
    }

    private static async IAsyncEnumerable<FhirNode> Invented()
    {
        for (var i = 0; i < Many; i++)
        {
            yield return FhirNode.Resource("Observation",
                ("id", "o" + i.ToString(CultureInfo.InvariantCulture)),
                ("status", i % 3 == 0 ? "preliminary" : "final"),
                ("code", Datatypes.Concept("urn:bench", "c" + (i % Codes).ToString(CultureInfo.InvariantCulture), null, null)),
                ("effectiveDateTime", string.Create(CultureInfo.InvariantCulture, $"{2000 + i / Codes % 25}-0{1 + i % 9}-1{i % 10}")));
        }
        await Task.CompletedTask;
    }

    /// <summary>A record in a folder of its own, gone afterwards.</summary>
    private sealed class Place : IAsyncDisposable
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("salus-bench-");
        private readonly LedgerKey key;
        private readonly Database database;

        public Place()
        {
            key = LedgerKey.Open(folder);
            database = Database.Parse("sqlite:" + Path.Combine(folder.FullName, "salus.db"));
            Record = new Record(database, new Ledger(key, TimeProvider.System), TimeProvider.System);
        }

        public Record Record { get; }

        public async ValueTask DisposeAsync()
        {
            await database.DisposeAsync();
            key.Dispose();
            folder.Delete(recursive: true);
        }
    }
}
