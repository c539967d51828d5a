using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Turns what was said into clauses that can be used: joins split contractions ("do n't"), drops fillers, stutters and repetitions,
/// and divides at punctuation or, where a recogniser wrote none, at the words that open a new thought.
/// Linear in the length of the turn; no word is ever invented.
/// </summary>
public static class TurnCleanup
{
    /// <summary>A clause is cut here even without an opening word, so that one endless line cannot make one endless clause.</summary>
    private const int LongestClause = 60;

    private static readonly FrozenSet<string> Fillers = Set("um uh uhm uhh umm er erm ah eh hm hmm hmmm mhm mm mmm mm-hmm mm-hm uh-huh huh gosh gee wow oh ooh jeez geez");

    private static readonly FrozenSet<string> Openers = Set("so and but or okay ok alright well now then great good perfect excellent wonderful sure right also actually basically honestly like plus anyway anyways again alrighty fine nice awesome fantastic listen look hey obviously certainly yeah yep yes yup no nope uh-uh absolutely correct exactly definitely hello hi because please cool sorry gotcha indeed unfortunately fortunately thankfully luckily overall");

    private static readonly FrozenSet<string> Closers = Set("okay ok right alright and but or so um uh then like well because the a to yeah yes though if just");

    /// <summary>"any like adenopathy", "at about like 80": after these words it compares nothing.</summary>
    private static readonly FrozenSet<string> LikeIsFiller = Set("had have haven't any about at just of with been and are was really so because my the to some then is or for");

    private static readonly FrozenSet<string> Hesitates = Set("is are was were the a an of to in on some and or but that with for my your i you it's there's at from have has had do be been any no don't didn't doesn't haven't");

    private static readonly FrozenSet<string> ShortWords = Set("a i an the to my of is in on for and it you so but or we he she at by as no not any can do his her our has had was are be if");

    private static readonly FrozenSet<string> YesWords = Set("yes yeah yep yup correct exactly absolutely definitely mm-hmm mhm uh-huh sure");

    private static readonly FrozenSet<string> NoWords = Set("no nope nah none never uh-uh negative");

    private static readonly FrozenSet<string> SubjectStarts = Set("i i'm i've i'll i'd you you're you've you'll he he's she she's we we're we've we'll they they're they've it it's that's there's there let's this my your");

    private static readonly FrozenSet<string> Links = Set("and but so then or because since although however");

    /// <summary>Words after which a subject belongs to the same thought ("that i", "when you", "what we").</summary>
    private static readonly FrozenSet<string> Bind = Set("that if when what because as than how where which who why whether until while before after since though although think thought know said say says guess feel felt believe hope wish sure and but so or then to of for with like unless once mean see seen told tell sounds all everything anything something way time is was are the a in on at by about from any do does did have had");

    private static readonly FrozenSet<string> NumberWords = Set("zero oh one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand point");

    private static readonly FrozenSet<string> QuestionStarts = Set("do does did are is was were have has had can could would will should what when where who how why which any");

    /// <summary>The clauses of a conversation in order, numbered.</summary>
    /// <param name="from">The first turn to read.</param>
    /// <param name="number">What the first clause is numbered.</param>
    public static ImmutableArray<Clause> Clauses(IReadOnlyList<Turn> turns, int from = 0, int number = 0)
    {
        var clauses = ImmutableArray.CreateBuilder<Clause>();
        Sentence? open = null;
        var openSpeaker = Speaker.Unknown;
        for (var i = from; i < turns.Count; i++)
        {
            var words = Lex(turns[i].Text, i);
            if (open is not null && turns[i].Speaker != openSpeaker && IsAcknowledgement(words))
                continue;
            if (open is not null && turns[i].Speaker == openSpeaker && words.Count > 0)
            {
                words = [.. open.Words, .. words[0].Text is "." ? words.Skip(1) : words];
                open = null;
            }
            if (open is not null)
            {
                Add(clauses, open, openSpeaker, number);
                open = null;
            }
            foreach (var sentence in Sentences(words))
            {
                if (open is not null)
                    Add(clauses, open, turns[i].Speaker, number);
                open = sentence;
            }
            openSpeaker = turns[i].Speaker;
            // Only a sentence that was cut off in a punctuated transcript waits for its other half.
            if (open is not null && !(open.Words.Count is > 0 and < LongestClause && open.Words[^1].Text.EndsWith('-') && i + 2 < turns.Count && turns[i + 2].Speaker == openSpeaker))
            {
                Add(clauses, open, openSpeaker, number);
                open = null;
            }
        }
        if (open is not null)
            Add(clauses, open, openSpeaker, number);
        return clauses.ToImmutable();
    }

