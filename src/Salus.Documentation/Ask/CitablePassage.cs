using System.Collections.Immutable;
using Salus.Language;
using Salus.Trust;

namespace Salus.Documentation.Ask;

/// <summary>A passage or a fact that an answer may name as its source.</summary>
/// <param name="Title">With the question or heading above it.</param>
/// <param name="Best">The words that answer best, by our own choice; their place in the text.</param>
/// <param name="Quoted">The quote of a place in the text.</param>
/// <param name="EvidenceOf">What a statement resting on that place points at.</param>
/// <param name="Source">What goes with a draft that cites it; null where the record is not there any more.</param>
internal sealed record CitablePassage(string Title, string Text, TextSpan Best, Func<TextSpan, QuotedSentence> Quoted, Func<TextSpan, ImmutableArray<Evidence>> EvidenceOf, Source? Source);
