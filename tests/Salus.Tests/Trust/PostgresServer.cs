using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Salus.Tests.Trust;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Salus.Tests.Trust;

/// <summary>A private PostgreSQL cluster on loopback, started by the first test that asks and gone with the last.</summary>
public sealed class PostgresServer : IDisposable
{
    private readonly Lazy<(string? ConnectionString, string Why)> started;
    private DirectoryInfo? folder;
    private int databases;

    public PostgresServer() => started = new(Start);

    /// <summary>Skips the calling test, with the reason, when there is no PostgreSQL here.</summary>
    /// <returns>Connection string of a new, empty database.</returns>
    public string NewDatabase()
    {
        var (server, why) = started.Value;
        Assert.SkipUnless(server is not null, why);
        var name = string.Create(CultureInfo.InvariantCulture, $"t{Interlocked.Increment(ref databases)}");
        using var connection = new NpgsqlConnection(server);
        connection.Open();
        using var create = connection.CreateCommand();
        create.CommandText = $"create database {name}";
        create.ExecuteNonQuery();
        return new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 10 }.ToString();
    }

    private (string?, string) Start()
    {
        var bin = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).Where(d => File.Exists(Path.Combine(d, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
            : null;
        if (bin is null)
            return (null, "PostgreSQL is not installed (Debian: apt-get install postgresql).");
        folder = Directory.CreateTempSubdirectory("salus-postgres-");
        var data = Path.Combine(folder.FullName, "data");
        if (Environment.IsPrivilegedProcess)
            Run("chown", "postgres", folder.FullName);
        var port = FreePort();
        RunAsOwner(Path.Combine(bin, "initdb"), "-D", data, "-U", "salus", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        RunAsOwner(Path.Combine(bin, "pg_ctl"), "-D", data, "-w", "-l", Path.Combine(folder.FullName, "log"),
            "-o", string.Create(CultureInfo.InvariantCulture, $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c max_connections=200"), "start");
        stop = () => RunAsOwner(Path.Combine(bin, "pg_ctl"), "-D", data, "-m", "immediate", "stop");
        return (string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username=salus;Database=postgres"), "");
    }

    private Action? stop;

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>PostgreSQL refuses to run as root.</summary>
    private static void RunAsOwner(string program, params string[] arguments)
    {
        if (Environment.IsPrivilegedProcess)
            Run("runuser", ["-u", "postgres", "--", program, .. arguments]);
        else
            Run(program, arguments);
    }

    private static void Run(string program, params string[] arguments)
    {
        // The server inherits these handles, so nobody waits for their end.
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1 </dev/null", program, .. arguments]) { WorkingDirectory = "/" })!;
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    public void Dispose()
    {
        if (!started.IsValueCreated || stop is null)
            return;
        NpgsqlConnection.ClearAllPools();
        stop();
        folder!.Delete(recursive: true);
    }
}
