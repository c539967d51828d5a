namespace Salus.Documentation.Scribe;

/// <summary>What a place in a learned phrase takes from the visit; everything that can be a fact of one patient is one of these.</summary>
public enum Slot
{
    /// <summary>"Martha Collins", from the record.</summary>
    Name,

    /// <summary>"Mrs. Collins", from the record's name and gender.</summary>
    Title,

    /// <summary>"57-year-old", from the record.</summary>
    Age,

    /// <summary>he, she, the patient.</summary>
    Subject,

    /// <summary>him, her, the patient.</summary>
    Object,

    /// <summary>his, her, the patient's.</summary>
    Possessive,

    /// <summary>himself, herself.</summary>
    Reflexive,

    /// <summary>male, female.</summary>
    Gender,

    Drug,

    /// <summary>A number with a unit of quantity: 20 mg, 2 puffs.</summary>
    Dose,

    /// <summary>A number with a unit of time: 3 weeks.</summary>
    Duration,

    /// <summary>Any other number as written: 120/80, 45%.</summary>
    Number,

    /// <summary>left, right, bilateral.</summary>
    Side,

    /// <summary>What a patient feels: cough, back pain.</summary>
    Symptom,

    /// <summary>A disease or injury.</summary>
    Disorder,

    /// <summary>A test or examination with a result.</summary>
    Test,
    Procedure,
    Specialty,
}
