using System.Collections.Immutable;

namespace Salus.Documentation.Scribe;

/// <summary>Who is the doctor, who the patient: from the label where it says so, else from what the speaker says.</summary>
public static class SpeakerRoles
{
    private static readonly HashSet<string> DoctorWords = new(StringComparer.Ordinal)
    {
        "doctor", "dr", "doc", "physician", "clinician", "provider", "gp", "surgeon", "consultant", "practitioner", "nurse", "therapist", "pharmacist",
        "midwife", "dentist", "resident", "registrar", "paramedic", "psychiatrist", "psychologist", "md", "np", "pa", "rn",
    };

    private static readonly HashSet<string> PatientWords = new(StringComparer.Ordinal) { "patient", "pt", "pat", "client", "patients" };

    private static readonly HashSet<string> CompanionWords = new(StringComparer.Ordinal)
    {
        "guest", "companion", "mother", "father", "mom", "mum", "dad", "parent", "parents", "wife", "husband", "spouse", "partner", "son", "daughter", "brother", "sister",
        "caregiver", "carer", "guardian", "relative", "family", "interpreter", "translator", "grandmother", "grandfather", "grandma", "grandpa", "friend", "visitor", "aunt", "uncle",
    };

    /// <summary>Words that are a role only when they are the whole label.</summary>
    private static readonly Dictionary<string, Speaker> Initials = new(StringComparer.Ordinal) { ["d"] = Speaker.Doctor, ["p"] = Speaker.Patient, ["c"] = Speaker.Companion };

    /// <summary>The role that a label names; unknown for names and for <c>Speaker 1</c>.</summary>
    public static Speaker FromLabel(string label)
    {
        var words = Words(label);
        if (words.Count == 0)
            return Speaker.Unknown;
        if (words.Count == 1 && Initials.TryGetValue(words[0], out var role))
            return role;
        // "Dr. Son" is a doctor; "Patient's mother" is not a patient; "Ada Marsh, MD" is a doctor, "Pa Smith" is not.
        if (words[0] is "dr" or "doctor")
            return words.Skip(1).Any(CompanionWords.Contains) && words.Count > 2 ? Speaker.Companion : Speaker.Doctor;
        if (words.Exists(CompanionWords.Contains))
            return Speaker.Companion;
        if (words.Exists(PatientWords.Contains))
            return Speaker.Patient;
        var titles = words.FindIndex(DoctorWords.Contains);
        return titles >= 0 && (words[titles].Length > 3 || words.Count == 1 || titles == words.Count - 1) ? Speaker.Doctor : Speaker.Unknown;
    }

    /// <summary>Positive when it sounds like a clinician, negative when it sounds like a patient; a log-odds of sorts, between -8 and 8.</summary>
    public static double Lean(string text) => SpeakerCues.Lean(text);

    /// <summary>Gives a role to every turn that has none. What cannot be told stays unknown.</summary>
    internal static ImmutableArray<Turn> Assign(ImmutableArray<Turn> turns, bool lines, List<TranscriptWarning> warnings)
    {
        var voices = turns.Where(t => t.Speaker is Speaker.Unknown && t.Label.Length > 0).GroupBy(t => t.Label, StringComparer.Ordinal).ToList();
        if (voices.Count > 0)
            turns = AssignVoices(turns, voices, lines, warnings);
        else if (turns.All(t => t.Label.Length == 0))
            turns = AssignTurns(turns, lines);
        WarnWhenAlone(turns, warnings);
        return turns;
    }

    /// <summary>Unknown names: the one who leans most to the clinician's side is the doctor if there is none, then the patient is who leans furthest away.</summary>
    private static ImmutableArray<Turn> AssignVoices(ImmutableArray<Turn> turns, List<IGrouping<string, Turn>> voices, bool lines, List<TranscriptWarning> warnings)
    {
        var known = turns.Select(t => t.Speaker).ToHashSet();
        if (voices.Count == 1 && known.Count == 1)
        {
            warnings.Add(new TranscriptWarning($"Everything is said by '{voices[0].Key}'. Who speaks was worked out turn by turn: check it."));
            return AssignTurns(turns, lines);
        }
        var ranked = voices.Select(v => (v.Key, Lean: Average(v), Words: v.Sum(t => (long)t.Text.Length))).OrderByDescending(v => v.Lean).ThenBy(v => v.Key, StringComparer.Ordinal).ToList();
        var roles = new Dictionary<string, Speaker>(StringComparer.Ordinal);
        if (!known.Contains(Speaker.Doctor))
        {
            // Somebody who only says "okay" does not outrank the voice that leads the visit.
            var most = ranked.Max(v => v.Words);
            var doctor = ranked.First(v => v.Words * 10 >= most);
            roles[doctor.Key] = Speaker.Doctor;
            ranked.Remove(doctor);
        }
        if (!known.Contains(Speaker.Patient) && ranked.Count > 0)
        {
            var most = ranked.Max(v => v.Words);
            var patient = ranked.Last(v => v.Words * 10 >= most);
            roles[patient.Key] = Speaker.Patient;
            ranked.Remove(patient);
        }
        foreach (var (name, _, _) in ranked)
            roles[name] = Speaker.Companion;
        var told = string.Join(", ", roles.OrderBy(r => r.Value).ThenBy(r => r.Key, StringComparer.Ordinal).Select(r => $"'{r.Key}' as {r.Value.ToString().ToLowerInvariant()}"));
        warnings.Add(new TranscriptWarning($"The labels do not say who is who. Taken from what is said: {told}. Check it."));
        return [.. turns.Select(t => t.Speaker is Speaker.Unknown && roles.TryGetValue(t.Label, out var role) ? t with { Speaker = role, Guessed = true } : t)];
    }

