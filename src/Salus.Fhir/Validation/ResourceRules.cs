namespace Salus.Fhir.Validation;

/// <summary>A resource as a whole: its type, its profiles, what it contains, and rules of its type that R4 states only in words.</summary>
internal sealed class ResourceRules
{
    private readonly ValidationRun run;
    private readonly BundleRules bundles;
    private readonly QuestionnaireRules questionnaires;
    private readonly ResponseRules responses;
    private readonly MeasureRules measures;
    private readonly StructureDefinitionRules structures;
    private readonly TerminologyRules terms;
    private readonly SearchParameterRules searches;
    private readonly MapRules maps;
    private readonly CapabilityRules capabilities;

    public ResourceRules(ValidationRun run)
    {
        this.run = run;
        Narratives = new NarrativeRules(run);
        Values = new ValueRules(run);
        bundles = new BundleRules(run);
        questionnaires = new QuestionnaireRules(run);
        responses = new ResponseRules(run);
        measures = new MeasureRules(run);
        structures = new StructureDefinitionRules(run);
        terms = new TerminologyRules(run);
        searches = new SearchParameterRules(run);
        maps = new MapRules(run);
        capabilities = new CapabilityRules(run);
    }

    public NarrativeRules Narratives { get; }

    public ValueRules Values { get; }

    public void Check(Spot spot)
    {
        if (spot.Shape is null)
        {
            run.Add(IssueSeverity.Fatal, spot, "invalid", "resource-type", $"'{spot.Node.ResourceType}' is not a resource type of R4. Correct resourceType, or load the logical model that defines it.");
            return;
        }
        if (run.Definitions.Type(spot.TypeName) is { IsAbstract: true })
        {
            run.Error(spot, "invalid", "resource-type", $"{spot.TypeName} is abstract; name a concrete resource type.");
            return;
        }
        run.Structure.Check(spot);
        foreach (var profile in spot.First("meta")?.All("profile") ?? [])
        {
            if (profile.Node.Value is { Length: > 0 } url)
                run.Profiles.Check(spot, url, "in meta.profile");
        }
        if (spot.TypeName is "Observation" && VitalSigns.ProfileOf(spot) is { } vital)
            run.Profiles.Check(spot, vital, "by R4 for this vital sign");
        foreach (var global in run.Definitions.GlobalProfiles(spot.TypeName))
            run.Profiles.Check(spot, global, "by an implementation guide for every resource of the type");
        Contained(spot);
        Ids(spot);
        switch (spot.TypeName)
        {
            case "Bundle":
                bundles.Check(spot);
                break;
            case "Questionnaire":
                questionnaires.Check(spot);
                break;
            case "QuestionnaireResponse":
                responses.Check(spot);
                break;
            case "Measure":
                measures.CheckMeasure(spot);
                break;
            case "MeasureReport":
                measures.CheckReport(spot);
                break;
            case "StructureDefinition":
                structures.Check(spot);
                break;
            case "ValueSet":
                terms.CheckValueSet(spot);
                break;
            case "CodeSystem":
                terms.CheckCodeSystem(spot);
                break;
            case "SearchParameter":
                searches.Check(spot);
                break;
            case "ConceptMap":
                maps.Check(spot);
                break;
            case "CapabilityStatement":
                capabilities.Check(spot);
                break;
        }
    }

    /// <summary>Ids of elements are unique in their resource, except that both views of a profile name the same elements.</summary>
    private void Ids(Spot resource)
    {
        if (resource.TypeName is "StructureDefinition")
            return;
        HashSet<string>? seen = null;
        var open = new Queue<Spot>([resource]);
        while (open.TryDequeue(out var spot))
        {
            foreach (var child in spot.Children)
            {
                if (child.IsResource)
                    continue;
                if (child.Node.Children.Length > 0)
                    open.Enqueue(child);
                else if (child.Node.Name is "id" && !ReferenceEquals(spot, resource) && child.Node.Value is { } id && !(seen ??= new HashSet<string>(StringComparer.Ordinal)).Add(id))
                    run.Error(spot, "duplicate", "duplicate-id", $"Another element of the resource has the id '{PrimitiveRules.Short(id)}' too; ids of elements are unique.");
            }
        }
    }

    /// <summary>Contained resources need an id of their own, and something that points at them or that they point back from.</summary>
    private void Contained(Spot spot)
    {
        var contained = spot.All("contained").ToList();
        if (contained.Count == 0 || !run.Options.CheckContained)
            return;
        var pointed = spot.Descendants().Where(s => s.Node.Value is { Length: > 1 } value && value[0] == '#' && (s.ElementName is "reference" || s.TypeName is "uri" or "url" or "canonical"))
            .Select(s => s.Node.Value![1..]).ToHashSet(StringComparer.Ordinal);
        foreach (var text in spot.Descendants().Where(s => s.TypeName is "xhtml").Select(s => s.Node.Value).OfType<string>())
            pointed.UnionWith(NarrativeRules.LocalTargets(text));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var resource in contained)
        {
            if (resource.Node.Id is not { Length: > 0 } id)
            {
                run.Error(resource, "required", "contained-id", "A contained resource needs an id, so that a reference can name it.");
                continue;
            }
            if (!seen.Add(id))
                run.Error(resource, "duplicate", "contained-id", $"Two contained resources have the id '{id}'; give one another id.");
            var pointsBack = resource.Descendants().Any(s => s.ElementName is "reference" && s.Node.Value == "#");
            if (!pointed.Contains(id) && !pointsBack)
                run.Error(resource, "invariant", "dom-3", $"Nothing refers to the contained resource '{id}'. Refer to it, or remove it.");
        }
    }
}
