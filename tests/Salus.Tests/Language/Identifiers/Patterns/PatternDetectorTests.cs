using Salus.Language.Identifiers;
using Salus.Language.Identifiers.Patterns;

namespace Salus.Tests.Language.Identifiers.Patterns;

/// <summary>Invented numbers throughout; a case is the text and what must be found in it, as "class=text" joined by "|".</summary>
public sealed class PatternDetectorTests
{
    private static readonly IdentifierFinder finder = new(new PatternDetector());

    [Fact]
    public void Reads_no_year_of_a_date_from_another_place_of_the_text() =>
        Assert.Equal("date=12 March", Read("Seen 12 March and again later, of nineteen eighty four beds none was free."));

    [Theory]
    [InlineData("Call 555-201-4477 x12 or (555) 201-4477.", "phone=555-201-4477 x12|phone=(555) 201-4477")]
    [InlineData("Fax: (555) 201-\n4477", "fax=(555) 201-\n4477")]
    [InlineData("pager 4521, ext. 5512", "phone=4521|phone=5512")]
    [InlineData("reach me at 467 3395", "phone=467 3395")]
    [InlineData("office 555-201-4477 option 2, cell (555) 201-4478 (c), pager 555-201-4479 pin 6315", "phone=555-201-4477 option 2|phone=(555) 201-4478 (c)|phone=555-201-4479 pin 6315")]
    [InlineData("from +44 20 7946 0958 and +1-604-555-0152x565", "phone=+44 20 7946 0958|phone=+1-604-555-0152x565")]
    [InlineData("mobile 020 7946 0958, or 0481 71 70 50, 03.81.15.59.51, 60-56-85-91", "phone=020 7946 0958|phone=0481 71 70 50|phone=03.81.15.59.51|phone=60-56-85-91")]
    public void Finds_telephone_fax_and_pager_numbers(string text, string expected) => Assert.Equal(expected, Read(text));

    [Theory]
    [InlineData("mail Ann.Moss+ward@example.org, please", "email=Ann.Moss+ward@example.org")]
    [InlineData("it is moss at example dot org", "email=moss at example dot org")]
    [InlineData("ann.moss at example.com", "email=ann.moss at example.com")]
    [InlineData("see https://www.example.org/p?id=7. Or portal.example.org/x, or example.com.", "url=https://www.example.org/p?id=7|url=portal.example.org/x|url=example.com")]
    [InlineData("from 192.168.7.21 and 2001:db8::ff00:42:8329", "ip-address=192.168.7.21|ip-address=2001:db8::ff00:42:8329")]
    [InlineData("MAC 00:1B:44:11:3A:B7", "device=00:1B:44:11:3A:B7")]
    [InlineData("see IMG_2231.jpg and scan_04.dcm", "photo=IMG_2231.jpg|other-id=scan_04.dcm")]
    [InlineData("fever.He was well at 10:30:45, e.g. today", "")]
    public void Finds_what_networks_are_addressed_by(string text, string expected) => Assert.Equal(expected, Read(text));

