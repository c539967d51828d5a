using Salus.Language.Identifiers;
using Salus.Language.Identifiers.Known;

namespace Salus.Tests.Language.Identifiers.Known;

public sealed class KnownNamesTests
{
    private static readonly KnownIdentifiers Record = KnownIdentifiers.Of(
    [
        new(IdentifierClass.Name, "William Oswald Thackeray-Brennan", "patient"),
        new(IdentifierClass.Name, "Rose May Thackeray", "kin-1"),
        new(IdentifierClass.Name, "Müller, Jürgen", "clinician-1"),
        new(IdentifierClass.Name, "Li Wu", "clinician-2"),
        new(IdentifierClass.Name, "María del Carmen O'Rourke", "clinician-3"),
        new(IdentifierClass.Name, "Walter Parkinson", "clinician-4"),
        new(IdentifierClass.Name, "Violet Ng", "clinician-6"),
        new(IdentifierClass.Name, "Thi Lan Do", "clinician-7"),
        new(IdentifierClass.Name, "Gerrit 't Hooft", "clinician-8"),
        new(IdentifierClass.Name, "Thuy Le-Le", "clinician-9"),
        new(IdentifierClass.Name, "Woody Ward", "clinician-10"),
        new(IdentifierClass.Name, "Detlef Ørsted", "clinician-11"),
        new(IdentifierClass.Name, "Jan van der Velde", "clinician-5"),
    ]);

    [Theory]
    [InlineData("Seen today: William Thackeray-Brennan.", "William Thackeray-Brennan", "patient")]
    [InlineData("Mr. W. O. Thackeray was well.", "W. O. Thackeray", "patient")]
    [InlineData("THACKERAY-BRENNAN, WILLIAM O.", "THACKERAY-BRENNAN, WILLIAM O", "patient")]
    [InlineData("Bill feels better.", "Bill", "patient")]
    [InlineData("the Brennans came with him", "Brennans", "patient")]
    [InlineData("Brennan's wound is dry", "Brennan", "patient")]
    [InlineData("pt willaim brennan called", "willaim brennan", "patient")]
    [InlineData("file wbrennan_scan.pdf attached", "wbrennan", "patient")]
    [InlineData("mail will.brennan77@example.org today", "will.brennan77@example.org", "patient")]
    [InlineData("mail superbrennanfan@example.org today", "superbrennanfan@example.org", "patient")]
    [InlineData("signed: WT", "WT", "patient")]
    [InlineData("initials W.T. on the form", "W.T", "patient")]
    [InlineData("and then w.b. in the window bed", "w.b", "patient")]
    [InlineData("none for W.B.; the form is blank", "W.B", "patient")]
    [InlineData("labels read WQT and were torn off", "WQT", "patient")]
    [InlineData("Bren-\nnan was told", "Bren-\nnan", "patient")]
    [InlineData("his wife, Rose, agrees", "Rose", "kin-1")]
    [InlineData("his wife May called", "May", "kin-1")]
    [InlineData("May called about the results", "May", "kin-1")]
    [InlineData("MRS MAY WAS PRESENT", "MAY", "kin-1")]
    [InlineData("Dr. Mueller agrees", "Mueller", "clinician-1")]
    [InlineData("Dr. MULLER agrees", "MULLER", "clinician-1")]
    [InlineData("Dr. Mu\u0308ller agrees", "Mu\u0308ller", "clinician-1")]
    [InlineData("Jürgen Müller, MD", "Jürgen Müller", "clinician-1")]
    [InlineData("seen by Wu Li yesterday", "Wu Li", "clinician-2")]
    [InlineData("asked Mari ORourke", "Mari ORourke", "clinician-3")]
    [InlineData("asked Dr O’Rourke’s team", "O’Rourke", "clinician-3")]
    [InlineData("Dr. Parkinson will call", "Parkinson", "clinician-4")]
    [InlineData("per J. van der Velde", "J. van der Velde", "clinician-5")]
    [InlineData("good morning violet how are you", "violet", "clinician-6")]
    [InlineData("on the 30th of august, violet.", "violet", "clinician-6")]
    [InlineData("everybody calls me violet", "violet", "clinician-6")]
    [InlineData("so what does all that mean violet so", "violet", "clinician-6")]
    [InlineData("Pt G.H., hosp. no. 12", "G.H", "clinician-8")]
    [InlineData("And Dr. Wodoy Ward", "Wodoy Ward", "clinician-10")]
    [InlineData("Pt WOB, hosp. no. 12", "WOB", "patient")]
    [InlineData("Wu upon returning", "Wu", "clinician-2")]
    [InlineData("asked María dle Carmen", "María dle Carmen", "clinician-3")]
    [InlineData("Ng's symptoms are better", "Ng", "clinician-6")]
    [InlineData("Ms. Do reports pain", "Do", "clinician-7")]
    [InlineData("Thi Lan Do denies", "Thi Lan Do", "clinician-7")]
    [InlineData("Mr. 't Hooft, I'm", "'t Hooft", "clinician-8")]
    [InlineData("Thuy Le-Le came", "Thuy Le-Le", "clinician-9")]
    [InlineData("Dr. Le came", "Le", "clinician-9")]
    [InlineData("Woody Wrad came", "Woody Wrad", "clinician-10")]
    [InlineData("Pt D.Ø., hosp. no. 12", "D.Ø", "clinician-11")]
    [InlineData("W.O.T. was seen", "W.O.T", "patient")]
    [InlineData("Pt J.v.d.V., seen", "J.v.d.V", "clinician-5")]
    [InlineData("Detlef Ørtsed's wound", "Detlef Ørtsed", "clinician-11")]
    public void Finds_a_known_person_however_they_are_written(string text, string expected, string owner)
    {
        var read = IdentifierText.Of(text);
        var match = Assert.Single(Record.Matches(read));
        Assert.Equal(expected, read.ToOriginal(match.Span).In(text));
        Assert.Equal(owner, match.Known.Owner);
    }

    [Theory]
    [InlineData("The patient may return. Symptoms rose slowly.")]
    [InlineData("Parkinson's disease is stable; Parkinson disease rating unchanged.")]
    [InlineData("May have tea. PATIENT MAY HAVE TEA.")]
    [InlineData("He will bill for the visit.")]
    [InlineData("der Arzt, la nariz, van")]
    [InlineData("WT type of the gene")]
    public void Leaves_the_everyday_meaning_of_a_word_that_is_also_a_name(string text) => Assert.Empty(Record.Matches(IdentifierText.Of(text)));

    [Fact]
    public void Gives_two_people_who_stand_side_by_side_apart()
    {
        var matches = Record.Matches(IdentifierText.Of("William, Rose and Jürgen"));
        Assert.Equal(["patient", "kin-1", "clinician-1"], matches.Select(m => m.Known.Owner));
    }

    [Fact]
    public void Gives_a_shared_family_name_to_the_person_whose_given_name_stands_beside_it() =>
        Assert.Equal("kin-1", Assert.Single(Record.Matches(IdentifierText.Of("Thackeray, Rose"))).Known.Owner);
}
