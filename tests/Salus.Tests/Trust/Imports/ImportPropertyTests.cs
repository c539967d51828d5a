using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Salus.Fhir;
using Salus.Trust;

namespace Salus.Tests.Trust.Imports;

/// <summary>Laws of the import door: order does not matter, twice is once, and how it is cut into Bundles makes no difference.</summary>
public sealed class ImportPropertyTests
{
    private static readonly string[] Resources =
    [
        .. Enumerable.Range(0, 4).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"resourceType":"Patient","id":"p{{i}}","gender":"female","generalPractitioner":[{"reference":"Practitioner/d{{i % 2}}"}]}""")),
        .. Enumerable.Range(0, 2).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"resourceType":"Practitioner","id":"d{{i}}","name":[{"family":"Berg"}]}""")),
        .. Enumerable.Range(0, 6).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"resourceType":"Observation","id":"o_{{i}}","status":"final","code":{"text":"x{{i}}"},"subject":{"reference":"Patient/p{{i % 4}}"},"hasMember":[{"reference":"Observation/o_{{(i + 1) % 6}}"}]}""")),
    ];

    [Fact]
    public void Any_order_in_any_pieces_once_or_twice_ends_in_the_same_state()
    {
        var expected = State([Resources]);
        var shuffled = from order in Gen.Shuffle(Resources)
                       from size in Gen.Choose(1, Resources.Length)
                       from twice in Gen.Elements(true, false)
                       select (Pieces: order.Chunk(size).ToArray(), Twice: twice);
        Prop.ForAll(shuffled.ToArbitrary(), c => State(c.Twice ? [.. c.Pieces, .. c.Pieces] : c.Pieces) == expected).Check(Config.QuickThrowOnFailure.WithMaxTest(20).WithReplay(20260101, 7));
    }

    /// <summary>Properties of FsCheck are synchronous.</summary>
    private static string State(string[][] pieces) => StateAsync(pieces).GetAwaiter().GetResult();

    private static async Task<string> StateAsync(string[][] pieces)
    {
        await using var desk = Desk.OnSqlite();
        foreach (var piece in pieces)
        {
            var bundle = $$"""{"resourceType":"Bundle","type":"collection","entry":[{{string.Join(',', piece.Select(r => $$"""{"resource":{{r}}}"""))}}]}""";
            await desk.Record.ImportAsync(new[] { FhirNode.Parse(bundle) }.ToAsyncEnumerable(), "ehr", CancellationToken.None);
        }
        return string.Join('\n', await desk.Database.ReadAsync(t => t.QueryAsync<string>(
            """
            select type || '/' || id || ' ' || source_id || ' ' || version || ' ' || content from resources
            union all
            select 'speaks of ' || p.id || ': ' || r.type || '/' || r.id from compartments c join resources p on p.key = c.patient join resources r on r.key = c.resource
            union all
            select 'refers ' || x.path || ' ' || r.id || ' to ' || o.id from index_references x join resources r on r.key = x.resource join resources o on o.key = x.target
            order by 1
            """), CancellationToken.None));
    }
}
