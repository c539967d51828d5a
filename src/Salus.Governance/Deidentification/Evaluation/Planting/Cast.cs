using System.Collections.Immutable;
using System.Globalization;
using Salus.Language.Identifiers;
using Salus.Learning;

namespace Salus.Governance.Deidentification.Evaluation;

/// <summary>Who occurs in one note, and all that is known of them: the same person has the same name, number and address wherever a template asks for it.</summary>
public sealed class Cast
{
    private const double Misspelt = 0.03;
    private const double WithNickname = 0.3;
    private const double OldPatients = 0.12;

    private const string Patient = "patient";

    private readonly PlantingSet set;
    private readonly SeededRandom random;
    private readonly Dictionary<string, (Person Person, string? Owner)> people;
    private readonly Dictionary<string, (string Value, IdentifierClass Class)> own;
    private readonly (string Word, bool IsWoman)[] relations;
    private readonly string hospital;
    private readonly DateOnly visit;

    public Cast(PlantingSet set, SeededRandom random)
    {
        (this.set, this.random) = (set, random);
        var patient = Person.Draw(set, random);
        IsWoman = patient.IsWoman;
        relations = [.. random.Shuffled([("daughter", true), ("son", false), ("wife", true), ("husband", false), ("mother", true), ("father", false), ("sister", true), ("brother", false), ("niece", true), ("nephew", false), ("grandson", false), ("partner", true)]).Take(2)];
        people = new(StringComparer.Ordinal)
        {
            [Patient] = (patient, Patient),
            ["kin"] = (Kin(patient, relations[0].IsWoman), "kin-1"),
            ["kin2"] = (Kin(patient, relations[1].IsWoman), "kin-2"),
            ["doctor"] = (Person.Draw(set, random), "clinician-1"),
            ["doctor2"] = (Person.Draw(set, random), "clinician-2"),
            ["nurse"] = (Person.Draw(set, random), "clinician-3"),
            ["friend"] = (Person.Draw(set, random), null),
        };
        hospital = random.Pick(set.Organizations["hospital"]);
        visit = new DateOnly(random.Between(2014, 2026), 1, 1).AddDays(random.NextInt(365));
        var years = random.Chance(OldPatients) ? random.Between(90, 104) : random.Between(19, 89);
        BirthDate = visit.AddYears(-years).AddDays(-random.NextInt(360));
        AgeYears = years;
        own = new(StringComparer.Ordinal)
        {
            ["home.street"] = (Street(), IdentifierClass.Address),
            ["home.place"] = (random.Pick(set.Places["city"]), IdentifierClass.Place),
            ["home.zip"] = (Number("postal", WrittenNumbers.PostalCode), IdentifierClass.PostalCode),
            ["home.phone"] = (Number("phone", WrittenNumbers.Phone), IdentifierClass.Phone),
            ["mobile"] = (Number("phone", WrittenNumbers.Phone), IdentifierClass.Phone),
            ["email"] = (Mail(patient), IdentifierClass.Email),
            ["ssn"] = (WrittenNumbers.SocialSecurity(random), IdentifierClass.SocialSecurity),
            ["mrn"] = (Number("mrn", WrittenNumbers.MedicalRecord), IdentifierClass.MedicalRecord),
            ["plan"] = (Number("plan", WrittenNumbers.HealthPlan), IdentifierClass.HealthPlan),
            ["account"] = (Number("account", WrittenNumbers.Account), IdentifierClass.Account),
            ["licence"] = (Number("licence", WrittenNumbers.Licence), IdentifierClass.Licence),
            ["serial"] = (Number("serial", WrittenNumbers.Serial), IdentifierClass.Device),
        };
    }

    public bool IsWoman { get; }

    public DateOnly BirthDate { get; }

    public int AgeYears { get; }

    /// <summary>What a record of the patient holds.</summary>
    public ImmutableArray<KnownIdentifier> Known =>
    [
        .. people.Values.Where(p => p.Owner is not null).SelectMany(p => p.Person.Given.Called.Select(n => $"{n} {p.Person.Family}").Prepend(p.Person.Full).Select(n => new KnownIdentifier(IdentifierClass.Name, n, p.Owner!))),
        new(IdentifierClass.Date, BirthDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Patient),
        .. own.Values.Select(o => new KnownIdentifier(o.Class, o.Value, Patient)),
    ];

    /// <summary>The patient as a sentence names them: <c>Ms. Ruiz</c>, <c>Carmen Ruiz</c>.</summary>
    public void NamePatient(PlantedText text)
    {
        switch (random.NextInt(4))
        {
            case 0:
                Fill(Patient, text);
                break;
            case 1:
                Fill("patient.given", text);
                break;
            default:
                text.Append(IsWoman ? random.Chance(0.5) ? "Mrs. " : "Ms. " : "Mr. ");
                Fill("patient.family", text);
                break;
        }
    }