    [Theory]
    [InlineData("SSN 219-09-9999", "social-security=219-09-9999")]
    [InlineData("member 375-78-0841-A on the card", "health-plan=375-78-0841-A")]
    [InlineData("chart 43-61-21 came by courier", "medical-record=43-61-21")]
    [InlineData("with consent; release ACC98603575: benign", "account=ACC98603575")]
    [InlineData("The last four of your social? Patient: 4672. It ends in 6041? The last four weeks he took 2400 kcal; labs of the last 4 visits.", "social-security=4672|social-security=6041")]
    [InlineData("SSN: 219-09-\n9999", "social-security=219-09-\n9999")]
    [InlineData("ss# 219099999", "social-security=219099999")]
    [InlineData("SSN ending in 4321; last 4 of SSN: 6789; xxx-xx-1234", "social-security=4321|social-security=6789|social-security=1234")]
    [InlineData("MRN: 00123456, medical record number is 77-41-2", "medical-record=00123456|medical-record=77-41-2")]
    [InlineData("mrn 88123 hospital no. 12345", "medical-record=88123|medical-record=12345")]
    [InlineData("Member ID: XQT123456789; policy number 88-1234", "health-plan=XQT123456789|health-plan=88-1234")]
    [InlineData("card 4111 1111 1111 1111 or 4111111111111111", "account=4111 1111 1111 1111|account=4111111111111111")]
    [InlineData("GB82 WEST 1234 5698 7654 32", "account=GB82 WEST 1234 5698 7654 32")]
    [InlineData("Acct# 99-1234", "account=99-1234")]
    [InlineData("DEA AB1234563, NPI 1234567893, passport X1234567, driver's license number is 2270-66-1551", "licence=AB1234563|licence=1234567893|licence=X1234567|licence=2270-66-1551")]
    [InlineData("VIN 1HGCM82633A004352, license plate ABC-1234", "vehicle=1HGCM82633A004352|vehicle=ABC-1234")]
    [InlineData("serial number SN-99881, lot A12B34, (01)00643169007222(17)160128(21)NJX123", "device=SN-99881|device=A12B34|device=(01)00643169007222(17)160128(21)NJX123")]
    [InlineData("fingerprint ID FP-229911; voiceprint VP88123; retina scan RET-LE3773", "biometric=FP-229911|biometric=VP88123|biometric=RET-LE3773")]
    [InlineData("the last four of your social? [patient] 3032.", "social-security=3032")]
    [InlineData("license plate yu56 nxv was noted (plate A YB 6363)", "vehicle=yu56 nxv|vehicle=A YB 6363")]
    [InlineData("license plate number is XYZ 987, vehicle registration AB12 CDE, a skin tag 5 mm", "vehicle=XYZ 987|vehicle=AB12 CDE")]
    [InlineData("Medical Record No: A1234567, wound_2021-05-03.png", "medical-record=A1234567|photo=wound_2021-05-03.png")]
    [InlineData("Driver's license number SMHSU149086 CC1FK", "licence=SMHSU149086 CC1FK")]
    [InlineData("dob3/4/1950 mrn7729103, MRN: 4471\n9920", "date=3/4/1950|medical-record=7729103|medical-record=4471\n9920")]
    [InlineData("Aminata Amoah (F0552029) is enrolled; device ID ba:d1:14:90:c7:78", "medical-record=F0552029|device=ba:d1:14:90:c7:78")]
    [InlineData("your driver's license number, please? Patient: KDPDN167345 CZ3HE.", "licence=KDPDN167345 CZ3HE")]
    [InlineData("I have your record number as A1363673, lot SS6312, license plate V UL 9910, Board cert. no. 445566", "medical-record=A1363673|device=SS6312|vehicle=V UL 9910|licence=445566")]
    [InlineData("DSC91827.JPG, portrait-1986.png", "photo=DSC91827.JPG|photo=portrait-1986.png")]
    [InlineData("rosa(at)post.example.org", "email=rosa(at)post.example.org")]
    [InlineData("Accession S21-12345, visit # 445566, specimen 21-889", "other-id=S21-12345|other-id=445566|other-id=21-889")]
    [InlineData("#12345 and 123e4567-e89b-12d3-a456-426614174000", "other-id=12345|other-id=123e4567-e89b-12d3-a456-426614174000")]
    [InlineData("1.2.840.113619.2.55.3.604688119 of 2.16.840.1.113883.6.1", "other-id=1.2.840.113619.2.55.3.604688119")]
    [InlineData("ICD S72.001A, CPT 99213, SNOMED 73211009, room 1234567, grade 3", "")]
    public void Finds_numbers_by_their_label_or_check_digit(string text, string expected) => Assert.Equal(expected, Read(text));

