using System.Collections.Immutable;

namespace Salus.Synthesis.Tables.Engines.Marginals;

/// <summary>The codings in a model file.</summary>
internal static class ColumnCodings
{
    public static ImmutableArray<ColumnCoding> Read(ImmutableArray<Column> columns, ModelFileReader file)
    {
        var codings = file.Json<ImmutableArray<ColumnCoding>>("codings");
        if (codings.IsDefault || codings.Length != columns.Length)
            throw new SynthesisException("The model file has another number of codings than columns. Fit the model again.");
        for (var i = 0; i < codings.Length; i++)
            if ((codings[i] is { } coding ? coding.Fault(columns[i]) : "it is missing") is { } fault)
                throw new SynthesisException($"The model file cannot be used: the coding of '{columns[i].Name}' is wrong, {fault}. Fit the model again.");
        return codings;
    }
}