    public void Fill(string slot, PlantedText text)
    {
        var (name, form) = slot.Split('.', 2) is [var first, var second] ? (first, second) : (slot, "");
        if (own.TryGetValue(slot, out var thing))
            text.Plant(thing.Value, thing.Class, Patient);
        else if (people.TryGetValue(name, out var who) && !Says(form, who.Person, name, text))
            FillName(form, who.Person, who.Owner, text);
        else if (!people.ContainsKey(name) && !FillTime(name, form, text) && !FillPlace(name, text) && !FillNumber(name, text))
            FillWord(slot, text);
    }

    private bool Says(string form, Person person, string role, PlantedText text)
    {
        switch (form)
        {
            case "word":
                text.Append(relations[role is "kin" ? 0 : 1].Word);
                return true;
            case "mr":
                text.Append(person.IsWoman ? "Ms." : "Mr.");
                return true;
            case "email":
                text.Plant(Mail(person), IdentifierClass.Email);
                return true;
            case "dea":
                text.Plant(WrittenNumbers.Dea(random, Plain(person.Family)[0]), IdentifierClass.Licence);
                return true;
            default:
                return false;
        }
    }

    private void FillName(string form, Person person, string? owner, PlantedText text)
    {
        var written = form switch
        {
            "given" => person.Given.Name,
            "family" => person.Family,
            "nick" => person.Nickname(random) ?? person.Given.Name,
            "initials" => person.Initials(random),
            "sort" => person.Sorted(random),
            "caps" => $"{person.Given.Name} {person.Family}".ToUpperInvariant(),
            "" => random.Chance(WithNickname) ? person.Write(random) : $"{person.Given.Name} {person.Family}",
            _ => throw new FormatException($"No form '{form}' of a name."),
        };
        text.Plant(form is not ("initials" or "caps") && random.Chance(Misspelt) ? Person.Misspell(written, random) : written, IdentifierClass.Name, owner);
    }

    private bool FillTime(string name, string form, PlantedText text)
    {
        switch (name)
        {
            case "date" or "date2":
                var day = name is "date" ? visit : visit.AddDays(-random.Between(3, 2000));
                text.Plant(form switch { "header" => WrittenDates.InHeader(day, random), "spoken" => WrittenDates.Spoken(day, random), _ => WrittenDates.InProse(day, random) }, IdentifierClass.Date);
                return true;
            case "dob":
                text.Plant(form is "spoken" ? BirthDate.ToString(random.Pick(["MMMM d, yyyy", "MMMM d yyyy", "d MMMM yyyy"]), CultureInfo.InvariantCulture) : WrittenDates.InHeader(BirthDate, random), IdentifierClass.Date, Patient);
                return true;
            case "month":
                text.Plant(visit.AddMonths(-random.Between(1, 11)).ToString("MMMM", CultureInfo.InvariantCulture), IdentifierClass.Date);
                return true;
            case "weekday":
                text.Plant(visit.ToString("dddd", CultureInfo.InvariantCulture), IdentifierClass.Date, mayStay: true);
                return true;
            case "year":
                text.Plant((visit.Year - random.Between(1, 40)).ToString(CultureInfo.InvariantCulture), IdentifierClass.Year, mayStay: true);
                return true;
            case "age":
                var (written, kind, mayStay) = WrittenDates.Age(form is "old" ? random.Between(90, 106) : AgeYears, random);
                text.Plant(written, kind, mayStay: mayStay);
                return true;
            default:
                return false;
        }
    }

    private bool FillPlace(string name, PlantedText text)
    {
        switch (name)
        {
            case "place":
                text.Plant(random.Pick(set.Places["city"]), IdentifierClass.Place);
                return true;
            case "region":
                text.Plant(random.Pick(set.Places["region"]), IdentifierClass.Region, mayStay: true);
                return true;
            case "street":
                text.Plant(Street(), IdentifierClass.Address);
                return true;
            case "zip":
                text.Plant(Number("postal", WrittenNumbers.PostalCode), IdentifierClass.PostalCode);
                return true;
            case "hospital":
                text.Plant(hospital, IdentifierClass.Organization);
                return true;
            case "clinic" or "employer" or "school" or "insurer" or "hospital2":
                text.Plant(random.Pick(set.Organizations[name.TrimEnd('2')]), IdentifierClass.Organization);
                return true;
            default:
                return false;
        }
    }

