using System.Text.Json;

namespace Salus.Documentation.Messages;

/// <summary>The data files of this folder, as they were embedded.</summary>
internal static class MessagesData
{
    public static string Text(string name)
    {
        using var stream = typeof(MessagesData).Assembly.GetManifestResourceStream("Salus.Documentation.Messages.Data." + name)
            ?? throw new InvalidOperationException($"The data file '{name}' is not in the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The lines without notes (#) and blank ones.</summary>
    public static IEnumerable<string> Lines(string name) => Text(name).Split('\n').Select(l => l.TrimEnd('\r', ' ')).Where(l => l.Length > 0 && l[0] != '#');

    public static IEnumerable<string[]> Rows(string name) => Lines(name).Select(l => l.Split('\t'));

    public static T Json<T>(string name) => JsonSerializer.Deserialize<T>(Text(name), JsonSerializerOptions.Web)!;
}
