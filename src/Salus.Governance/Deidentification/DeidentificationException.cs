namespace Salus.Governance.Deidentification;

/// <summary>
/// Something that cannot be de-identified as it is: says what, where and what to do. The message is shown and logged, so it never holds
/// a value of the input: only names of elements, lines, columns and counts.
/// </summary>
public sealed class DeidentificationException(string message, Exception? inner = null) : Exception(message, inner);
