using System.Net;
using CloudmoreAutotask.Simulators.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Simulators.Cloudmore;

/// <summary>
/// Cloudmore's API on this machine, on 127.0.0.1 only: token, organizations, the asynchronous billing report. It reads
/// <see cref="Broker"/> anew on each call.
/// </summary>
/// <remarks>
/// The wire format is that of the API assumptions, "Cloudmore". Calls are logged, and faults are scripted, under these names: <c>Token</c>,
/// <c>Organizations</c>, <c>Reports</c>.
/// </remarks>
public sealed class CloudmoreSimulator : IAsyncDisposable
{
    private const string Resellers = "/api/resellers";

    private readonly WebApplication app;
    private readonly CloudmoreTokens tokens;

    private CloudmoreSimulator(WebApplication app, CloudmoreBroker broker, TimeProvider time)
    {
        this.app = app;
        Broker = broker;
        tokens = new CloudmoreTokens(broker, Behaviour, time);
        app.UseCallLog(Calls, EntityOf, time);
        app.UseFaults(Faults, app.Lifetime.ApplicationStopping);
        app.Use(GuardAsync);
        app.UseRouting();
        Map(app);
    }

    /// <summary>The address of the API, without a slash at its end.</summary>
    public Uri BaseUrl { get; private set; } = null!;

    /// <summary>What Cloudmore knows; tests change it at any time.</summary>
    public CloudmoreBroker Broker { get; }

    /// <summary>The switches.</summary>
    public CloudmoreBehaviour Behaviour { get; } = new();

    /// <summary>The calls taken.</summary>
    public CallLog Calls { get; } = new();

    /// <summary>What goes wrong, and when.</summary>
    public FaultScript Faults { get; } = new();

    /// <summary>Starts the simulator.</summary>
    /// <param name="broker">What Cloudmore knows; null for a broker without organizations.</param>
    /// <param name="time">The clock that tokens expire by; null for the machine's.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    public static async Task<CloudmoreSimulator> StartAsync(CloudmoreBroker? broker = null, TimeProvider? time = null, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddRouting();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var built = builder.Build();
        var simulator = new CloudmoreSimulator(built, broker ?? new CloudmoreBroker(), time ?? TimeProvider.System);
        await built.StartAsync();
        simulator.BaseUrl = new Uri(built.Urls.Single());
        return simulator;
    }

    /// <summary>The API's own published description; null for none.</summary>
    public string? Description { get; set; }

    /// <summary>Makes every token given out so far useless, as if it had expired.</summary>
    public void RevokeTokens() => tokens.Revoke();

    /// <summary>The General Billing Report as Cloudmore's "Export" gives it.</summary>
    /// <param name="from">The first billing date.</param>
    /// <param name="to">The last billing date.</param>
    /// <param name="separator">A comma, or a semicolon, with which decimals get a comma.</param>
    public string ToCsv(DateOnly from, DateOnly to, char separator = ',') => new BrokerReport(Broker, from, to).ToCsv(separator);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private static string EntityOf(HttpRequest request)
    {
        var path = request.Path.Value ?? "";
        return path.Contains("/billing/", StringComparison.OrdinalIgnoreCase) ? "Reports"
            : path.Contains("/Organizations", StringComparison.OrdinalIgnoreCase) ? "Organizations"
            : path.Contains("/token", StringComparison.OrdinalIgnoreCase) ? "Token"
            : "?";
    }

    private Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments(Resellers, StringComparison.OrdinalIgnoreCase, out var rest))
            return next(context);
        if (!tokens.IsGood(context.Request))
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        else if (!rest.StartsWithSegments($"/{Broker.ResellerId}", StringComparison.OrdinalIgnoreCase))
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
        else
            return next(context);
        return Task.CompletedTask;
    }

    private void Map(WebApplication routes)
    {
        var reports = new CloudmoreReports(Broker, Behaviour);
        routes.MapPost("/connect/token", (HttpRequest request) => tokens.IssueAsync(request));
        routes.MapGet("/swagger/v1/swagger.json", () => Description is null ? Results.NotFound() : Results.Text(Description, "application/json"));
        var reseller = routes.MapGroup(Resellers + "/{resellerId}");
        reseller.MapGet("/Organizations", (bool? showActive) => Results.Json(
            Broker.Organizations.Where(organization => showActive != true || organization.Active).Select(organization => Describe(organization, detail: false))));
        reseller.MapGet("/Organizations/{id}", (string id) =>
            Broker.Organizations.Find(organization => string.Equals(organization.Id, id, StringComparison.OrdinalIgnoreCase)) is { } organization
                ? Results.Json(Describe(organization, detail: true))
                : Results.NotFound());
        reseller.MapPost("/billing/reports/MonthlyBillingPerOrganizationAsync", (HttpRequest request) => reports.StartAsync(request));
        reseller.MapGet("/billing/reports/MonthlyBillingPerOrganizationAsync/{taskId}", (string taskId) => reports.Poll(taskId));
    }

    private Dictionary<string, object?> Describe(BrokerOrganization organization, bool detail)
    {
        var answer = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [Behaviour.Name("id")] = organization.Id,
            [Behaviour.Name("name")] = organization.Name,
            [Behaviour.Name("customerNumber")] = organization.CustomerNumber,
        };
        if (detail)
            answer[Behaviour.Name("customProperties")] = organization.CustomProperties.Select(property => new { name = property.Name, value = property.Value });
        return answer;
    }
}