    private static double Average(IEnumerable<Turn> turns)
    {
        double sum = 0;
        long words = 0;
        foreach (var turn in turns)
        {
            sum += SpeakerCues.Weigh(turn.Text, out var count);
            words += count;
        }
        return sum / (words + 20);
    }

    /// <summary>
    /// No names at all: the most likely sequence of doctor and patient (Viterbi), where a question is usually answered by the other
    /// and a sentence that is no question is as often followed by the same person, unless people wrote one turn per line.
    /// </summary>
    /// <param name="lines">Every turn had a line of its own in the file.</param>
    private static ImmutableArray<Turn> AssignTurns(ImmutableArray<Turn> turns, bool lines)
    {
        var change = lines ? 3.0 : 0.1;
        var answered = lines ? 3.5 : 1.6;
        var doctor = new double[turns.Length];
        var patient = new double[turns.Length];
        var fromDoctor = new (bool Doctor, bool Patient)[turns.Length];
        for (var i = 0; i < turns.Length; i++)
        {
            var lean = Lean(turns[i].Text) / 2;
            if (i == 0)
            {
                (doctor[0], patient[0]) = (lean + 0.5, -lean);
                continue;
            }
            var question = turns[i - 1].Text.TrimEnd().EndsWith('?');
            var swap = question ? answered : change;
            var (staysDoctor, becomesDoctor) = (doctor[i - 1], patient[i - 1] + swap);
            var (staysPatient, becomesPatient) = (patient[i - 1], doctor[i - 1] + swap);
            fromDoctor[i] = (staysDoctor >= becomesDoctor, becomesPatient >= staysPatient);
            doctor[i] = Math.Max(staysDoctor, becomesDoctor) + lean;
            patient[i] = Math.Max(staysPatient, becomesPatient) - lean;
        }
        var assigned = turns.ToBuilder();
        var isDoctor = doctor[^1] >= patient[^1];
        for (var i = turns.Length - 1; i >= 0; i--)
        {
            assigned[i] = turns[i] with { Speaker = isDoctor ? Speaker.Doctor : Speaker.Patient, Guessed = true };
            isDoctor = isDoctor ? fromDoctor[i].Doctor : fromDoctor[i].Patient;
        }
        return assigned.MoveToImmutable();
    }

    private static void WarnWhenAlone(ImmutableArray<Turn> turns, List<TranscriptWarning> warnings)
    {
        var roles = turns.Select(t => t.Speaker).Where(s => s is not Speaker.Unknown).Distinct().ToList();
        if (roles is [var only])
            warnings.Add(new TranscriptWarning($"Only one speaker ({only.ToString().ToLowerInvariant()}) is in this transcript. Is a channel missing?"));
    }

    /// <summary>The labels of doctor and patient are the wrong way round in the whole transcript.</summary>
    public static bool LookSwapped(Transcript transcript)
    {
        var doctor = transcript.Turns.Where(t => t.Speaker is Speaker.Doctor && !t.Guessed).ToList();
        var patient = transcript.Turns.Where(t => t.Speaker is Speaker.Patient && !t.Guessed).ToList();
        return doctor.Count > 2 && patient.Count > 2 && Average(patient) - Average(doctor) > 0.05;
    }

    /// <summary>The same words with doctor and patient exchanged; the labels of the file stay, the roles count as guessed.</summary>
    public static Transcript Swap(Transcript transcript) => transcript with
    {
        Turns =
        [
            .. transcript.Turns.Select(t => t.Speaker switch
            {
                Speaker.Doctor => t with { Speaker = Speaker.Patient, Guessed = true },
                Speaker.Patient => t with { Speaker = Speaker.Doctor, Guessed = true },
                _ => t,
            }),
        ],
        Warnings = transcript.Warnings.Add(new TranscriptWarning("The labels of doctor and patient were exchanged, because what is said fits the other way round.")),
    };

    /// <summary>Zero-based indexes of single turns that sound strongly like the other side: a label that slipped. For showing, not for changing silently.</summary>
    public static ImmutableArray<int> Misattributed(Transcript transcript) =>
    [
        .. Enumerable.Range(0, transcript.Turns.Length).Where(i => transcript.Turns[i] switch
        {
            { Speaker: Speaker.Doctor, Guessed: false } turn => Lean(turn.Text) < -3.5,
            { Speaker: Speaker.Patient, Guessed: false } turn => Lean(turn.Text) > 3.5,
            _ => false,
        }),
    ];

    private static List<string> Words(string label)
    {
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i <= label.Length; i++)
        {
            var letter = i < label.Length && char.IsLetter(label[i]);
            if (letter && start < 0)
                start = i;
            if (letter || start < 0)
                continue;
            // The s of "patient's" is no word of its own.
            var word = label[start..i].ToLowerInvariant();
            if (!(word is "s" && start > 0 && label[start - 1] is '\'' or '’'))
                words.Add(word);
            start = -1;
        }
        return words;
    }
}
