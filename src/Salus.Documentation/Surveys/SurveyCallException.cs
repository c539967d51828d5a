namespace Salus.Documentation.Surveys;

/// <summary>Something about surveys that cannot be done so; the message says what to do.</summary>
public sealed class SurveyCallException(string message) : ArgumentException(message);
