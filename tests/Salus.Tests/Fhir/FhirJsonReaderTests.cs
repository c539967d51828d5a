using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Salus.Fhir;

namespace Salus.Tests.Fhir;

/// <summary>What is JSON is decided by RFC 8259; the framework's reader knows it by heart and judges here.</summary>
public sealed class FhirJsonReaderTests
{
    [Fact]
    public void A_primitive_that_has_only_an_extension_stays_one_and_keeps_its_place()
    {
        const string json = """{"resourceType":"Patient","id":"a","_birthDate":{"extension":[{"url":"urn:unknown","valueCode":"unknown"}]},"gender":"female","_gender":{"id":"g"}}""";
        var read = FhirNode.Parse(json);
        Assert.True(read["birthDate"] is { IsPrimitive: true, Value: null });
        Assert.Equal(json, read.ToJson());
    }

    [Fact]
    public void A_built_primitive_with_extensions_equals_the_one_that_is_read()
    {
        var because = Datatypes.Extension("urn:reason", ("valueCode", "masked"));
        var built = FhirNode.Resource("Patient",
            ("gender", FhirNode.Primitive("female", ("id", "g"))),
            ("name", FhirNode.List(FhirNode.Object(("given", FhirNode.List("Ada", FhirNode.Primitive(default, ("extension", FhirNode.List(because)))))))));
        Assert.Equal("""{"resourceType":"Patient","gender":"female","_gender":{"id":"g"},"name":[{"given":["Ada",null],"_given":[null,{"extension":[{"url":"urn:reason","valueCode":"masked"}]}]}]}""", built.ToJson());
        Assert.Equal(built, FhirNode.Parse(built.ToJson()));
    }

    [Fact]
    public void Twins_may_stand_anywhere_and_be_longer_than_the_values() =>
        Assert.Equal("""{"resourceType":"P","y":true,"x":["a","b",null],"_x":[{"id":"1"},null,{"id":"3"}]}""",
            FhirNode.Parse("""{"_x":[{"id":"1"},null,{"id":"3"}],"resourceType":"P","y":true,"x":["a","b"]}""").ToJson());

    [Fact]
    public void A_node_says_where_it_stood()
    {
        var read = FhirNode.Parse("{\n  \"resourceType\": \"Patient\",\n  \"name\": [ { \"family\": \"Ōe\", \"given\": [\"Kō\"] } ],\n  \"multipleBirthInteger\": 2\n}");
        Assert.Equal(new FhirPosition(1, 1), read.Position);
        Assert.Equal(new FhirPosition(3, 13), read["name"]!.Position);
        Assert.Equal(new FhirPosition(3, 25), read["name"]!["family"]!.Position);
        Assert.Equal(new FhirPosition(4, 27), read["multipleBirthInteger"]!.Position);
        Assert.Null(FhirNode.Resource("Patient").Position);
        Assert.Null(read.With("active", true).Position);
        Assert.Equal(new FhirPosition(3, 13), read.With("active", true)["name"]!.Position);
    }