    private static void Add(ImmutableArray<Clause>.Builder clauses, Sentence sentence, Speaker speaker, int number)
    {
        // The mark at the end is about the last part: "i'd like to repeat the labs, and i'll see you in a month, okay?" asks for assent only.
        List<Word>[] parts = [.. Parts(WithoutSlips(sentence.Words), speaker)];
        for (var i = 0; i < parts.Length; i++)
            if (Build(parts[i], speaker, i == parts.Length - 1 ? sentence.EndsWith : ' ') is { } clause)
                clauses.Add(clause with { Index = number + clauses.Count });
    }

    /// <summary>"mm-hmm", "okay": said while the other goes on speaking.</summary>
    private static bool IsAcknowledgement(List<Word> words) =>
        words.Count is > 0 and <= 3 && words.TrueForAll(w => w.Key is "." or "," || Fillers.Contains(w.Key) || w.Key is "okay" or "right" or "yeah" or "sure" or "alright" or "yes");

    private sealed record Sentence(List<Word> Words, char EndsWith);

    private static List<Word> Lex(string text, int turn)
    {
        var words = new List<Word>();
        var i = 0;
        while (i < text.Length)
        {
            var c = text[i];
            if (char.IsWhiteSpace(c))
            {
                if (c == '\n' && words.Count > 0)
                    words.Add(new Word(".", turn, i, i + 1));
                i++;
                continue;
            }
            if (!IsWordChar(text, i, i))
            {
                if (c is '.' or '?' or '!' or ',' or ';' or '…')
                    words.Add(new Word(c is '…' ? "." : c.ToString(), turn, i, i + 1));
                i++;
                continue;
            }
            var start = i;
            while (i < text.Length && IsWordChar(text, i, start))
                i++;
            Add(words, new Word(Stammer(text[start..i].Replace('’', '\'')), turn, start, i));
        }
        return words;
    }

    /// <summary>"i-i" and "and-and" are one word; "re-repeat" is the second.</summary>
    private static string Stammer(string word)
    {
        var dash = word.IndexOf('-', StringComparison.Ordinal);
        if (dash <= 0 || dash == word.Length - 1)
            return word;
        var rest = word[(dash + 1)..];
        return dash <= 4 && rest.StartsWith(word[..dash], StringComparison.OrdinalIgnoreCase) && !char.IsDigit(word[0]) ? rest : word;
    }

    private static bool IsWordChar(string text, int i, int start)
    {
        var c = text[i];
        if (char.IsLetterOrDigit(c) || c is '\'' or '’' or '-' or '/' or '%' or '°' or '+' or '&' or '#' or '$' or '_' or '<' or '>' or '=')
            return true;
        // 3.5, 1,000, 12:30, p.r.n. and q.6: a mark between two word characters belongs to the word.
        return c is '.' or ',' or ':' && i > start && i + 1 < text.Length && char.IsLetterOrDigit(text[i - 1]) && char.IsLetterOrDigit(text[i + 1])
            && (c is '.' || char.IsDigit(text[i - 1]) && char.IsDigit(text[i + 1]));
    }

    private static void Add(List<Word> words, Word word)
    {
        var key = word.Key;
        if (words.Count > 0 && words[^1] is { IsPause: false } before && before.Text is not ("." or "?" or "!"))
        {
            var joined = (before.Key, key) switch
            {
                ("gon", "na") => "going",
                ("wan", "na") => "want",
                ("got", "ta") => "have",
                (_, "n't" or "'s" or "'m" or "'re" or "'ve" or "'ll" or "'d") when char.IsLetter(before.Text[^1]) => before.Text + word.Text,
                _ => null,
            };
            if (joined is not null)
            {
                words[^1] = new Word(joined, word.Turn, before.Start, word.End);
                if (key is "na" or "ta")
                    words.Add(new Word("to", word.Turn, before.Start, word.End));
                return;
            }
        }
        switch (key)
        {
            case "gonna" or "wanna":
                words.Add(word with { Text = key is "gonna" ? "going" : "want" });
                words.Add(word with { Text = "to" });
                break;
            case "'cause" or "cuz" or "'cos":
                words.Add(word with { Text = "because" });
                break;
            default:
                if (word.Text.AsSpan().ContainsAnyExcept('-', '\'', '_') && word.Text is not ("/" or "&" or "+"))
                    words.Add(word);
                break;
        }
    }

