using FsCheck;
using FsCheck.Fluent;
using Salus.Governance.Deidentification;
using Salus.Language.Identifiers;

namespace Salus.Tests.Governance.Deidentification.Exchange;

public sealed class PieceTextTests
{
    [Fact]
    public async Task A_name_over_the_end_of_a_line_leaves_each_line_its_share()
    {
        var release = new ExchangeRelease(listed: [(IdentifierClass.Name, "Osric\nPeverell")]);
        var text = await release.CleanAsync(new Salus.Governance.Deidentification.Exchange.V2FileDeidentifier(), "MSH|^~\\&|A|B|||20240312||ORU^R01|1|P|2.5.1\rNTE|1||called Osric\rNTE|2||Peverell about potassium\rNTE|3||5.2 mmol/L\r");
        var notes = text.Split('\r').Where(l => l.StartsWith("NTE", StringComparison.Ordinal)).Select(l => l.Split('|')[3]).ToArray();
        ExchangeRelease.HoldsNone(text, "Osric", "Peverell");
        Assert.Matches(@"^called \w+$", notes[0]);
        Assert.Matches(@"^\w+ about potassium$", notes[1]);
        Assert.Equal("5.2 mmol/L", notes[2]);
    }

    [Fact]
    public void Lines_without_identifiers_come_back_as_they_were() =>
        Prop.ForAll(Gen.Elements("a", "1.5 mg", "", "x \\T\\ y", "\\.br\\", "ü", " ").ListOf().Where(l => l.Count > 0).ToArbitrary(), lines =>
        {
            var message = "MSH|^~\\&|A|B|||20240312||ORU^R01|1|P|2.5.1\r" + string.Concat(lines.Select((l, i) => $"NTE|{i}||{l}|\r"));
            var text = new ExchangeRelease().CleanAsync(new Salus.Governance.Deidentification.Exchange.V2FileDeidentifier(), message).GetAwaiter().GetResult();
            Assert.Equal(message[message.IndexOf("NTE", StringComparison.Ordinal)..], text[text.IndexOf("NTE", StringComparison.Ordinal)..]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));
}