    [Theory]
    [InlineData("{\"resourceType\":\"P\",\"x\":[\"a\",null]}", "x", "A null stands in a list only where '_x'")]
    [InlineData("{\"resourceType\":\"P\",\"_x\":[null,{\"id\":\"b\"}]}", "x", "A null stands in a list only where '_x'")]
    [InlineData("{\"resourceType\":\"P\",\"x\":[1,{\"y\":1}]}", "x[1]", "either objects or primitives")]
    [InlineData("{\"resourceType\":\"P\",\"x\":[1],\"_x\":{\"id\":\"b\"}}", "_x", "does not fit")]
    [InlineData("{\"resourceType\":\"P\",\"_x\":1}", "_x", "an object, or an array of them")]
    [InlineData("{\"resourceType\":\"P\",\"_x\":[1]}", "_x[0]", "Only objects and nulls")]
    [InlineData("{\"resourceType\":\"P\",\"x\":1,\"_x\":{\"resourceType\":\"Q\"}}", "_x", "not a resource")]
    [InlineData("{\"resourceType\":\"P\",\"x\":[{\"y\":1},{\"y\":/* no */2}]}", "x[1].y", "no comments")]
    [InlineData("{\"resourceType\":\"P\",\"x\":{\"y\":[1,]}}", "x.y[0]", "nothing after this comma")]
    [InlineData("{\"resourceType\":\"P\",\"x\":{\"y\":\"a\nb\"}}", "x.y", "control character")]
    [InlineData("{\"resourceType\":\"P\",\"x\":{\"y\":\"a\\q\"}}", "x.y", "no such escape")]
    [InlineData("{\"resourceType\":\"P\",\"x\":{\"y\":\"cut", "x.y", "cut off")]
    [InlineData("{\"resourceType\":\"P\",\"x\":{\"y\":1", "x.y", "cut off")]
    [InlineData("{\"resourceType\":\"P\",\"x\":01}", "x", "comma or '}'")]
    [InlineData("{\"resourceType\":\"P\",\"x\":NaN}", "x", "A value is")]
    public void What_is_wrong_is_named_with_the_element(string json, string path, string says)
    {
        var refused = Assert.Throws<FhirFormatException>(() => FhirNode.Parse(json));
        Assert.Equal(path, refused.Path);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused_where_they_stand()
    {
        byte[] json = [.. "{\"resourceType\":\"P\",\n\"x\":{\"y\":\"a"u8, 0xC3, 0x28, .. "\"}}"u8];
        var refused = Assert.Throws<FhirFormatException>(() => FhirNode.Parse(json));
        Assert.Equal((2, 12, "x.y"), (refused.Line, refused.Column, refused.Path));
        Assert.Contains("Unicode", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_that_would_only_slow_arithmetic_down_is_refused()
    {
        Assert.Equal("1e999999999", FhirNode.Parse("{\"resourceType\":\"P\",\"x\":1e999999999}").ValueAt("x"));
        Assert.Contains("at most 512", Assert.Throws<FhirFormatException>(() => FhirNode.Parse("{\"resourceType\":\"P\",\"x\":" + new string('9', 10_000) + "}")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_text_cannot_become_a_huge_tree()
    {
        var ones = Encoding.UTF8.GetBytes("{\"resourceType\":\"P\",\"x\":[" + string.Join(',', Enumerable.Repeat("1", 5_000_000)) + "]}");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("no resource", Assert.Throws<FhirFormatException>(() => FhirNode.Parse(ones)).Message, StringComparison.Ordinal);
        // All that was ever allocated; what is held at once is a sixth less.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 12L * ones.Length);
    }

    [Fact]
    public void Thousands_of_properties_and_twins_take_no_longer_than_their_number()
    {
        var names = Enumerable.Range(0, 40_000).Select(i => $"n{i}").ToArray();
        var json = "{\"resourceType\":\"P\"," + string.Join(',', names.Select(n => $"\"{n}\":1").Concat(names.Select(n => $"\"_{n}\":{{\"id\":\"a\"}}"))) + "}";
        Assert.Equal(40_000, FhirNode.Parse(json).Children.Count(c => c is { Value: "1", Children.Length: 1 }));
        Assert.Contains("twice", Assert.Throws<FhirFormatException>(() => FhirNode.Parse(json.Replace("\"n777\"", "\"n778\"", StringComparison.Ordinal))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_is_written_as_the_framework_writes_it() => Prop.ForAll<NonNull<string>, bool>((text, indented) =>
    {
        var clean = new string([.. text.Get.Where(c => !char.IsSurrogate(c))]) + (text.Get.Length % 3 == 0 ? "😀\u2028\u007Fé" : "");
        var node = FhirNode.Resource("Basic", ("id", clean), ("code", FhirNode.Object(("n" + clean, FhirNode.List(clean + "y", "z")))));
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = indented, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            JsonDocument.Parse(node.ToUtf8()).WriteTo(writer);
        Assert.Equal(Encoding.UTF8.GetString(stream.ToArray()), node.ToJson(indented));
        Assert.Equal(node.ToJson(indented), FhirNode.Parse(node.ToJson()).ToJson(indented));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_read_is_JSON_to_the_framework_too()
    {
        var random = new Random(7);
        var seed = Encoding.UTF8.GetBytes("""{"resourceType":"P","a":-1.5e+2,"b":[true,false,"\u00e9\\n\"é"],"_b":[null,{"id":"x"}],"c":{"d":[{"e":0},{"e":10}]}}""");
        var signs = "{}[],:\"\\0123456789eE+-.tfnu /\n\u00e9"u8.ToArray();
        var (both, neither) = (0, 0);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = seed.ToArray();
            for (var n = random.Next(1, 3); n > 0; n--)
                bytes[random.Next(bytes.Length)] = signs[random.Next(signs.Length)];
            if (!IsJson(bytes))
            {
                Assert.Throws<FhirFormatException>(() => FhirNode.Parse(bytes));
                neither++;
                continue;
            }
            try
            {
                FhirNode.Parse(bytes);
                both++;
            }
            catch (FhirFormatException e)
            {
                Assert.DoesNotContain("not JSON", e.Message, StringComparison.Ordinal);
            }
        }
        Assert.True(both > 500 && neither > 500, $"{both} readable, {neither} not");
    }

    private static bool IsJson(byte[] bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                    reader.GetString();
            }
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
