using System.Collections.Immutable;
using Salus.Design;

namespace Salus.Workbench;

/// <summary>What this program can do. A capability is in when its line is here.</summary>
public static class Capabilities
{
    public static ImmutableArray<ICapability> All { get; } =
    [
        new Salus.Documentation.Scribe.ScribeCapability(),
        new Salus.Documentation.Ask.AskCapability(),
        new Salus.Documentation.Registries.RegistriesCapability(),
        new Salus.Documentation.Messages.MessagesCapability(),
        new Salus.Documentation.Summaries.SummariesCapability(),
        new Salus.Documentation.Surveys.SurveysCapability(),
        new Salus.Documentation.Letters.LettersCapability(),
        new Salus.Documentation.VisitSummaries.VisitSummariesCapability(),
        new Salus.Synthesis.Tables.TablesCapability(),
        new Salus.Governance.Deidentification.DeidentificationCapability(),
    ];
}
