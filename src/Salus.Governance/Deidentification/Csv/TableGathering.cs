using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification;

/// <summary>Tells whom the rows of a table speak of.</summary>
internal sealed class TableGathering(TablePlan plan, KnownPeople people)
{
    public void Add(string[] row)
    {
        var subject = SubjectOf(plan, row);
        if (Name(row, ofClinician: false) is { } name)
            people.Add(subject, new(IdentifierClass.Name, name, KnownPeople.Patient));
        if (Name(row, ofClinician: true) is { } clinician)
            people.AddShared(new(IdentifierClass.Name, clinician, $"clinician-{string.Join('-', NameWords.Split(clinician).Select(NameWords.Fold))}"));
        var birth = plan.Columns.Index().Where(c => c.Item.IsBirth && c.Index < row.Length).Select(c => row[c.Index]).FirstOrDefault();
        people.Born(subject, birth);
        for (var i = 0; i < row.Length; i++)
        {
            var column = plan.Columns[i];
            var value = row[i].Trim();
            if (value.Length < 3)
                continue;
            if (i == plan.SubjectColumn || column.Class is IdentifierClass.MedicalRecord or IdentifierClass.SocialSecurity)
                people.Same(subject, value, birth);
            if (column.Class is IdentifierClass.Phone or IdentifierClass.Fax or IdentifierClass.Email or IdentifierClass.SocialSecurity or IdentifierClass.MedicalRecord or IdentifierClass.HealthPlan
                    or IdentifierClass.Account or IdentifierClass.Licence or IdentifierClass.Address or IdentifierClass.Place || column.IsBirth || i == plan.SubjectColumn)
                people.Add(subject, new(column.Class, value, KnownPeople.Patient));
            else if (column.Class is IdentifierClass.Organization)
                people.AddShared(new(column.Class, value, $"organization-{string.Join('-', NameWords.Split(value).Select(NameWords.Fold))}"));
        }
    }

    /// <summary>By the column that says so; else by the name and the date of birth in the row; else nobody.</summary>
    public static Subject SubjectOf(TablePlan plan, string[] row)
    {
        if (plan.SubjectColumn >= 0 && plan.SubjectColumn < row.Length && row[plan.SubjectColumn].Trim() is { Length: > 0 } id)
            return new(id);
        if (!plan.HasPeople)
            return Subject.Nobody;
        var person = string.Join('\n', row.Where((_, i) => plan.Columns[i] is { Class: IdentifierClass.Name, OfClinician: false } || plan.Columns[i].IsBirth).Select(c => c.Trim().ToUpperInvariant()));
        return person.Any(char.IsLetterOrDigit) ? new($"row of {person}") : Subject.Nobody;
    }

    /// <summary>Given names before family names, whatever the order of columns.</summary>
    private string? Name(string[] row, bool ofClinician)
    {
        var parts = row.Select((cell, i) => (Cell: cell.Trim(), Plan: plan.Columns[i])).Where(c => c.Cell.Length > 1 && c.Plan.Class is IdentifierClass.Name && c.Plan.OfClinician == ofClinician).ToList();
        return parts.Find(p => p.Plan.Part is NamePart.Whole) is { Cell: { } whole } ? whole
            : parts.Count > 0 ? string.Join(' ', parts.OrderBy(p => p.Plan.Part).Select(p => p.Cell)) : null;
    }
}
