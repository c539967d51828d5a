using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Salus.Language.Vocabularies;

/// <summary>Collects the rows of a term list into columns.</summary>
internal sealed class TermPacker
{
    private const int MostSystems = 256;
    private const int MostBytes = 1 << 30;
    private readonly List<string> _systems = [];
    private readonly Dictionary<(int System, string Code), int> _lines = [];
    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly ArrayBufferWriter<byte> _codes = new();
    private readonly List<int> _termEnds = [];
    private readonly List<int> _firstTerms = [];
    private readonly List<int> _codeEnds = [];
    private readonly List<byte> _kinds = [];
    private readonly List<byte> _systemOf = [];

    /// <exception cref="VocabularyFormatException">A code is there twice, or there is more than the tables hold.</exception>
    public void Add(TermListRow row, string file)
    {
        var system = SystemOf(row, file);
        if (!_lines.TryAdd((system, row.Code), row.Line))
            throw new VocabularyFormatException(file, row.Line, string.Create(CultureInfo.InvariantCulture, $"the code '{row.Code}' is already used on line {_lines[(system, row.Code)]}; put all its terms on one line."));
        if (_termEnds.Count + row.Terms.Length > Terminology.MostTerms)
            throw new VocabularyFormatException(file, row.Line, string.Create(CultureInfo.InvariantCulture, $"a list holds at most {Terminology.MostTerms} terms; load it in parts."));
        _firstTerms.Add(_termEnds.Count);
        foreach (var term in row.Terms)
            _termEnds.Add(Append(_text, term, file, row.Line));
        _codeEnds.Add(Append(_codes, row.Code, file, row.Line));
        _kinds.Add((byte)row.Kind);
        _systemOf.Add((byte)system);
    }

    public PackedTerms Pack() =>
        new([.. _systems], new PackedTerms.Columns(_text.WrittenSpan.ToArray(), [.. _termEnds], [.. _firstTerms], _codes.WrittenSpan.ToArray(), [.. _codeEnds], [.. _kinds], [.. _systemOf]));

    private int SystemOf(TermListRow row, string file)
    {
        var system = _systems.IndexOf(row.System);
        if (system >= 0)
            return system;
        if (_systems.Count == MostSystems)
            throw new VocabularyFormatException(file, row.Line, string.Create(CultureInfo.InvariantCulture, $"a list holds at most {MostSystems} code systems."));
        _systems.Add(row.System);
        return _systems.Count - 1;
    }

    private static int Append(ArrayBufferWriter<byte> to, string text, string file, int line)
    {
        if ((long)to.WrittenCount + Encoding.UTF8.GetMaxByteCount(text.Length) > MostBytes)
            throw new VocabularyFormatException(file, line, "the list is too large; load it in parts.");
        Encoding.UTF8.GetBytes(text, to);
        return to.WrittenCount;
    }
}
