using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Salus.Trust;

/// <summary>The operating system's SQLite: it gets security fixes without a new Salus.</summary>
internal static class SqliteLibrary
{
    private static readonly Lazy<bool> loaded = new(Load);

    /// <exception cref="SqliteMissingException">No usable library on this machine.</exception>
    public static void Require()
    {
        if (!loaded.Value)
            throw new SqliteMissingException();
    }

    private static bool Load()
    {
        var names = OperatingSystem.IsWindows() ? ["winsqlite3.dll"]
            : OperatingSystem.IsMacOS() ? ["/usr/lib/libsqlite3.dylib", "libsqlite3.dylib"]
            : (string[])["libsqlite3.so.0", "libsqlite3.so"];
        nint library = 0;
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, out library))
                break;
        }
        if (library == 0)
            return false;
        NativeLibrary.SetDllImportResolver(
            typeof(SQLite3Provider_e_sqlite3).Assembly,
            (string name, Assembly _, DllImportSearchPath? _) => name == "e_sqlite3" ? library : 0);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        raw.FreezeProvider();
        return true;
    }
}

/// <summary>The machine has no SQLite library.</summary>
public sealed class SqliteMissingException() : Exception(
    "SQLite is not installed: install the package 'libsqlite3-0' (Debian, Ubuntu: apt-get install libsqlite3-0), 'sqlite-libs' (Fedora, Alpine) or 'sqlite' (Arch), or set SALUS_DATABASE to a PostgreSQL connection string.");