    [Theory]
    [InlineData("2021-05-03T10:22:33Z", "date=2021-05-03")]
    [InlineData("On 05/03/2021 and 3.5.2021, 3-May-21, 5/3/21", "date=05/03/2021|date=3.5.2021|date=3-May-21|date=5/3/21")]
    [InlineData("5/3-5/7/2021", "date=5/3|date=5/7/2021")]
    [InlineData("the 3rd of May 2021, May 3rd, May 3, 2021, the third of May", "date=3rd of May 2021|date=May 3rd|date=May 3, 2021|date=third of May")]
    [InlineData("May. 14, 2021", "date=May. 14, 2021")]
    [InlineData("twelve August nineteen fifty eight, Seventeen of January, twenty ninth of September", "date=twelve August nineteen fifty eight|date=Seventeen of January|date=twenty ninth of September")]
    [InlineData("on 3 may she left", "date=3 may")]
    [InlineData("MAY 3, 2021. May '21. sept. 4", "date=MAY 3, 2021|date=May '21|date=sept. 4")]
    [InlineData("Seen on 5/3 and 03/04; since 3/2021", "date=5/3|date=03/04|date=3/2021")]
    [InlineData("Inactive as of December 22 per portal. Off work June 3 - February 22, 2021.", "date=December 22|date=June 3|date=February 22, 2021")]
    [InlineData("In March she fell; last May too; in January", "date=March|date=May|date=January")]
    [InlineData("on july third two thousand eight", "date=july third two thousand eight")]
    [InlineData("Since February nineteen of two thousand seven and September of ninety three", "date=February nineteen of two thousand seven|date=September of ninety three")]
    [InlineData("12MAR2021 and 3 May 21, 3MAY21; on 3 May 10 patients; from 5/3 to 5/9", "date=12MAR2021|date=3 May 21|date=3MAY21|date=3 May|date=5/3|date=5/9")]
    [InlineData("Christmas 2019, Labor Day, summer of 2020", "date=Christmas 2019|date=Labor Day|date=summer of 2020")]
    [InlineData("el 3 de mayo de 2021, am 3. März 2021, le 1er août 2020", "date=3 de mayo de 2021|date=3. März 2021|date=1er août 2020")]
    [InlineData("DOB: 20210503, 20210503102233", "date=20210503|date=20210503")]
    [InlineData("Sent 9.10.15 8:15; clean on JUNE. On Tuesday, May. CABG 11/17 by them", "date=9.10.15|date=JUNE|date=May|date=11/17")]
    [InlineData("in 1977, the 1980s, (2014), 2010-2015", "year=1977|year=1980|year=2014|year=2010|year=2015")]
    public void Finds_dates_in_every_written_form(string text, string expected) => Assert.Equal(expected, Read(text));

    [Theory]
    [InlineData("Strength 5/5 throughout. Pain 4/10, worst 8/10, down from 7/10 to 4/10. BP 120/80, vision 20/20.")]
    [InlineData("Take 1/2 tablet. A 2/6 murmur. Works 24/7. Every q 4-6 h. T2-weighted, L4-5, C5-6. G2P1, G3 P2.")]
    [InlineData("She may improve. They march on. You may take 2 tablets; patients may 3 times repeat it. The third may cause pain, and step 3 may be left out. STEP 3 MAY BE SKIPPED.")]
    [InlineData("1500 mL, 2000 units, 2000 mg daily, at 2015 hours, $2000, platelets 250000, 98.6 F, 7.35/40/90")]
    [InlineData("3-4 times, 10-12 weeks, 2:1 ratio, 1,500 cells, 5-10 mg, 81 mg, x 3 days, 16F foley, second toe")]
    [InlineData("rash for 4/7, abx for 3/7, 2/52 ago, partner for 2/12, similar episode 2/52 ago, output 1100/1250, version 2.1.13, code E11.9, T2N1M0, A2L3B1")]
    [InlineData("Amoxicillin cap 500 mg, glucose (mg/dL): 120, received 2/2 tablets, pH 5.5 1.020, bag 1000 mL, voice 100%, seen 5/5 strength")]
    [InlineData("Na 140 K 4.2 Cl 102 CO2 24 BUN 12, O2 sat 98, HR 72, RR 16, EF 55-60%, A1c 7.2, Gleason 3+4")]
    public void Passes_over_what_only_looks_like_a_date_or_a_number(string text) => Assert.Equal("", Read(text));

    [Theory]
    [InlineData("92-year-old woman, aged 94, 93 yo, 93F", "old-age=92|old-age=94|old-age=93|old-age=93")]
    [InlineData("ninety-three years old, in her nineties, a hundred and two years old", "old-age=ninety-three|old-age=nineties|old-age=a hundred and two")]
    [InlineData("age: 47, turned 60, 47M with cough, 52 y/o, forty-seven-year-old", "age=47|age=60|age=47|age=52|age=forty-seven")]
    [InlineData("in his 60s, died at 62, when she was 12, a 6-month-old", "age=60s|age=62|age=12|age=6")]
    [InlineData("He lived to be 103, you know. She is 94 and lives alone. Her mother, 91, and father, 90, are well.", "old-age=103|old-age=94|old-age=91|old-age=90")]
    [InlineData("The 94 woman and a one hundred and three man; 98, widowed", "old-age=94|old-age=one hundred and three|old-age=98")]
    [InlineData("How old are you? Patient: I'm 104.", "old-age=104")]
    [InlineData("pulse 92, weight 93 kg, heart rate in the 90s, saturation is 95, she is 5 feet tall, I am at one hundred and eighty three pounds", "")]
    [InlineData("72-74 years old", "age=72|age=74")]
    [InlineData("for 47 years, 20 years ago, turned 90 degrees", "")]
    public void Finds_ages_and_tells_the_old_ones(string text, string expected) => Assert.Equal(expected, Read(text));

