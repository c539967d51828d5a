namespace Salus.Fhir.Search;

/// <summary>A search that cannot be answered: which parameter, what is wrong, what to do. Never repeats the value that was searched for.</summary>
public sealed class SearchException(string parameter, string reason) : Exception($"{Excerpt.Of(parameter, most: 200)}: {Excerpt.Of(reason, most: 500)}")
{
    /// <summary>As it was written, for example <c>subject:Patient.nmae</c>.</summary>
    public string Parameter { get; } = parameter;

    public string Reason { get; } = reason;
}
