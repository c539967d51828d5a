namespace Salus.Fhir.Patching;

/// <summary>A patch that cannot be applied.</summary>
/// <param name="operation">Counted from 0; null when the patch as a whole is not one.</param>
/// <param name="message">What is wrong with it; never a value of the resource.</param>
/// <param name="isTest">A <c>test</c> did not hold: the patch is fine, the resource is another one than it was made for.</param>
public sealed class FhirPatchException(int? operation, string message, bool isTest = false, Exception? inner = null)
    : Exception(operation is { } number ? $"Operation {number + 1} of the patch: {message}" : message, inner)
{
    public int? Operation { get; } = operation;

    public bool IsTest { get; } = isTest;
}