    [Theory]
    [InlineData("the bar on 284 FM 1960, then 5980 US 1", "address=284 FM 1960|address=5980 US 1")]
    [InlineData("lives at 123 N. Main St., Apt 4B", "address=123 N. Main St., Apt 4B")]
    [InlineData("123 Oak Street\nSpringfield, IL 62701\nPhone", "address=123 Oak Street\nSpringfield, IL 62701")]
    [InlineData("12 High Street, London SW1A 1AA; 4567 N Oak Ave Apt 12 Chicago, IL; 12½ Elm St", "address=12 High Street, London SW1A 1AA|address=4567 N Oak Ave Apt 12 Chicago, IL|address=12½ Elm St")]
    [InlineData("LAKEMOOR COUNTY HOSPITAL\n1420 Aldergrove Avenue, Suite 300, Bellhaven, OH 44121", "address=1420 Aldergrove Avenue, Suite 300, Bellhaven, OH 44121")]
    [InlineData("Musterstraße 12, 10115 Berlin", "address=Musterstraße 12, 10115 Berlin")]
    [InlineData("She lives on Elm Street. The drive was long, and the road is bad.", "address=Elm Street")]
    [InlineData("PO Box 1234 and RR 2 Box 15", "address=PO Box 1234|address=RR 2 Box 15")]
    [InlineData("PSC 0413, Box 8144\nAPO AA 42323", "address=PSC 0413, Box 8144\nAPO AA 42323")]
    [InlineData("wohnt Hauptstraße 12 seit Mai", "address=Hauptstraße 12")]
    [InlineData("habite 12 rue de la Paix", "address=12 rue de la Paix")]
    [InlineData("lives at 28245 Puruntie 82 Apt. 595", "address=28245 Puruntie 82 Apt. 595")]
    [InlineData("in Rua do Arenque 1634", "address=Rua do Arenque 1634")]
    [InlineData("the corner of 11 Elm Road and Hill Street", "address=the corner of 11 Elm Road and Hill Street")]
    [InlineData("Flat 2, 15 Acacia Road", "address=Flat 2, 15 Acacia Road")]
    [InlineData("lives at 123 main street", "address=123 main street")]
    [InlineData("your address still 354 broadway in boone, 997 w 42nd street", "address=354 broadway|address=997 w 42nd street")]
    [InlineData("at 277 Martin Luther King Jr. Blvd, 960 Old Mill Road, 355 Highway 61 South, Unit 66", "address=277 Martin Luther King Jr. Blvd|address=960 Old Mill Road|address=355 Highway 61 South, Unit 66")]
    [InlineData("a 20 minute drive, 2 way street, 10 mile road", "")]
    public void Finds_addresses(string text, string expected) => Assert.Equal(expected, Read(text));

    [Theory]
    [InlineData("Zip: 62701-1234, postcode 3520", "postal-code=62701-1234|postal-code=3520")]
    [InlineData("Chicago, IL 60601; London SW1A 1AA; Halifax B3H 4R2", "postal-code=60601|postal-code=SW1A 1AA|postal-code=B3H 4R2")]
    [InlineData("Rochester, FL A70 1LR. Boring, Georgia WU2 0BR Home", "postal-code=A70 1LR|postal-code=WU2 0BR")]
    [InlineData("Reading WU2 0BR", "postal-code=WU2 0BR")]
    [InlineData("in Boise, ID 83702.", "postal-code=83702")]
    [InlineData("in Bjert 6091 in spring", "postal-code=6091")]
    public void Finds_postal_codes(string text, string expected) => Assert.Equal(expected, Read(text));

    private static string Read(string text) =>
        string.Join('|', finder.Find(text).Select(s => $"{s.Class.Word()}={s.Span.In(text)}"));
}