    private bool FillNumber(string name, PlantedText text)
    {
        (string Value, IdentifierClass Class)? planted = name switch
        {
            "phone" => (Number("phone", WrittenNumbers.Phone), IdentifierClass.Phone),
            "pager" => (Number("pager", r => r.Fill("#####")), IdentifierClass.Phone),
            "fax" => (Number("phone", WrittenNumbers.Phone), IdentifierClass.Fax),
            "ssn4" => (random.Fill("####"), IdentifierClass.SocialSecurity),
            "card4" => (random.Fill("####"), IdentifierClass.Account),
            "card" => (WrittenNumbers.Card(random), IdentifierClass.Account),
            "iban" => (WrittenNumbers.Iban(random), IdentifierClass.Account),
            "npi" => (WrittenNumbers.Npi(random), IdentifierClass.Licence),
            "passport" => (Number("passport", WrittenNumbers.Passport), IdentifierClass.Licence),
            "plate" => (Number("plate", WrittenNumbers.Plate), IdentifierClass.Vehicle),
            "vin" => (WrittenNumbers.Vin(random), IdentifierClass.Vehicle),
            "udi" => (WrittenNumbers.Udi(random), IdentifierClass.Device),
            "lot" => (random.Fill("@@####"), IdentifierClass.Device),
            "mac" => (string.Join(':', Enumerable.Range(0, 6).Select(_ => random.NextInt(256).ToString("x2", CultureInfo.InvariantCulture))), IdentifierClass.Device),
            "url" => (Url(), IdentifierClass.Url),
            "ip" => (WrittenNumbers.Ip(random), IdentifierClass.IpAddress),
            "biometric" => (Number("biometric", r => r.Fill(r.Pick(["FP-####-@@##", "VP########", "IRIS-@@#####", "RET-##-####", "FPT#######@"]))), IdentifierClass.Biometric),
            "photo" => (Number("photo", r => r.Fill(r.Pick(["IMG_####.jpg", "face_#####.jpeg", "DSC#####.JPG", "portrait-####.png", "frontal_view_###.heic"]))), IdentifierClass.Photo),
            "accession" or "visit" or "specimen" or "study" or "other" => (Number("other", WrittenNumbers.Other), IdentifierClass.OtherId),
            _ => null,
        };
        if (planted is not { } found)
            return false;
        text.Plant(found.Value, found.Class);
        return true;
    }

    /// <summary>In a form of the set's author where there is one.</summary>
    private string Number(string kind, Func<SeededRandom, string> otherwise) => set.Numbers.TryGetValue(kind, out var forms) ? random.Fill(random.Pick(forms)) : otherwise(random);

    private void FillWord(string slot, PlantedText text) => text.Append(slot switch
    {
        "he" => IsWoman ? "she" : "he",
        "He" => IsWoman ? "She" : "He",
        "his" => IsWoman ? "her" : "his",
        "His" => IsWoman ? "Her" : "His",
        "him" => IsWoman ? "her" : "him",
        "man" => IsWoman ? "woman" : "man",
        _ => throw new FormatException($"No slot '{slot}'."),
    });

    private Person Kin(Person patient, bool woman)
    {
        var kin = Person.Draw(set, random, patient.Given.Culture, random.Chance(0.75) ? patient.Family : null);
        return kin.IsWoman == woman || kin.Given.Sex is "x" ? kin with { IsWoman = woman } : Kin(patient, woman);
    }

    private string Street()
    {
        var street = random.Pick(set.Places["street"]);
        var number = random.Between(1, random.Chance(0.3) ? 18000 : 999);
        return random.NextInt(10) switch
        {
            0 => string.Create(CultureInfo.InvariantCulture, $"{number} {street}, Apt {random.Between(1, 60)}{random.Fill("@")}"),
            1 => string.Create(CultureInfo.InvariantCulture, $"{number} {street}, Unit {random.Between(1, 400)}"),
            2 => string.Create(CultureInfo.InvariantCulture, $"{number} {street} #{random.Between(1, 99)}"),
            3 => string.Create(CultureInfo.InvariantCulture, $"P.O. Box {random.Between(10, 9999)}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{number} {street}"),
        };
    }

    private string Mail(Person person)
    {
        var (given, family) = (Plain(person.Given.Name), Plain(person.Family));
        var name = random.NextInt(5) switch
        {
            0 => $"{given}.{family}",
            1 => $"{given[0]}{family}",
            2 => string.Create(CultureInfo.InvariantCulture, $"{given}_{random.Between(1, 99)}"),
            3 => string.Create(CultureInfo.InvariantCulture, $"{given}{family}{random.Between(40, 99)}"),
            _ => $"{family}.{given}",
        };
        return $"{name}@{random.Pick(set.Organizations["domain"])}";
    }

    private string Url() => random.NextInt(3) switch
    {
        0 => $"https://www.{random.Pick(set.Organizations["domain"])}/{random.Fill("p/####")}",
        1 => $"www.{random.Pick(set.Organizations["domain"])}",
        _ => $"http://{random.Pick(set.Organizations["domain"])}/users/{Plain(people[Patient].Person.Family)}",
    };

    /// <summary>As addresses of the net are written: small letters a to z alone.</summary>
    private static string Plain(string name)
    {
        var letters = name.Normalize(System.Text.NormalizationForm.FormD).Where(char.IsAsciiLetter).Select(char.ToLowerInvariant).ToArray();
        return letters.Length == 0 ? "post" : new string(letters);
    }
}
