using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using Salus.Trust;

namespace Salus.Tests.Trust;

/// <summary>A review desk on a fresh database, with people, checks and a clock that moves only when told.</summary>
public sealed class Desk : IAsyncDisposable, ICredentialCheck
{
    public const string Password = "correct horse";

    private readonly DirectoryInfo folder;
    private readonly string spec;
    private readonly bool owner;
    private readonly LedgerKey key;

    private Desk(string spec, DirectoryInfo folder, bool owner = true, params ICheck[] checks)
    {
        (this.spec, this.folder, this.owner) = (spec, folder, owner);
        Database = Database.Parse(spec);
        key = LedgerKey.Open(folder);
        var ledger = new Ledger(key, Clock);
        Record = new Record(Database, ledger, Clock);
        Backup = new Backup(Database, Options, Clock);
        Review = new Review(Database, Record, ledger, this, checks is [] ? [new NumbersCheck()] : checks, Clock);
    }

    public static Desk OnSqlite(params ICheck[] checks)
    {
        var home = Directory.CreateTempSubdirectory("salus-desk-");
        return new Desk("sqlite:" + Path.Combine(home.FullName, "salus.db"), home, owner: true, checks);
    }

    public static Desk On(string connectionString) => new(connectionString, Directory.CreateTempSubdirectory("salus-desk-"));

    /// <summary>On what is there already.</summary>
    public static Desk At(TrustOptions options) => new(options.Database, options.Home, owner: false);

    /// <summary>Another program at work on the same database and data folder.</summary>
    public Desk SecondConnection(params ICheck[] checks) => new(spec, folder, owner: false, checks);

    /// <summary>Data folder and database.</summary>
    public TrustOptions Options => new(spec, folder);

    public ManualClock Clock { get; } = new();

    public Database Database { get; }

    public Record Record { get; }

    public Review Review { get; }

    public Backup Backup { get; }

    public static Person Ada { get; } = Someone("ada", "Dr. Ada Marsh", Role.Clinician);

    public static Person Ben { get; } = Someone("ben", "Dr. Ben Osei", Role.Clinician);

    public static Person Tess { get; } = Someone("tess", "Tess Lund", Role.Trainee);

    public static Sources Visit { get; } = Sources.Of(
        new Source("transcript", "Visit", "text/plain", [.. "x"u8],
        [
            new Segment("doctor", "What brings you in?"),
            new Segment("patient", "My knee has hurt for 3 weeks."),
            new Segment("doctor", "Take ibuprofen 400 mg with food."),
        ]),
        new Source("patient", "Patient", "application/fhir+json", [.. Encoding.UTF8.GetBytes("""{"resourceType":"Patient","name":[{"given":["Ines"],"family":"Møller"}]}""")], []));

    public Draft Propose(params Statement[] statements) => new(
        DraftId.New(Clock), 1, "scribe", new PatientId("p-1"),
        statements.Length > 0 ? [.. statements] : [Knee, Ibuprofen],
        [],
        new Provenance("embedded-scribe", "1", Clock.GetUtcNow(), [.. Visit.Select(s => s.Reference)], ImmutableSortedDictionary<string, string>.Empty))
    {
        Outline = [new DraftSection("cc", "CHIEF COMPLAINT", SectionLayout.Paragraph), new DraftSection("assessment-plan", "ASSESSMENT AND PLAN", SectionLayout.List)],
    };

    public static Statement Knee { get; } = new("cc", "Knee pain for 3 weeks.", [new Quote("transcript", 1, 3, 25, "knee has hurt for 3 weeks")]);

    public static Statement Ibuprofen { get; } = new("assessment-plan", "Ibuprofen 400 mg with food.", [new Quote("transcript", 2, 5, 16, "ibuprofen 400 mg")]) { Group = "Knee pain" };

    public Task<ReviewedDraft> SubmitAsync(params Statement[] statements) => Review.SubmitAsync(Propose(statements), Visit, by: null, TestContext.Current.CancellationToken);

    public Task<bool> VerifyAsync(PersonId person, string password, CancellationToken cancel) => Task.FromResult(password == Password);

    /// <summary>Gives a person the account that some rows point to.</summary>
    public Task EnrolAsync(Person person) => Database.WriteAsync(t => t.ExecuteAsync(
        "insert into people (id, user_name, name_key, display_name, roles, failures, created_at) values (@id, @UserName, @UserName, @DisplayName, 'clinician', 0, @at)",
        new { id = person.Id.ToString(), person.UserName, person.DisplayName, at = Stamp.Of(Clock.GetUtcNow()) }), CancellationToken.None);

    public async Task<long> CountAsync(string table) => await Database.ReadAsync(t => t.ScalarAsync<long>($"select count(*) from {table}"), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        key.Dispose();
        if (owner)
            folder.Delete(recursive: true);
    }

    private static Person Someone(string name, string display, Role role) => new(new PersonId(new Guid(Sha256.Of(Encoding.UTF8.GetBytes(name)).ToBytes().AsSpan(0, 16))), name, display, [role]);
}

/// <summary>Starts at noon on 1 June 2026 UTC.</summary>
public sealed class ManualClock : TimeProvider
{
    private DateTimeOffset now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public void Advance(TimeSpan by) => now += by;

    public override DateTimeOffset GetUtcNow() => now;
}

/// <summary>Every digit of a statement must stand in one of its quotes.</summary>
public sealed class NumbersCheck(string version = "1") : ICheck
{
    public string Name => "numbers";

    public string Version => version;

    public async IAsyncEnumerable<Finding> InspectAsync(Draft draft, Sources sources, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (var i = 0; i < draft.Statements.Length; i++)
        {
            await Task.Yield();
            var statement = draft.Statements[i];
            var quoted = string.Concat(statement.Evidence.OfType<Quote>().Select(q => q.Text));
            if (statement.Text.Any(c => char.IsDigit(c) && !quoted.Contains(c)) && !statement.Evidence.OfType<Attestation>().Any())
                yield return new Finding(Name, Severity.Blocking, $"Nobody said the number in: {statement.Text}", i);
        }
    }
}
