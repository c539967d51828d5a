using System.Collections.Immutable;

namespace Salus.Samples;

/// <summary>Ways a model can behave that need no knowledge of what it is asked; by name, for the command line.</summary>
public static class Behaviours
{
    public static ImmutableSortedDictionary<string, Func<ModelQuestion, ModelAnswer>> All { get; } = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new KeyValuePair<string, Func<ModelQuestion, ModelAnswer>>[]
    {
        new("repeats", q => new ModelAnswer.Says(q.User)),
        new("breaks-off", q => new ModelAnswer.BreaksOff(q.User, Math.Min(200, q.User.Length / 2))),
        new("fails", _ => new ModelAnswer.Fails(500)),
        new("is-busy", _ => new ModelAnswer.Fails(429)),
        new("refuses-key", _ => new ModelAnswer.Fails(401)),
        new("hangs", _ => new ModelAnswer.Hangs()),
        new("hangs-up", _ => new ModelAnswer.HangsUp()),
        new("floods", _ => new ModelAnswer.Floods(100 << 20)),
        new("talks-nonsense", _ => new ModelAnswer.Says("{\"statements\": [ {\"text\": \"half a")),
        new("speaks-html", _ => new ModelAnswer.Says("<script>alert(1)</script><img src=x onerror=alert(2)>")),
        new("sends-no-json", _ => new ModelAnswer.Sends("text/html", "<html><body>Welcome</body></html>"u8.ToArray())),
    });
}
