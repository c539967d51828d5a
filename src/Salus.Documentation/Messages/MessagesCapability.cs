using System.CommandLine;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Salus.Design;
using Salus.Design.Components;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Messages;

/// <summary>The portal inbox: what a message is about, how urgent it is and why, and the draft of a reply where one may be written.</summary>
public sealed class MessagesCapability : ICapability
{
    public const string CapabilityName = "messages";

    public string Name => CapabilityName;

    public string Title => "Messages";

    public void AddServices(IServiceCollection services)
    {
        services.AddWords(CapabilityName);
        services.AddSingleton<MessageTriage>();
        services.AddSingleton<ReplyWriter>();
        services.AddSingleton<Inbox>();
        services.AddSingleton(MessageTool.Tool);
        services.AddSingleton<ICheck, ReplyCheck>();
        services.AddSingleton(new StartingPoint("Messages", "/messages", "inbox"));
        services.AddSingleton(new PatientAct("Answer a message", "/messages?patient={patient}", Act.CreateDraft));
        services.AddSingleton<IEvaluation, MessageEvaluation>();
    }

    public void Map(IEndpointRouteBuilder routes) => MessageEndpoints.Map(routes);

    public IEnumerable<Command> Commands(CommandContext context) => [MessagesCommand.Create(context)];
}
