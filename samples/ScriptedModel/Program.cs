using Salus.Samples;

// dotnet run --project samples/ScriptedModel -- 8088 honest
var port = args.Length > 0 && int.TryParse(args[0], System.Globalization.CultureInfo.InvariantCulture, out var given) ? given : 8088;
var behaviour = args.Length > 1 ? args[1] : "repeats";
if (!Behaviours.All.TryGetValue(behaviour, out var script))
{
    await Console.Error.WriteLineAsync($"There is no behaviour '{behaviour}'. Choose one of: {string.Join(", ", Behaviours.All.Keys)}.");
    return 2;
}
await using var server = await ScriptedModelServer.StartAsync(script, port);
await Console.Out.WriteLineAsync($"A scripted model that {behaviour} listens on {server.Address}. Ctrl-C ends it.");
var stop = new TaskCompletionSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.TrySetResult();
};
await stop.Task;
return 0;
