using System.Globalization;

namespace Salus.Fhir.Validation;

/// <summary>Measures whose criteria nothing can compute, and reports that do not fit their measure.</summary>
internal sealed class MeasureRules(ValidationRun run)
{
    public void CheckMeasure(Spot measure)
    {
        var libraries = measure.All("library").Count();
        foreach (var spot in measure.Descendants())
        {
            if (spot.TypeName is "Expression" && spot.Value("language") is "text/cql" or "text/cql.identifier" && libraries == 0)
                run.Warn(spot, "not-found", "measure-library", "The criteria are written in CQL, but the measure names no library that defines them.");
        }
    }

    public void CheckReport(Spot report)
    {
        if (report.Value("measure") is not { Length: > 0 } url)
            return;
        var measure = url.StartsWith('#') ? run.References.Contained(report, url[1..])?.Node : run.Definitions.Added(url, "Measure") ?? run.Options.Resolve?.Invoke(url);
        if (measure is not { ResourceType: "Measure" })
        {
            run.Note(report.First("measure")!, "not-found", "measure", $"The measure {PrimitiveRules.Short(url)} is not loaded, so the report was not checked against it.");
            return;
        }
        var groups = report.All("group").ToList();
        var defined = measure.All("group").ToList();
        Match(report, groups, defined, "group", (group, definition) => Group(report, group, definition, measure));
    }

    private void Group(Spot report, Spot group, FhirNode definition, FhirNode measure)
    {
        Match(group, [.. group.All("population")], [.. definition.All("population")], "population", (population, _) => Subjects(report, population));
        Match(group, [.. group.All("stratifier")], [.. definition.All("stratifier")], "stratifier", (_, _) => { });
        Score(report, group, measure["scoring"]?["coding"]?["code"]?.Value);
    }

    /// <summary>Which scores a report has by its type and by the scoring of its measure (https://hl7.org/fhir/R4/valueset-measure-scoring.html).</summary>
    private void Score(Spot report, Spot group, string? scoring)
    {
        var score = group.First("measureScore");
        if (report.Value("type") is "data-collection")
        {
            if (score is not null)
                run.Error(score, "business-rule", "measure-score", "A data collection report has no score.");
            return;
        }
        switch (scoring)
        {
            case "cohort" when score is not null:
                run.Error(score, "business-rule", "measure-score", "A cohort measure has no score.");
                break;
            case "proportion" or "ratio" or "continuous-variable" or "composite" when score is null:
                run.Error(group, "business-rule", "measure-score", $"A {scoring} measure needs a score.");
                break;
            case "proportion" when score!.Value("value") is { } value && decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is < 0 or > 1:
                run.Error(score, "business-rule", "measure-score", $"The score of a proportion is between 0 and 1, not {PrimitiveRules.Short(value)}.");
                break;
        }
    }

    /// <summary>Parts of a report stand for parts of the measure by their codes; a single one without code stands for the single one.</summary>
    private void Match(Spot above, List<Spot> parts, List<FhirNode> defined, string name, Action<Spot, FhirNode> check)
    {
        if (parts.Count == 1 && defined.Count == 1 && (parts[0].First("code") is null || IsSame(parts[0].Node["code"], defined[0]["code"])))
        {
            check(parts[0], defined[0]);
            return;
        }
        if (parts.Count == 0 && defined.Count == 0)
            return;
        var met = new HashSet<FhirNode>(ReferenceEqualityComparer.Instance);
        foreach (var part in parts)
        {
            if (part.Node["code"] is not { } code)
            {
                run.Error(part, "business-rule", "measure-code", $"The {name} needs a code, so that it is clear which {name} of the measure it stands for.");
                continue;
            }
            if (defined.Find(d => IsSame(code, d["code"])) is not { } definition)
            {
                run.Error(part, "business-rule", "measure-code", $"The measure has no {name} with the code of this {name}.");
                continue;
            }
            if (!met.Add(definition))
                run.Error(part, "business-rule", "measure-code", $"Another {name} of the report has the same code.");
            check(part, definition);
        }
        foreach (var lost in defined.Where(d => !met.Contains(d) && (name is not "stratifier" || parts.Count > 0)))
            run.Error(above, "business-rule", "measure-code", $"The report lacks the {name} '{lost["code"]?["coding"]?["code"]?.Value ?? lost.Id}' of the measure.");
    }

    private void Subjects(Spot report, Spot population)
    {
        if (population.Value("count") is null && report.Value("type") is not ("subject-list" or "data-collection"))
            run.Warn(population, "business-rule", "measure-count", "The population has no count.");
        if (population.First("subjectResults") is not { } subjects)
        {
            if (report.Value("type") is "subject-list" && population.Value("count") is not (null or "0"))
                run.Error(population, "business-rule", "measure-subjects", "A subject list names the subjects of every population.");
            return;
        }
        if (report.Value("type") is not "subject-list")
        {
            run.Error(population, "business-rule", "measure-subjects", "Only reports of type subject-list name subjects.");
            return;
        }
        if (run.References.Resolve(subjects) is { TypeName: "List" } list && int.TryParse(population.Value("count"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count != list.All("entry").Count())
            run.Error(population, "business-rule", "measure-subjects", $"The count is {count}, but the list names {list.All("entry").Count()} subjects.");
    }

    private static bool IsSame(FhirNode? a, FhirNode? b)
    {
        if (a is null || b is null)
            return false;
        var mine = a.All("coding").Select(c => (c["system"]?.Value, c["code"]?.Value)).ToList();
        var theirs = b.All("coding").Select(c => (c["system"]?.Value, c["code"]?.Value)).ToList();
        return mine.Count > 0 && theirs.Count > 0 ? mine.Intersect(theirs).Any() : a["text"]?.Value is { } text && string.Equals(text, b["text"]?.Value, StringComparison.Ordinal);
    }
}
