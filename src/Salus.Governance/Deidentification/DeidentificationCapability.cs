using System.CommandLine;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Salus.Design;
using Salus.Design.Components;
using Salus.Governance.Deidentification.Commands;
using Salus.Governance.Deidentification.Evaluation;
using Salus.Governance.Deidentification.Exchange;
using Salus.Governance.Deidentification.Fhir;
using Salus.Governance.Deidentification.Releases;
using Salus.Language.Identifiers;
using Salus.Language.Identifiers.Second;
using Salus.Trust;

namespace Salus.Governance.Deidentification;

/// <summary>De-identification: documents and data without the people in them, reviewed and signed before they leave.</summary>
public sealed class DeidentificationCapability : ICapability
{
    public const string CapabilityName = "deidentify";

    public string Name => CapabilityName;

    public string Title => "De-identification";

    public void AddServices(IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        // The order decides who reads a file that several could: forms that say what they are come before plain text.
        services.AddSingleton<IFileDeidentifier, PdfFileDeidentifier>();
        services.AddSingleton<IFileDeidentifier, WordFileDeidentifier>();
        services.AddSingleton<IFileDeidentifier, RtfFileDeidentifier>();
        services.AddSingleton<IFileDeidentifier, HtmlFileDeidentifier>();
        services.AddSingleton<IFileDeidentifier, V2FileDeidentifier>();
        services.AddSingleton<IFileDeidentifier, CdaFileDeidentifier>();
        services.AddSingleton<IFileDeidentifier, FhirFileDeidentifier>();
        services.AddSingleton<IFileDeidentifier, CsvFileDeidentifier>();
        services.AddSingleton<IFileDeidentifier, TextFileDeidentifier>();
        services.AddSingleton<TextReading>(provider => (replacer, tally) => new TextDeidentifier(IdentifierFinders.For(replacer.Policy.DefaultDeny), replacer, tally, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<PatientsOfRecord>();
        services.AddSingleton(provider => new ReleaseKeys(provider.GetRequiredService<TrustOptions>().Home));
        ReleaseServices.Add(services, () => new SecondOpinion());
        services.AddSingleton(_ => IdentifierFinders.Embedded);
        services.AddSingleton<IEvaluation, DeidentificationEvaluation>();
        services.AddSingleton(new NavigationLink("Releases", "/releases", Act.ReadData));
        services.AddSingleton(new StartingPoint("De-identify files", "/releases", "lock") { Needs = Act.ReadData });
        services.AddSingleton(new DraftCompanion(CapabilityName, "Documents", "/releases/drafts/{draft}"));
    }

    public void Map(IEndpointRouteBuilder routes) => ReleaseEndpoints.Map(routes);

    public IEnumerable<Command> Commands(CommandContext context) => [DeidentifyCommand.Create(context), ReidentifyCommand.Create(context)];
}
