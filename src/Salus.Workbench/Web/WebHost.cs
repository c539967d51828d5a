using System.Collections.Immutable;
using System.Net;
using System.Reflection;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Salus.Design;
using Salus.Design.Pages;
using Salus.Design.Components;
using Salus.Trust;
using Salus.Workbench.Fhir;
using Salus.Workbench.Imports;
using Salus.Workbench.Models;
using Salus.Workbench.Smart;
using Salus.Workbench.Vocabularies;

namespace Salus.Workbench.Web;

/// <summary>
/// The workbench as a web application: <c>salus serve</c>. Everything a request passes on its way to a page or route is listed in <see cref="Build"/>, in order.
/// </summary>
public static class WebHost
{
    /// <param name="capabilities">Whose services, routes and pages are mounted.</param>
    /// <param name="customise">Last word on services, for tests and embedders.</param>
    /// <exception cref="UnsafeAddressException">The options would expose patient data.</exception>
    public static WebApplication Build(WebOptions options, TrustOptions trust, ImmutableArray<ICapability> capabilities, Action<WebApplicationBuilder>? customise = null)
    {
        options.RefuseUnsafe();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = typeof(WebHost).Assembly.GetName().Name, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Listen(kestrel, options));
        WebLogging.Add(builder.Logging);
        AddServices(builder.Services, options, trust, capabilities);
        customise?.Invoke(builder);

        var app = builder.Build();
        if (options.BehindProxy)
            app.UseForwardedHeaders();
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<RequestLog>();
        app.UseMiddleware<Failures>();
        app.UseRouting();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseMiddleware<FormGuard>();
        app.UseAntiforgery();
        MapRoutes(app, capabilities);
        return app;
    }

    private static void AddServices(IServiceCollection services, WebOptions options, TrustOptions trust, ImmutableArray<ICapability> capabilities)
    {
        services.AddSingleton(options);
        services.AddSingleton(_ => TelemetryTarget.FromEnvironment());
        services.AddHostedService<Telemetry>();
        services.AddTrust(trust);
        services.AddSingleton(_ => new VocabularyFolder(trust.Home).Load());
        services.AddDataProtection().SetApplicationName("salus").PersistKeysToFileSystem(PrivateFolder.Create(Path.Combine(trust.Home.FullName, "keys")));
        services.Configure<HostFilteringOptions>(hosts =>
        {
            hosts.AllowedHosts = [.. HostNames(options)];
            hosts.IncludeFailureMessage = false;
        });
        services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            foreach (var proxy in options.Proxies)
                forwarded.KnownProxies.Add(proxy);
        });
        services.AddAntiforgery(forms =>
        {
            forms.Cookie.Name = options.Secure ? "__Host-salus-form" : "salus-form";
            forms.Cookie.SameSite = SameSiteMode.Strict;
            forms.Cookie.SecurePolicy = options.Secure ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
            forms.HeaderName = "X-Form-Token";
            forms.SuppressXFrameOptionsHeader = true;
        });
        Authentication.Add(services);
        RateLimits.Add(services, options.Limits);
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
            json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            foreach (var converter in TrustJson.Canonical.Converters)
                json.SerializerOptions.Converters.Add(converter);
        });
        services.AddOpenApi("openapi", ApiDescription.Configure);
        services.AddProblemDetails();
        services.AddRazorComponents();
        services.AddSingleton(new NavigationLink("People", "/people", Act.AdministerPeople));
        services.AddSingleton(new NavigationLink("Audit", "/audit", Act.ReadAudit));
        services.AddSingleton<Administration>();
        services.AddImports(trust.Home);
        services.AddModels(trust.Home);
        FhirRoutes.AddServices(services);
        SmartRoutes.AddServices(services);
        services.AddSingleton(new MountedPages([.. capabilities.Select(c => c.Pages).Append(typeof(ICapability).Assembly).Where(a => a != typeof(WebHost).Assembly).Distinct()]));
        foreach (var capability in capabilities)
            capability.AddServices(services);
    }

    private static void MapRoutes(WebApplication app, ImmutableArray<ICapability> capabilities)
    {
        app.MapOpenApi("/api/{documentName}.json").AllowAnonymous();
        HealthEndpoints.Map(app);
        SignInRoutes.Map(app);
        AccountRoutes.Map(app);
        PeopleRoutes.Map(app);
        ImportRoutes.Map(app);
        LookAlikeRoutes.Map(app);
        ModelRoutes.Map(app);
        app.MapSalusDesign();
        FhirRoutes.Map(app);
        SmartRoutes.Map(app);
        var api = app.MapGroup("/api").DisableAntiforgery();
        DraftEndpoints.Map(api);
        AccountEndpoints.Map(api);
        AuditEndpoints.Map(api);
        foreach (var capability in capabilities)
            capability.Map(api);
        app.MapRazorComponents<Pages.App>().AddAdditionalAssemblies([.. app.Services.GetRequiredService<MountedPages>().Assemblies]);
    }

    private static void Listen(KestrelServerOptions kestrel, WebOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.Limits.RequestBytes;
        foreach (var url in options.Urls)
        {
            if (IPAddress.TryParse(url.DnsSafeHost, out var address))
                kestrel.Listen(address, url.Port, Encrypt);
            else if (url.Port == 0)
                kestrel.Listen(IPAddress.Loopback, 0, Encrypt);
            else
                kestrel.ListenLocalhost(url.Port, Encrypt);

            void Encrypt(ListenOptions listen)
            {
                if (url.Scheme == Uri.UriSchemeHttps)
                    listen.UseHttps(LoadCertificate(options));
            }
        }
    }

    private static X509Certificate2 LoadCertificate(WebOptions options)
    {
        var file = options.Certificate!.FullName;
        return X509Certificate2.GetCertContentType(file) is X509ContentType.Pkcs12
            ? X509CertificateLoader.LoadPkcs12FromFile(file, password: null)
            : X509Certificate2.CreateFromPemFile(file, options.CertificateKey?.FullName ?? file);
    }

    /// <summary>On loopback only its own names are answered: a page elsewhere cannot reach us by pointing its name at 127.0.0.1.</summary>
    private static IEnumerable<string> HostNames(WebOptions options) =>
        options.HostNames.IsEmpty && !options.OnlyLoopback
            ? ["*"]
            : [.. options.HostNames, "localhost", "127.0.0.1", "[::1]"];
}

/// <summary>Assemblies beside this one that hold pages: the design system and every capability.</summary>
internal sealed record MountedPages(ImmutableArray<Assembly> Assemblies);
