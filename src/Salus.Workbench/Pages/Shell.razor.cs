using Microsoft.AspNetCore.Components;

namespace Salus.Workbench.Pages;

/// <summary>Declared here too because generated routes name it, and one source generator does not see what another wrote.</summary>
public sealed partial class Shell : ComponentBase;
