using System.Runtime.CompilerServices;

namespace Salus.Language.Identifiers;

/// <summary>
/// For methods that every word of every text passes: they are compiled for speed the first time. Otherwise the runtime compiles them quickly,
/// counts their calls and comes back later, by when most runs over a few megabytes of notes are over.
/// </summary>
internal static class EveryWord
{
    public const MethodImplOptions Passes = MethodImplOptions.AggressiveOptimization;
}
