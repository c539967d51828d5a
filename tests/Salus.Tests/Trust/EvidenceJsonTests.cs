using System.Text.Json;
using Salus.Trust;

namespace Salus.Tests.Trust;

public sealed class EvidenceJsonTests
{
    public static TheoryData<Evidence, string> Kinds => new()
    {
        { new Quote("transcript", 3, 5, 4, "pain"), """{"kind":"quote","segment":3,"start":5,"length":4,"text":"pain","source":"transcript"}""" },
        { new Element("patient", "Patient.gender", "male"), """{"kind":"element","path":"Patient.gender","value":"male","source":"patient"}""" },
        { new Region("ct", "1.2.3", 4, 1, 2, 3, 4.5), """{"kind":"region","sopInstanceUid":"1.2.3","frame":4,"x":1,"y":2,"width":3,"height":4.5,"source":"ct"}""" },
        { new Calculation("labs", "a/b", 1.50m, "mg/dL"), """{"kind":"calculation","formula":"a/b","value":1.50,"unit":"mg/dL","source":"labs"}""" },
        { new Row("table", 7, "age"), """{"kind":"row","index":7,"column":"age","source":"table"}""" },
        { new Attestation("person:1"), """{"kind":"attestation","source":"person:1"}""" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_evidence_survives_a_round_trip(Evidence evidence, string json)
    {
        Assert.Equal(json, JsonSerializer.Serialize(evidence, TrustJson.Canonical));
        Assert.Equal(evidence, JsonSerializer.Deserialize<Evidence>(json, TrustJson.Canonical));
    }

    [Fact]
    public void Every_kind_of_evidence_is_in_this_test()
    {
        var kinds = typeof(Evidence).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Evidence))).ToHashSet();
        var tested = Kinds.Select(row => row.Data.Item1.GetType()).ToHashSet();
        Assert.Equal(kinds, tested);
    }
}
