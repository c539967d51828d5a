using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Salus.Language.Models;

/// <summary>An item of an answer as far as it has been heard.</summary>
/// <param name="Index">Zero-based, in the order of the answer.</param>
/// <param name="Values">Its text values by name, as far as they were heard; the one being said may break off anywhere.</param>
/// <param name="Complete">The item is over.</param>
public sealed record PartialItem(int Index, ImmutableDictionary<string, string> Values, bool Complete)
{
    public string this[string name] => Values.GetValueOrDefault(name, "");
}

/// <summary>
/// Reads an answer while it comes: a JSON object with one list of objects, such as <c>{"statements": [{"section": "hpi", "text": "…"}]}</c>.
/// It only shows what is being said; whether the whole is in its form is for whoever reads the finished answer. Whatever stands before the
/// object is passed over, and what does not fit is left out rather than refused. Each character is looked at once.
/// </summary>
/// <param name="list">Name of the list.</param>
public sealed class PartialAnswer(string list)
{
    private const int MostItems = 512;
    private const int LongestValue = 4_096;
    private const int LongestName = 64;

    private readonly Stack<bool> containers = [];
    private readonly StringBuilder word = new();
    private readonly StringBuilder escape = new();
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);
    private string name = "";
    private string listName = "";
    private bool inWord;
    private bool isValue;
    private bool inList;
    private int index = -1;

    private bool InItem => inList && containers.Count == 3 && containers.Peek();

    /// <summary>Hears the next piece.</summary>
    /// <returns>The items it changed, each once, as they are now.</returns>
    public ImmutableArray<PartialItem> Add(string piece)
    {
        ArgumentNullException.ThrowIfNull(piece);
        var changed = ImmutableArray.CreateBuilder<PartialItem>();
        var open = false;
        foreach (var c in piece)
        {
            if (inWord)
                open |= Hear(c);
            else
                open = Between(c, open, changed);
        }
        if (open && index >= 0)
            changed.Add(Item(complete: false));
        return changed.ToImmutable();
    }

    /// <summary>A character outside of quotes.</summary>
    private bool Between(char c, bool open, ImmutableArray<PartialItem>.Builder changed)
    {
        switch (c)
        {
            case '"' when containers.Count > 0:
                inWord = true;
                word.Clear();
                break;
            case ':':
                isValue = true;
                break;
            case ',':
                isValue = containers.Count > 0 && !containers.Peek();
                break;
            case '{':
                Enter(isObject: true);
                if (InItem && index < MostItems)
                {
                    values.Clear();
                    index++;
                }
                isValue = false;
                break;
            case '[' when containers.Count > 0:
                if (containers.Count == 1 && listName == list && index < 0)
                    inList = true;
                Enter(isObject: false);
                isValue = true;
                break;
            case '}' or ']' when containers.Count > 0:
                if (c == '}' && InItem && index < MostItems)
                {
                    changed.Add(Item(complete: true));
                    open = false;
                }
                containers.Pop();
                inList &= containers.Count >= 2;
                isValue = false;
                break;
            default:
                break;
        }
        return open;
    }

    private void Enter(bool isObject)
    {
        // Deeper than any answer has to be: what follows is no longer understood, and is no longer shown.
        if (containers.Count < 64)
            containers.Push(isObject);
    }

    /// <summary>A character of a word in quotes; true when it is one of a value that is shown.</summary>
    private bool Hear(char c)
    {
        if (escape.Length > 0)
        {
            escape.Append(c);
            if (Escaped() is not { } said)
                return false;
            escape.Clear();
            return Say(said);
        }
        if (c == '\\')
        {
            escape.Append(c);
            return false;
        }
        if (c != '"')
            return Say(c);
        inWord = false;
        if (isValue && InItem)
            values[name] = word.ToString();
        if (isValue)
            return false;
        if (containers.Count == 1)
            listName = word.ToString();
        else if (InItem)
            name = word.ToString();
        return false;
    }

    private bool Say(char c)
    {
        if (word.Length < (isValue ? LongestValue : LongestName))
            word.Append(c);
        return isValue && InItem && index < MostItems;
    }

    /// <summary>Null while the escape is not over; what is no escape becomes a space.</summary>
    private char? Escaped() => escape[1] switch
    {
        'u' when escape.Length < 6 => null,
        'u' => ushort.TryParse(escape.ToString(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) ? (char)code : ' ',
        'n' or 'r' or 't' or 'b' or 'f' => ' ',
        var literal => literal,
    };

    private PartialItem Item(bool complete)
    {
        var known = values.ToImmutableDictionary(StringComparer.Ordinal);
        return new PartialItem(index, inWord && isValue ? known.SetItem(name, word.ToString()) : known, complete);
    }
}
