namespace Salus.Design.Components;

/// <summary>A link in the bar at the top, for everybody who may do the act. Register one per page that people look for by name.</summary>
public sealed record NavigationLink(string Title, string Href, Act Act);

/// <summary>A way to begin something new, offered on the work list: a capability registers one for each kind of draft it makes.</summary>
/// <param name="Icon">Name in <see cref="Icons"/>.</param>
public sealed record StartingPoint(string Title, string Href, string Icon = "plus");
