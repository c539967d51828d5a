using Microsoft.AspNetCore.Routing;
using Salus.Design.Components;

namespace Salus.Design.Pages;

/// <summary>Everything of this assembly that is not a page: assets, the theme's form, the forms of the review page, downloads.</summary>
public static class DesignEndpoints
{
    public static void MapSalusDesign(this IEndpointRouteBuilder routes)
    {
        routes.MapSalusAssets();
        routes.MapTheme();
        routes.MapReviewForms();
        routes.MapNoteDownloads();
    }
}
