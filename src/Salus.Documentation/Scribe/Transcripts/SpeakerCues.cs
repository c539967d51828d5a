using System.Collections.Frozen;
using System.Text;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Words and short phrases that one side of a consultation uses far more than the other: questions, examination commands and plans on the
/// clinician's side, symptoms and answers in the first person on the patient's. Weights are our own judgement, not fitted.
/// </summary>
internal static class SpeakerCues
{
    private const int LongestPhrase = 4;
    private const double Bound = 8;

    private static readonly FrozenDictionary<string, double> Weights = Build(
        (2.5, "what brings you|how can i help|tell me about|tell me a|take a look|take a deep|deep breath|on your exam|on exam|on examination|physical exam|your vital signs|your vitals|hey dragon|hey siri|hey google|let me examine|listen to your|feel your|look at your|looking at your|i'm going to prescribe|i will prescribe|prescribe you|refer you|referral to|any questions for|follow up with|do you have any|have you had any|have you noticed|have you been|any history of|any family history|are you allergic|any allergies|do you smoke|do you drink|do you take|are you taking|are you having|how long have you|when did this|when did it|does it hurt|does that hurt|scale of|any other symptoms|any chest pain|any fever|any shortness|date of birth|confirm your|my name is doctor|is doctor|what i'd like|i'd like to|i would like to|i want you to|we'll get you|we're going to|i'm going to order|let's go ahead|go ahead and|your blood pressure|your x-ray|your mri|your labs|your results|your medication|bring you back|see you back|in terms of your|for your first|for your second|come back if"),
        (1.2, "do you|are you|have you|did you|can you|could you|would you|were you|does it|is there any|any|how are you|how have you|how often|how long|how is|how's your|what about|okay so|alright so|right so|so you|you said|you mentioned|i see|we can|we'll|we will|let's|let me|i recommend|you should|you need to|make sure you|milligrams|prescription|prescribe|order|assessment|diagnosis|symptoms|examination|palpation|auscultation|tenderness|edema|bilaterally|consistent with|reveals|shows|demonstrates|lungs are|heart is|murmur|therapy|imaging|ultrasound|referral|specialist|side effects|what we|which is good|that's good|good to see|nice to see|nice to meet|good to hear|sorry to hear|glad to hear"),
        (0.5, "you|your|you're|you've|alright|any other|anything else|great|perfect|excellent|if you|okay great|sounds good"),
        (-2.5, "it hurts|i've been having|i have been having|i've been feeling|i've had|i've been taking|i'm taking|i was taking|i feel like|i felt|i've noticed|i noticed|i don't smoke|i don't drink|my wife|my husband|my mom|my mum|my mother|my father|my dad|my son|my daughter|my knee|my back|my chest|my head|my stomach|my shoulder|my leg|my arm|my foot|my throat|my job|my doctor|i'm allergic|no doctor|yes doctor|thank you doctor|thanks doctor|hi doctor|hello doctor|hey doc|i get|i got|i was at|i work|i live|i took|i usually|i ended up|i fell|i started|i stopped|i'm worried|i'm just worried|do i need|should i|will i|can i still|what should i do|i can't|i couldn't|makes it worse|it gets worse|it started|it's been|i do have|i have a|i haven't|i didn't|i don't|i do not|i have not|i did not|i used to"),
        (-1.2, "i've|i've been|i'm|i am|i was|my|me|i had|i do|i did|i have|i feel|i think so|i guess|not really|not that i|kind of|kinda|maybe|yeah|yes|no|nope|yep|it's|it just|i just|i think|hurts|sometimes|pretty|really|myself|i know|i hope|i would|for me|it does|it is|it was"),
        (-0.3, "i|because|just|bad|like"));

    /// <summary>Between -8 (patient) and 8 (clinician).</summary>
    public static double Lean(string text) => Math.Clamp(Weigh(text, out _), -Bound, Bound);

    /// <summary>The sum of all cues; the longest phrase at a place counts. Linear in the length of the text.</summary>
    public static double Weigh(string text, out int words)
    {
        var tokens = Tokens(text);
        words = tokens.Count;
        double sum = 0;
        var phrase = new StringBuilder(64);
        for (var i = 0; i < tokens.Count;)
        {
            var best = 0;
            double weight = 0;
            phrase.Clear();
            for (var n = 1; n <= LongestPhrase && i + n <= tokens.Count && tokens[i + n - 1] is not "?"; n++)
            {
                phrase.Append(n > 1 ? " " : "").Append(tokens[i + n - 1]);
                if (Weights.TryGetValue(phrase.ToString(), out var found))
                    (best, weight) = (n, found);
            }
            sum += tokens[i] is "?" ? 1.5 : weight;
            i += Math.Max(best, 1);
        }
        return sum;
    }

    private static List<string> Tokens(string text)
    {
        var tokens = new List<string>(text.Length / 5);
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var c = i < text.Length ? text[i] : ' ';
            var inside = char.IsLetterOrDigit(c) || c is '\'' or '’' or '-';
            if (inside && start < 0)
                start = i;
            if (!inside && start >= 0)
            {
                // Longer runs are no words, and no cue.
                var word = i - start > 24 ? "" : text[start..i].Replace('’', '\'').ToLowerInvariant();
                // Recognisers and treebanks cut "do n't" and "gon na".
                if (tokens.Count > 0 && (word is "n't" or "'s" or "'m" or "'ve" or "'re" or "'ll" or "'d" || (word is "na" && tokens[^1] is "gon" or "wan")))
                    tokens[^1] += word;
                else
                    tokens.Add(word);
                start = -1;
            }
            if (c == '?')
                tokens.Add("?");
        }
        return tokens;
    }

    private static FrozenDictionary<string, double> Build(params (double Weight, string Phrases)[] groups)
    {
        var weights = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (weight, phrases) in groups)
        {
            foreach (var phrase in phrases.Split('|'))
                weights.TryAdd(phrase, weight);
        }
        return weights.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
