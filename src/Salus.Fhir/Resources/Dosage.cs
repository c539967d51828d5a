namespace Salus.Fhir.Resources;

/// <summary>How a medication is taken.</summary>
public readonly record struct Dosage(FhirNode Node)
{
    public int? Sequence => Node.Whole("sequence");

    /// <summary>As people say it.</summary>
    public string? Text => Node.Text("text");

    public string? PatientInstruction => Node.Text("patientInstruction");

    public Timing? Timing => Node.One("timing", n => new Timing(n));

    public bool? AsNeeded => Node.Flag("asNeededBoolean");

    public CodeableConcept? AsNeededFor => Node.One("asNeededCodeableConcept", n => new CodeableConcept(n));

    public CodeableConcept? Site => Node.One("site", n => new CodeableConcept(n));

    public CodeableConcept? Route => Node.One("route", n => new CodeableConcept(n));

    public CodeableConcept? Method => Node.One("method", n => new CodeableConcept(n));

    public IReadOnlyList<DoseAndRate> Doses => Node.Each("doseAndRate", n => new DoseAndRate(n));

    /// <summary>An amount per dose or per time.</summary>
    public readonly record struct DoseAndRate(FhirNode Node)
    {
        public CodeableConcept? Type => Node.One("type", n => new CodeableConcept(n));

        public Quantity? Dose => Node.One("doseQuantity", n => new Quantity(n));

        public Range? DoseRange => Node.One("doseRange", n => new Range(n));

        public Quantity? Rate => Node.One("rateQuantity", n => new Quantity(n));

        public Ratio? RateRatio => Node.One("rateRatio", n => new Ratio(n));

        public Range? RateRange => Node.One("rateRange", n => new Range(n));
    }
}

/// <summary>When something happens, once or repeatedly.</summary>
public readonly record struct Timing(FhirNode Node)
{
    public IReadOnlyList<string> Events => Node.Texts("event");

    public Repetition? Repeat => Node.One("repeat", n => new Repetition(n));

    /// <summary>A known schedule, for example BID.</summary>
    public CodeableConcept? Code => Node.One("code", n => new CodeableConcept(n));

    /// <summary>So often in each period, between bounds.</summary>
    public readonly record struct Repetition(FhirNode Node)
    {
        public Period? Bounds => Node.One("boundsPeriod", n => new Period(n));

        public Quantity? BoundsDuration => Node.One("boundsDuration", n => new Quantity(n));

        public int? Count => Node.Whole("count");

        /// <summary>Times per period.</summary>
        public int? Frequency => Node.Whole("frequency");

        public int? FrequencyMax => Node.Whole("frequencyMax");

        public decimal? Period => Node.Number("period");

        public decimal? PeriodMax => Node.Number("periodMax");

        /// <summary>s | min | h | d | wk | mo | a</summary>
        public string? PeriodUnit => Node.Text("periodUnit");

        public IReadOnlyList<string> DaysOfWeek => Node.Texts("dayOfWeek");

        public IReadOnlyList<string> TimesOfDay => Node.Texts("timeOfDay");

        /// <summary>Events of the day such as AC, PC, HS.</summary>
        public IReadOnlyList<string> When => Node.Texts("when");
    }
}