    private static IEnumerable<Sentence> Sentences(List<Word> words)
    {
        var current = new List<Word>();
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (word.Text is "?" or "!")
            {
                yield return new Sentence(current, word.Text[0]);
                current = [];
            }
            else if (word.Text is ".")
            {
                var number = current.Count > 0 && i + 1 < words.Count && IsNumber(current[^1].Key) && IsNumber(words[i + 1].Key);
                var title = current.Count > 0 && current[^1].Key is "dr" or "mr" or "mrs" or "ms" or "st";
                if (number)
                    current.Add(word with { Text = "point" });
                else if (!title)
                {
                    yield return new Sentence(current, '.');
                    current = [];
                }
            }
            else
                current.Add(word);
        }
        if (current.Count > 0)
            yield return new Sentence(current, ' ');
    }

    private static bool IsNumber(string key) => NumberWords.Contains(key) || key.Length > 0 && key.All(char.IsAsciiDigit);

    /// <summary>Without fillers, "you know", "i mean", stutters ("sh- shows"), hedges and words or word groups said twice.</summary>
    private static List<Word> WithoutSlips(List<Word> words)
    {
        var kept = new List<Word>();
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (Fillers.Contains(word.Key))
                continue;
            var next = i + 1 < words.Count ? words[i + 1].Key : "";
            if ((word.Key, next) is ("you", "know") && !(i + 2 < words.Count && words[i + 2].Key is "that" or "what" or "how" or "if" or "about") && !(i > 0 && words[i - 1].Key is "do" or "did" or "as" or "let" or "if" or "that")
                || (word.Key, next) is ("i", "mean") or ("kind", "of") or ("sort", "of") && !(i > 0 && words[i - 1].Key is "what" or "any" or "some" or "this" or "that" or "which"))
            {
                i++;
                continue;
            }
            if (word.Key is "kinda" or "sorta" || word.IsPause && kept.Count > 0 && kept[^1].IsPause)
                continue;
            if (word.Key is "like" && kept.Count > 0 && LikeIsFiller.Contains(kept[^1].Key) && next is not ("that" or "this" or "to" or "it" or "a" or ""))
                continue;
            // A word broken off: "sh-" before "shows", "y-" before "you". At the end it stays out as well.
            if (word.Text.EndsWith('-'))
            {
                var stem = word.Text.TrimEnd('-');
                if (i + 1 < words.Count && (next.StartsWith(stem, StringComparison.OrdinalIgnoreCase) || stem.Length <= 3 && !ShortWords.Contains(stem)))
                    continue;
                kept.Add(i + 1 < words.Count ? word with { Text = stem } : word);
                DropRepetition(kept);
                continue;
            }
            // A pause inside "there is , some tenderness" is hesitation, not punctuation.
            if (kept.Count > 1 && kept[^1].IsPause && Hesitates.Contains(kept[^2].Key))
                kept.RemoveAt(kept.Count - 1);
            if (word.Key is "that" or "that's" && kept.Count > 1 && kept[^1].Key is "that" && kept[^2].Key is "that" or "that's" || word.Key is "that's" && kept.Count > 0 && kept[^1].Key is "that")
                kept.RemoveAt(kept.Count - 1);
            kept.Add(word);
            DropRepetition(kept);
        }
        return kept;
    }

    /// <summary>If the last one to five words repeat the words before them (a pause between allowed), the first saying goes.</summary>
    private static void DropRepetition(List<Word> kept)
    {
        for (var n = 5; n >= 1; n--)
        {
            var second = kept.Count - n;
            if (second < 0 || kept[second].IsPause)
                continue;
            var gap = second > 0 && kept[second - 1].IsPause ? 1 : 0;
            var first = second - gap - n;
            if (first < 0)
                continue;
            var same = true;
            for (var j = 0; same && j < n; j++)
                same = !kept[first + j].IsPause && string.Equals(kept[first + j].Key, kept[second + j].Key, StringComparison.Ordinal);
            // "two two" or "50 50" may be two numbers; "very very" is one emphasis.
            if (!same || n == 1 && IsNumber(kept[second].Key) || n == 1 && kept[second].Key is "that" or "had")
                continue;
            kept.RemoveRange(first, n + gap);
            return;
        }
    }

    private static IEnumerable<List<Word>> Parts(List<Word> words, Speaker speaker)
    {
        var unpunctuated = words.Count > 14 && words.Count(w => w.IsPause) * 12 < words.Count;
        var part = new List<Word>();
        for (var i = 0; i < words.Count; i++)
        {
            if (part.Count > 0 && (Opens(words, i, part, unpunctuated, speaker) || part.Count >= LongestClause && words[i].IsPause || part.Count >= 2 * LongestClause))
            {
                yield return part;
                part = [];
            }
            part.Add(words[i]);
        }
        if (part.Count > 0)
            yield return part;
    }

    private static bool Opens(List<Word> words, int i, List<Word> part, bool unpunctuated, Speaker speaker)
    {
        var word = words[i].Key;
        var before = words[i - 1].Key;
        var next = i + 1 < words.Count ? words[i + 1].Key : "";
        var third = i + 2 < words.Count ? words[i + 2].Key : "";
        // "call me if it gets worse or you have a fever": what follows a condition stays under it, until the speaker speaks of themself.
        if (part.Exists(w => w.Key is "if" or "unless" or "whether" or "case") && part.Count < 2 * LongestClause)
            return word is "okay" or "alright" || part.Count > 4 && (word is "i'm" or "i'll" or "i'd" or "we'll" or "we're" or "let's" || word is "i" or "we" && speaker is Speaker.Doctor) && before is not ("if" or "like" or "that" or "what" or "when" or "as" or "than" or "think" or "and" or "or" or "but")
                || Links.Contains(word) && (next is "i'm" or "i'll" or "i'd" or "we'll" or "we're" or "let's" || next is "i" or "we" && speaker is Speaker.Doctor) && part.Count > 4;
        if (part.Count < 3)
            return word is "okay" or "alright" && before is not ("feel" or "feeling" or "is" or "doing" or "be" or "been" or "it's" or "was");
        if (word is "okay" or "alright" && before is not ("feel" or "feeling" or "is" or "doing" or "be" or "been" or "it's" or "was" or "are" or "that's" or "looks" or "seems"))
            return true;
        // ", and i ..." / "and then we ..." / "but it ..."
        if (Links.Contains(word) && (SubjectStarts.Contains(next) || next is "then" && SubjectStarts.Contains(third)) && (!Bind.Contains(before) || before is "had" or "have" or "do" or "way" or "time" or "believe" or "anything" or "everything" or "all") && HasVerb(part))
            return word is not ("because" or "since" or "although") || part.Count > 18;
        if (word is "and" or "so" or "but" && next is "for" or "in" or "as" && third is "your" or "the" or "terms" or "far" && part.Count > 6)
            return true;
        if (word is "and" or "so" && next is "then" && third is "for" && i + 3 < words.Count && words[i + 3].Key is "your" or "the" && part.Count > 6)
            return true;
        if (!unpunctuated)
            return false;
        if (speaker is Speaker.Doctor && part.Count > 4 && word is "for" or "regarding" && next is "your" && before is not ("and" or "then" or "so") && TurnsToProblem(words, i))
            return true;
        if (speaker is Speaker.Doctor && part.Count > 4 && (word is "looking" or "listening" or "listen" && next is "at" or "to" && before is not "just" || AnnouncesExam(words, i) || word is "on" && next is "your" or "the" && before is not ("you" or "it" or "that" or "her" or "him" or "them") && third is not ("inside" or "outside" or "side" or "other" or "table" or "left" or "right") && !TakesObject.Contains(before) && HasVerb(part)))
            return true;
        if (word is "it" or "you" or "this" or "my" or "your" && (TakesObject.Contains(before) || Verbs.IsBase(before) || Verbs.IsPast(before) || before.EndsWith("ing", StringComparison.Ordinal)))
            return false;
        // "prescribe you some ibuprofen": a subject is followed by its verb.
        if (word is "you" or "it" && !Verbs.IsAuxiliary(next) && !Verbs.IsBase(next) && !Verbs.IsPast(next) && !Verbs.IsFinite(next) && next is not ("also" or "just" or "still" or "really" or "never" or "kinda" or "actually" or "probably" or "guys"))
            return false;
        if (SubjectStarts.Contains(word) && !Bind.Contains(before) && !words[i - 1].IsPause && HasVerb(part))
            return word is not ("this" or "my" or "your" or "there") || part.Count > 6 && before is not ("your" or "my") && third.Length > 0 && !before.EndsWith("ing", StringComparison.Ordinal) && !TakesObject.Contains(before);
        if (word is "for" or "on" or "regarding" && next is "your" or "the" && third is "first" or "second" or "third" or "fourth" or "next" or "last" or "primary")
            return true;
        if (word is "otherwise" or "now" or "so" && part.Count > 6 && next is not ("that" or "far" or "much" or "many"))
            return true;
        if (speaker is Speaker.Doctor && word is "any" && part.Count > 4 && before is "okay" or "alright" or "right")
            return true;
        if (speaker is Speaker.Doctor && word is "how" or "where" or "what" && next is "is" or "are" or "do" or "does" or "did" or "long" or "often" or "bad" or "much" or "many" or "about" or "has" or "have" && !Bind.Contains(before) && before is not ("see" or "tell" or "ask" or "exactly"))
            return true;
        return word is "do" or "does" or "did" or "are" or "is" or "have" or "has" or "can" or "were" && next is "you" or "your" or "it" or "that" or "there" && !Bind.Contains(before);
    }

    /// <summary>"for your hypertension i'm going to": a problem of few words, then the doctor as subject.</summary>
    private static bool TurnsToProblem(List<Word> words, int i)
    {
        for (var j = i + 3; j < Math.Min(i + 8, words.Count); j++)
            if (words[j].Key is "i'm" or "i'd" or "i'll" or "i" or "we'll" or "we" or "we're" or "let's")
                return words[j - 1].Key is not ("that" or "which" or "as" or "if" or "when" or "what" or "and");
        return false;
    }

    /// <summary>"on your right knee exam", "and on skin examination".</summary>
    private static bool AnnouncesExam(List<Word> words, int i)
    {
        var at = words[i].Key is "and" ? i + 1 : i;
        return at < words.Count && words[at].Key is "on" && words.Skip(at + 1).Take(5).Any(w => w.Key is "exam" or "examination");
    }

    private static readonly FrozenSet<string> TakesObject = Set("prescribe order refer recommend take takes took taken check checking checked increase decrease continue start stop use using used lift lifting move moving hurt hurts hurting control change see bring help keep put feel examine press on in at over under through into off down up out around your their his her our low high more less some no same right left both");

    private static readonly FrozenSet<string> VerbLike = Set("is are was were am be been have has had do does did don't doesn't didn't can can't could couldn't will won't would wouldn't should i'm i've i'll i'd it's that's there's you're you've you'll he's she's they're we're we've we'll let's think know see get got take took go goes went feel feels felt want need like look looks looked say said tell told show shows showed make makes made come came isn't aren't wasn't weren't haven't hasn't hadn't hurts started noticed tried put keep kept use used give gave try let help helps helped");

    private static bool HasVerb(List<Word> part)
    {
        for (var i = 0; i < part.Count; i++)
            if (VerbLike.Contains(part[i].Key) || part[i].Key.Length > 4 && part[i].Key.EndsWith("ed", StringComparison.Ordinal) || i > 0 && part[i - 1].Key is "i" or "we" or "you" or "they" && Verbs.IsBase(part[i].Key))
                return true;
        return false;
    }

    private static Clause? Build(List<Word> words, Speaker speaker, char endsWith)
    {
        var from = 0;
        var to = words.Count;
        var reply = Reply.None;
        while (from < to)
        {
            var key = words[from].Key;
            var next = from + 1 < to ? words[from + 1].Key : "";
            if (words[from].IsPause)
                from++;
            else if (NoWords.Contains(key) && Answers(key, next, from + 1 >= to || words[from + 1].IsPause))
            {
                reply = reply is Reply.None ? Reply.No : reply;
                from++;
            }
            else if (YesWords.Contains(key) && !(key is "sure" && next is "that" or "if"))
            {
                reply = reply is Reply.None ? Reply.Yes : reply;
                from++;
            }
            else if ((key, next) is ("all", "right") or ("of", "course") or ("for", "sure") or ("thank", "you") or ("in", "fact") or ("by", "the") or ("let's", "see") && from + 2 <= to)
                from += 2;
            else if (Openers.Contains(key) && !KeepsOpener(key, next))
                from++;
            else
                break;
        }
        var tag = false;
        while (to > from)
        {
            var key = words[to - 1].Key;
            if (words[to - 1].IsPause || Closers.Contains(key) && !(key is "right" or "so" or "to" or "well" or "if" or "okay" or "alright" && to - 2 >= from && !words[to - 2].IsPause && KeepsCloser(words[to - 2].Key, key)))
            {
                tag |= key is "okay" or "right" or "alright";
                to--;
            }
            else if (to - 2 >= from && (words[to - 2].Key, key) is ("all", "right") or ("you", "know") or ("i", "guess") or ("i", "think") or ("and", "stuff") or ("or", "anything") or ("or", "something") or ("and", "everything"))
                to -= 2;
            else if (to - 4 >= from && words[to - 4].Key is "or" or "and" && words[to - 3].Key is "anything" or "things" or "stuff" or "something" && words[to - 2].Key is "like" && key is "that")
                to -= 4;
            else
                break;
        }
        if (from >= to)
            return reply is Reply.None || words.Count == 0 ? null : new Clause(speaker, [words[0]], reply, IsQuestion: false, IsCutOff: false);
        var kept = words.GetRange(from, to - from);
        var cut = kept[^1].Text.EndsWith('-');
        if (cut)
            kept[^1] = kept[^1] with { Text = kept[^1].Text.TrimEnd('-') };
        var first = kept[0].Key;
        var second = kept.Count > 1 ? kept[1].Key : "";
        var asks = endsWith == '?' && !tag && !Announces(first)
            || QuestionStarts.Contains(first) && !Proposes(kept) && !(first is "when" or "any" or "which" && speaker is Speaker.Patient) && (second is "you" or "your" or "the" or "it" or "that" or "there" or "this" or "they" or "we" or "i" || first is "how" or "what" or "when" or "where" or "who" or "why" or "any" or "which")
            || endsWith == '?' && tag && speaker is Speaker.Doctor && Ends(words, "right");
        return new Clause(speaker, [.. kept], reply, asks, cut);
    }

    /// <summary>"i'm going to listen to your lungs?": what the speaker says of themself is no question, whatever its tone.</summary>
    private static bool Announces(string first) => first is "i'm" or "i'll" or "i'd" or "i've" or "let's" or "we'll" or "i";

    /// <summary>"what we're going to do is ...", "what i'd like is ...": the speaker answers it themself.</summary>
    private static bool Proposes(List<Word> words) =>
        words.Count > 4 && words[0].Key is "what" && words[1].Key is ("i'm" or "i'd" or "i'll" or "we're" or "we'll" or "we'd" or "i" or "we") && words.Skip(2).Take(8).Any(w => w.Key is "is");

    private static bool Ends(List<Word> words, string key) => words.Count > 0 && string.Equals(words[^1].Key, key, StringComparison.Ordinal);

    /// <summary>"no , i don't" and "no i don't" answer; "no fever" and "never smoked" say something themselves.</summary>
    private static bool Answers(string key, string next, bool alone) =>
        alone || key is "nope" or "nah" or "uh-uh" || key is "no" && (SubjectStarts.Contains(next) || NoWords.Contains(next) || next is "not" or "nothing" or "the" or "just" or "okay" or "but" or "only" or "sir" or "ma'am" or "doctor");

    private static bool KeepsOpener(string key, string next) => key switch
    {
        "no" => true,
        "so" => next is "far" or "much" or "many",
        "good" or "great" or "fine" or "excellent" or "nice" or "perfect" => next is not ("," or "" or "so" or "and" or "okay" or "well" or "i" or "i'm" or "it's" or "to" or "for" or "that's" or "alright" or "now" or "then"),
        "right" => next is not ("," or "" or "so" or "and" or "okay" or "well" or "i" or "i'm" or "it's" or "now" or "then" or "we" or "you"),
        "like" or "then" or "now" or "sure" or "well" => false,
        "correct" or "please" or "look" or "listen" => next is not ("," or ""),
        "or" or "and" or "but" => false,
        _ => false,
    };

    private static bool KeepsCloser(string before, string key) => key switch
    {
        "right" => before is "the" or "my" or "your" or "on" or "to" or "all" or "is",
        "so" => before is "think" or "or" or "say",
        "well" => before is "as" or "doing" or "very" or "pretty" or "feeling" or "really" or "sleep" or "sleeping" or "eating",
        "to" => before is "used" or "have" or "want" or "supposed",
        "okay" or "alright" => before is "doing" or "is" or "been" or "feeling" or "feel" or "it's" or "are" or "that's" or "pretty" or "be" or "was",
        _ => false,
    };

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
