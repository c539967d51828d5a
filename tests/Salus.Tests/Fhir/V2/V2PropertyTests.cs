using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Salus.Fhir.V2;

namespace Salus.Tests.Fhir.V2;

/// <summary>Laws: what is written is read again, what was not changed comes back, and damage ends in a message or a named refusal.</summary>
public sealed class V2PropertyTests
{
    private const string Start = "MSH|^~\\&|A|B|||20260301||ORU^R01|1|P|2.5.1||||||UNICODE UTF-8\rPID|1||7^^^X&1.2&ISO^MR~8||Name^Given\rOBX|1|NM|a^b||1.5|mg\r";

    [Fact]
    public void Every_text_survives_escaping() => Prop.ForAll(Texts(), text =>
    {
        var message = V2Message.Parse(Start).With("OBX-5(3).2.4", text);
        var again = V2Message.Parse(message.ToBytes());
        Assert.Equal(text.Length == 0 ? null : text, again["OBX-5(3).2.4"].Text);
        Assert.Equal(message.ToString(), again.ToString());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_change_changes_one_place() => Prop.ForAll(Texts(), Gen.Choose(1, 12).ToArbitrary(), Gen.Choose(1, 4).ToArbitrary(), (text, field, part) =>
    {
        var before = V2Message.Parse(Start);
        var after = before.With($"PID-{field}({part}).{part}.{part}", text);
        for (var other = 1; other <= 12; other++)
        {
            if (other != field)
                Assert.Equal(before[$"PID-{other}"].Raw, after[$"PID-{other}"].Raw);
        }
        Assert.Equal(before.Segments[2].Raw, after.Segments[2].Raw);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Damage_ends_in_the_same_bytes_or_a_named_refusal()
    {
        var valid = Encoding.UTF8.GetBytes(Start);
        for (var seed = 0; seed < 4000; seed++)
        {
            var random = new System.Random(seed);
            var bytes = valid.ToList();
            for (var cuts = random.Next(1, 6); cuts > 0; cuts--)
            {
                var at = random.Next(bytes.Count);
                switch (random.Next(4))
                {
                    case 0: bytes[at] = (byte)random.Next(256); break;
                    case 1: bytes.RemoveAt(at); break;
                    case 2: bytes.Insert(at, "|^~\\&\r\n\u000b\u001c"u8.ToArray()[random.Next(9)]); break;
                    default: bytes.InsertRange(at, bytes.Skip(at).Take(random.Next(20)).ToArray()); break;
                }
            }
            try
            {
                var message = V2Message.Parse(bytes.ToArray());
                Assert.Equal(bytes.ToArray(), message.ToBytes().ToArray());
                Assert.Equal(message.ToString(), message.Notation.Charset.GetString([.. bytes]));
                foreach (var segment in message.Segments)
                {
                    for (var field = 1; field <= segment.FieldCount; field++)
                        _ = (segment[field].Text, segment[field].WholeText, segment[field].Parts.Length, segment[field].Repetitions.Length);
                }
            }
            catch (V2FormatException e)
            {
                Assert.NotEmpty(e.Reason);
            }
        }
    }

    private static Arbitrary<string> Texts() =>
        Gen.Elements("|^~\\&\n\t Aé\u00e5\u4e2d\u001bX.br".ToCharArray()).ListOf().Select(c => string.Concat(c)).Where(t => t != "\"\"").ToArbitrary();
}
