using System.Buffers;
using System.Collections.Immutable;
using Salus.Language.Text;

namespace Salus.Language.Vocabularies;

/// <summary>The stems of all tokens of a text in one pooled buffer, so that the key of neighbouring tokens is a slice of it and its hash is two products.</summary>
internal readonly struct KeyBuffer : IDisposable
{
    private readonly char[] _stems;
    private readonly int[] _ends;
    private readonly ulong[] _hashes;
    private readonly ImmutableArray<Token> _tokens;

    public KeyBuffer(ImmutableArray<Token> tokens)
    {
        _tokens = tokens;
        var size = 0;
        foreach (var token in tokens)
            size += Math.Max(token.Norm.Length, 3);
        _stems = ArrayPool<char>.Shared.Rent(size + 1);
        _ends = ArrayPool<int>.Shared.Rent(tokens.Length + 1);
        _hashes = ArrayPool<ulong>.Shared.Rent(tokens.Length + 1);
        var end = 0;
        _ends[0] = 0;
        _hashes[0] = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            var token = tokens[i];
            if (!IsSkipped(i))
            {
                if (IsDeterminer(token.Norm))
                {
                    "the".CopyTo(_stems.AsSpan(end));
                    end += 3;
                }
                else
                {
                    end += Stemmer.Stem(token.Norm, _stems.AsSpan(end));
                }
            }

            _hashes[i + 1] = KeyHash.Extend(_hashes[i], _stems.AsSpan(_ends[i], end - _ends[i]));
            _ends[i + 1] = end;
        }
    }

    public ReadOnlySpan<char> Key(int first, int last) => _stems.AsSpan(_ends[first], _ends[last + 1] - _ends[first]);

    public int KeyLength(int first, int last) => _ends[last + 1] - _ends[first];

    /// <summary>The hash of <see cref="Key"/>, without reading it.</summary>
    /// <remarks>The key must not be longer than <see cref="KeyHash.LongestKey"/>.</remarks>
    public ulong Hash(int first, int last) => KeyHash.Of(_hashes[first], _hashes[last + 1], KeyLength(first, last));

    public bool Skipped(int i) => _ends[i + 1] == _ends[i];

    /// <summary>A term can start here.</summary>
    public bool Starts(int i) => !Skipped(i) && _tokens[i].Kind != TokenKind.Punctuation;

    /// <summary>A term cannot run over this token.</summary>
    public bool Breaks(int i) => _tokens[i].Kind == TokenKind.Punctuation && _tokens[i].Norm is not ("%" or "&" or "+");

    public void Dispose()
    {
        ArrayPool<char>.Shared.Return(_stems);
        ArrayPool<int>.Shared.Return(_ends);
        ArrayPool<ulong>.Shared.Return(_hashes);
    }

    /// <summary>Hyphens inside a term, possessives, and the dots of abbreviations leave no trace in a key.</summary>
    private bool IsSkipped(int i)
    {
        var token = _tokens[i];
        return token.Norm switch
        {
            "-" => i > 0 && i + 1 < _tokens.Length && !_tokens[i].SpaceBefore && !_tokens[i + 1].SpaceBefore,
            "'s" or "'" => i > 0,
            "." => i > 0 && i + 1 < _tokens.Length && _tokens[i - 1].Span.Length == 1 && !token.SpaceBefore && !_tokens[i + 1].SpaceBefore,
            _ => false,
        };
    }

    private static bool IsDeterminer(string norm) => norm is "my" or "your" or "his" or "her" or "their" or "our" or "the";
}
