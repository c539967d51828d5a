using System.Collections.Frozen;

namespace Salus.Design.Components;

/// <summary>Line icons on a 16-unit grid, drawn for Salus: stroke 1.5, round ends, no fill.</summary>
public static class Icons
{
    /// <summary>Path data by name.</summary>
    public static FrozenDictionary<string, string> Paths { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["accept"] = "M3 8.5 6.4 12 13 4.5",
        ["reject"] = "M4 4l8 8M12 4l-8 8",
        ["close"] = "M4 4l8 8M12 4l-8 8",
        ["edit"] = "M10.6 2.9l2.5 2.5L5.6 12.9l-3.1.6.6-3.1zM9 4.5 11.5 7",
        ["undo"] = "M5.5 3 2.5 6l3 3M2.7 6H9.5a3.75 3.75 0 0 1 0 7.5H7",
        ["overrule"] = "M8 1.8 13.2 3.6v4c0 3.2-2.2 5.6-5.2 6.6-3-1-5.2-3.4-5.2-6.6v-4zM5.6 8l1.7 1.7 3.2-3.4",
        ["blocking"] = "M5.5 1.8h5L14.2 5.5v5l-3.7 3.7h-5L1.8 10.5v-5zM8 4.9v3.7M8 11v.1",
        ["warning"] = "M8 2.2 14.4 13.4H1.6zM8 6.4v3.2M8 11.5v.1",
        ["note"] = "M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4zM8 7.4v3.6M8 5v.1",
        ["good"] = "M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4zM5.3 8.2l1.9 1.9 3.5-4",
        ["search"] = "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.7 10.7 14 14",
        ["plus"] = "M8 3v10M3 8h10",
        ["down"] = "M4 6.2 8 10l4-3.8",
        ["right"] = "M6.2 4 10 8l-3.8 4",
        ["back"] = "M9.8 4 6 8l3.8 4",
        ["next"] = "M8 2.5v10M4 8.7l4 4 4-4",
        ["quote"] = "M2.5 4.2h11M2.5 8h7M2.5 11.8h9",
        ["record"] = "M3.2 1.8h6.3l3.3 3.3v9.1H3.2zM9.2 2v3.4h3.4M5.6 8.4h4.8M5.6 11h4.8",
        ["person"] = "M8 7.6A2.7 2.7 0 1 0 8 2.2a2.7 2.7 0 0 0 0 5.4zM2.8 13.8c.5-2.6 2.6-4 5.2-4s4.7 1.4 5.2 4",
        ["sun"] = "M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9",
        ["moon"] = "M13.4 9.6A5.8 5.8 0 0 1 6.4 2.6a5.8 5.8 0 1 0 7 7z",
        ["system"] = "M2 3h12v8H2zM6 13.6h4M8 11v2.6",
        ["print"] = "M4.5 6V2h7v4M4.5 11.5H2.2V6h11.6v5.5h-2.3M4.5 9.2h7V14h-7z",
        ["download"] = "M8 2v8M4.6 6.8 8 10.2l3.4-3.4M2.5 13.5h11",
        ["upload"] = "M8 10.4V2.2M4.6 5.6 8 2.2l3.4 3.4M2.5 13.5h11",
        ["copy"] = "M5.5 5.5h8v8h-8zM10.5 5.2V2.5h-8v8h2.7",
        ["clock"] = "M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4zM8 4.6V8l2.4 1.6",
        ["history"] = "M2.2 8a5.8 5.8 0 1 0 1.9-4.3L2.2 5.4M2.2 2.2v3.2h3.2M8 5v3.2l2.1 1.4",
        ["keyboard"] = "M1.5 4h13v8.2h-13zM4 6.6h.1M6.6 6.6h.1M9.3 6.6h.1M12 6.6h.1M4.6 9.6h6.8",
        ["send-back"] = "M6 3.2 2.2 7 6 10.8M2.4 7h6.4a5 5 0 0 1 5 5v1",
        ["sign"] = "M2 13.6h12M3.4 10.8c2.5-.6 5.9-6.4 4.6-8-1.4-1.3-3.6 3.4-2.8 6.4.5 1.8 2 1.5 2.8.2.5-.8.9-1.3 1.4-.6.5.8 1 1.2 2.8.4",
        ["inbox"] = "M2 8.8 4.2 2.8h7.6L14 8.8v4.4H2zM2 8.8h3.4l.9 1.8h3.4l.9-1.8H14",
        ["transcript"] = "M2 2.8h8.6v5.6H5.2L2 10.6zM13 5.6h1v8l-2.7-2H6.6",
        ["figures"] = "M2.2 13.6h11.6M4 11V8M7 11V4.4M10 11V6.4M13 11V2.8",
        ["out"] = "M6.4 2.4H2.6v11.2h3.8M10 4.6 13.4 8 10 11.4M13 8H6.2",
        ["high"] = "M8 13.2V3M3.8 7.2 8 3l4.2 4.2",
        ["low"] = "M8 2.8V13M3.8 8.8 8 13l4.2-4.2",
        ["pill"] = "M9.2 2.9a2.75 2.75 0 0 1 3.9 3.9l-6.3 6.3a2.75 2.75 0 0 1-3.9-3.9zM6 6.1 9.9 10",
        ["people"] = "M6 7.4a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6zM1.8 13.2c.4-2.3 2-3.6 4.2-3.6s3.8 1.3 4.2 3.6M10.4 3a2.3 2.3 0 0 1 0 4.3M11.6 9.8c1.5.4 2.4 1.6 2.7 3.4",
        ["lock"] = "M3.4 7.2h9.2v6.6H3.4zM5.4 7V4.8a2.6 2.6 0 0 1 5.2 0V7",
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
