using System.Collections.Immutable;
using Salus.Language.Text;
using Salus.Language.Vocabularies;
using Salus.Language.Written;

namespace Salus.Language.Findings;

/// <summary>A mention with its place among the tokens.</summary>
internal readonly record struct PlacedMention(Mention Mention, int First, int End)
{
    public Concept Concept => Mention.Concept;
}

/// <summary>One sentence of an utterance: its tokens, mentions and assertion cues.</summary>
internal sealed class SentenceReading(Reading turn, int first, int end, ImmutableArray<PlacedMention> mentions)
{
    private ImmutableArray<AssertionCue> _cues;
    private bool[]? _terminators;
    private ImmutableArray<Times.Phrase> _times;

    public Reading Turn { get; } = turn;

    public int First { get; } = first;

    public int End { get; } = end;

    public ImmutableArray<PlacedMention> Mentions { get; } = mentions;

    public ImmutableArray<AssertionCue> Cues => _cues.IsDefault ? _cues = AssertionRules.Embedded.Find(Turn.Tokens, First, End) : _cues;

    /// <summary>The durations and beginnings that it names.</summary>
    public ImmutableArray<Times.Phrase> Times => _times.IsDefault ? _times = Findings.Times.All(this) : _times;

    /// <summary>A terminator begins at the token.</summary>
    public bool TerminatesAt(int token)
    {
        if (_terminators is null)
        {
            _terminators = new bool[End - First];
            foreach (var cue in Cues)
                _terminators[cue.First - First] |= cue.Rule.Category == AssertionCategory.Terminator;
        }

        return _terminators[token - First];
    }

    public bool IsMarkedQuestion => End > First && Turn.Word(End - 1) == "?";

    /// <summary>Finds words in a row inside the sentence from <paramref name="from"/> on; -1 where they are not.</summary>
    public int IndexOf(int from, params ReadOnlySpan<string> words)
    {
        for (var i = Math.Max(from, First); i + words.Length <= End; i++)
        {
            if (Turn.Follows(i, words))
                return i;
        }

        return -1;
    }
}

/// <summary>An utterance read once: cleaned and in written form, tokens, sentences, mentions, and the way back to the verbatim text.</summary>
internal sealed class Reading
{
    private const int LongestSentence = 120;
    private const int LongestMarked = 30;
    private const int ShortestClause = 2;
    private readonly WrittenText _written;

    public Reading(int index, Utterance utterance, Vocabulary vocabulary)
    {
        Index = index;
        Role = utterance.Role;
        var isNote = Role == SpeakerRole.Note;
        _written = isNote ? WrittenText.Unchanged(utterance.Text) : Disfluency.Remove(utterance.Text).Then(SpokenForm.ToWritten);
        Tokens = Tokenizer.Tokenize(Text);
        Mentions = Place(vocabulary.Matcher.Find(Text, Tokens));
        Sentences = Split(isNote ? SentenceSplitter.Note(Text) : SentenceSplitter.Spoken(Text));
    }

    public int Index { get; }

    public SpeakerRole Role { get; }

    /// <summary>In written form.</summary>
    public string Text => _written.Text;

    public ImmutableArray<Token> Tokens { get; }

    public ImmutableArray<PlacedMention> Mentions { get; }

    public ImmutableArray<SentenceReading> Sentences { get; }

    public string Word(int i) => (uint)i < (uint)Tokens.Length ? Tokens[i].Norm : "";

    public bool Follows(int i, params ReadOnlySpan<string> words)
    {
        for (var k = 0; k < words.Length; k++)
        {
            if (Word(i + k) != words[k])
                return false;
        }

        return true;
    }

    /// <summary>The written words from one token up to, without, another.</summary>
    public string Words(int first, int end) => Span(first, end).In(Text);

    public TextSpan Span(int first, int end) => TextSpan.FromBounds(Tokens[first].Span.Start, Tokens[end - 1].Span.End);

    /// <summary>Where the tokens stand in the verbatim text.</summary>
    public EvidenceSpan Evidence(int first, int end) => new(Index, _written.ToOriginal(Span(first, end)));

    private ImmutableArray<PlacedMention> Place(ImmutableArray<Mention> mentions)
    {
        var placed = ImmutableArray.CreateBuilder<PlacedMention>(mentions.Length);
        var token = 0;
        foreach (var mention in mentions)
        {
            while (Tokens[token].Span.Start < mention.Span.Start)
                token++;
            var first = token;
            while (token < Tokens.Length && Tokens[token].Span.Start < mention.Span.End)
                token++;
            placed.Add(new PlacedMention(mention, first, token));
        }

        return placed.DrainToImmutable();
    }

    private ImmutableArray<SentenceReading> Split(ImmutableArray<TextSpan> sentences)
    {
        var readings = ImmutableArray.CreateBuilder<SentenceReading>(sentences.Length);
        int token = 0, mention = 0;
        foreach (var sentence in sentences)
        {
            while (token < Tokens.Length && Tokens[token].Span.Start < sentence.End)
            {
                var first = token;
                token = Cut(first, sentence.End);
                var inside = ImmutableArray.CreateBuilder<PlacedMention>();
                while (mention < Mentions.Length && Mentions[mention].First < token)
                    inside.Add(Mentions[mention++]);
                readings.Add(new SentenceReading(this, first, token, inside.DrainToImmutable()));
            }
        }

        return readings.DrainToImmutable();
    }

    /// <summary>The end of the sentence, or of its first part when no mark ends it: recognisers may print none at all.</summary>
    private int Cut(int first, int textEnd)
    {
        var end = first;
        var comma = -1;
        var marked = IsMarked(first, textEnd);
        while (end < Tokens.Length && Tokens[end].Span.Start < textEnd && end - first < LongestSentence)
        {
            if (!marked && end - first >= ShortestClause && Clauses.BeginsAt(this, first, end))
                return end;
            if (Tokens[end].Is(","))
                comma = end;
            end++;
        }

        return end - first == LongestSentence && comma > first + (LongestSentence / 2) ? comma + 1 : end;
    }

    /// <summary>The sentence has a mark of its own, is short, or is written text, which is marked well enough.</summary>
    private bool IsMarked(int first, int textEnd)
    {
        if (Role == SpeakerRole.Note)
            return true;
        for (var i = first; i < Tokens.Length && i < first + LongestMarked && Tokens[i].Span.Start < textEnd; i++)
        {
            if (Tokens[i].Norm is "," or "." or "?" or "!" or ";")
                return true;
        }

        return false;
    }
}
