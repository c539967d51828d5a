using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Salus.Tests.Architecture;

/// <summary>The rules of <see cref="Rules"/> over the assemblies that ship, and over one that breaks them all.</summary>
public sealed class ArchitectureTests : IDisposable
{
    private readonly List<ModuleDefinition> opened = [];
    private readonly DefaultAssemblyResolver resolver = new();

    public ArchitectureTests() => resolver.AddSearchDirectory(AppContext.BaseDirectory);

    public void Dispose()
    {
        opened.ForEach(m => m.Dispose());
        resolver.Dispose();
    }

    [Fact]
    public void The_assemblies_that_are_examined_are_the_real_ones()
    {
        var shipped = Shipped();
        Assert.Superset(new HashSet<string> { "salus", "Salus.Design", "Salus.Documentation", "Salus.Fhir", "Salus.Language", "Salus.Learning", "Salus.Synthesis", "Salus.Trust" }, shipped.Keys.ToHashSet());
        Assert.True(Code.Types(shipped["Salus.Trust"]).Count() > 50);
        Assert.True(Code.Instructions(shipped["Salus.Trust"]).Count() > 2000);
        Assert.Contains(Code.Types(shipped["Salus.Trust"]), t => t.FullName == "Salus.Trust.SignedDraft");
        Assert.Contains(Code.Types(shipped["Salus.Documentation"]), t => Rules.CapabilityOf(t) == "Salus.Documentation.Scribe");
        Assert.Contains(shipped["Salus.Design"].AssemblyReferences, r => r.Name == "Salus.Trust");
    }

    [Fact]
    public void Arrows_only_go_down() => Obeys((name, module) => Rules.ArrowsGoDown(name, module));

    [Fact]
    public void No_capability_uses_another() => Obeys((_, module) => Rules.CapabilitiesKeepApart(module));

    [Fact]
    public void Only_trust_makes_reviewed_and_signed_drafts() => Obeys(Rules.OnlyTrustMakesReviewedAndSignedDrafts);

    [Fact]
    public void Libraries_and_wings_are_given_their_clock() => Obeys((_, module) => Rules.ClocksAreGiven(module), besides: "salus");

    [Fact]
    public void Libraries_and_wings_are_given_their_seed() => Obeys((_, module) => Rules.ChanceIsSeeded(module), besides: "salus");

    [Fact]
    public void Libraries_and_wings_leave_the_console_alone() => Obeys((_, module) => Rules.NobodyWritesToTheConsole(module), besides: "salus");

    [Fact]
    public void Libraries_and_wings_write_and_read_numbers_alike_everywhere() => Obeys((_, module) => Rules.NothingDependsOnTheCountry(module), besides: "salus");

    [Theory]
    [InlineData("Salus.Language", "Salus.Language references Salus.Trust")]
    [InlineData("Salus.Trust", "Salus.Trust references Salus.Documentation")]
    [InlineData("Salus.Design", "Salus.Design references Salus.Documentation")]
    [InlineData("Salus.Operations", "Salus.Operations references Salus.Documentation")]
    [InlineData("Salus.Helpers", "Salus.Helpers has no floor")]
    public void An_arrow_that_goes_up_or_sideways_is_found(string place, string offence) =>
        Assert.Contains(Rules.ArrowsGoDown(place, Offender()), o => o.StartsWith(offence, StringComparison.Ordinal));

    [Fact]
    public void A_capability_that_uses_another_is_found()
    {
        var offences = Rules.CapabilitiesKeepApart(Offender()).ToArray();
        Assert.Contains("Salus.Documentation.Letters.Letter uses Salus.Documentation.Messages", offences);
        Assert.Contains("Salus.Documentation.Letters.LetterWriter uses Salus.Documentation.Messages", offences);
        Assert.DoesNotContain(offences, o => o.Contains("Neighbourly", StringComparison.Ordinal));
    }

    [Fact]
    public void A_forged_signature_is_found()
    {
        var offender = Offender();
        var forger = offender.GetType("Salus.Offender.Forger");
        var signed = Open("Salus.Trust").GetType("Salus.Trust.SignedDraft").Methods.Single(m => m.IsConstructor);
        var forge = new MethodDefinition("Sign", MethodAttributes.Public, offender.TypeSystem.Object);
        var body = forge.Body.GetILProcessor();
        body.Emit(OpCodes.Ldnull);
        body.Emit(OpCodes.Ldnull);
        body.Emit(OpCodes.Newobj, offender.ImportReference(signed));
        body.Emit(OpCodes.Ret);
        forger.Methods.Add(forge);

        var offences = Rules.OnlyTrustMakesReviewedAndSignedDrafts("Salus.Offender", offender).ToArray();
        Assert.Contains(offences, o => o.EndsWith("makes a SignedDraft", StringComparison.Ordinal));
        Assert.Contains(offences, o => o.EndsWith("makes objects without their constructor", StringComparison.Ordinal));
        Assert.Contains("Salus.Offender lets others see its internals", offences);
    }

    [Fact]
    public void A_clock_that_was_not_given_is_found_in_methods_lambdas_and_state_machines() =>
        Finds(Rules.ClocksAreGiven, "DateTime.get_Now", "DateTime.get_UtcNow", "DateTimeOffset.get_UtcNow");

    [Fact]
    public void Chance_without_a_seed_is_found() => Finds(Rules.ChanceIsSeeded, "Random.get_Shared", "Random..ctor", "Guid.NewGuid");

    [Fact]
    public void The_console_is_found() => Finds(Rules.NobodyWritesToTheConsole, "Console.WriteLine", "Console.get_Error");

    [Fact]
    public void Formatting_without_a_culture_is_found()
    {
        Finds(Rules.NothingDependsOnTheCountry, "Native::Culture", "Native::Number", "Native::Formatted", "Native::Read", "Native::TryRead", "Native::Composite", "Native::Interpolated", "Native::Built", "Native::Upper");
        Assert.DoesNotContain(Rules.NothingDependsOnTheCountry(Offender()), o => o.Contains("Native::Fine", StringComparison.Ordinal));
    }

    private void Obeys(Func<string, ModuleDefinition, IEnumerable<string>> rule, string? besides = null)
    {
        var offences = Shipped().Where(a => a.Key != besides).SelectMany(a => rule(a.Key, a.Value)).ToArray();
        Assert.True(offences.Length == 0, string.Join(Environment.NewLine, offences));
    }

    private void Finds(Func<ModuleDefinition, IEnumerable<string>> rule, params string[] expected)
    {
        var offences = rule(Offender()).ToArray();
        Assert.All(expected, part => Assert.Contains(offences, o => o.Contains(part, StringComparison.Ordinal)));
    }

    private Dictionary<string, ModuleDefinition> Shipped() => Directory.GetFiles(AppContext.BaseDirectory, "*.dll")
        .Select(f => Path.GetFileNameWithoutExtension(f))
        .Where(n => (n.StartsWith("Salus.", StringComparison.Ordinal) && !n.Contains("Tests", StringComparison.Ordinal) && n != "Salus.Offender") || n == "salus")
        .ToDictionary(n => n, Open);

    private ModuleDefinition Offender() => Open("Salus.Offender");

    private ModuleDefinition Open(string assembly)
    {
        var module = ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"), new ReaderParameters { InMemory = true, AssemblyResolver = resolver });
        opened.Add(module);
        return module;
    }
}
