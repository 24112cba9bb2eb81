using System.Net;
using CloudmoreAutotask.Simulators.Autotask.Http;
using CloudmoreAutotask.Simulators.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace CloudmoreAutotask.Simulators.Autotask;

/// <summary>
/// Autotask's REST API on a port of 127.0.0.1, as strict as its public facts are, over a tenant in memory. It is never slower than its rules ask.
/// Source: Autotask facts; API assumptions where they are silent.
/// </summary>
public sealed class AutotaskSimulator : IAsyncDisposable
{
    private const int LongestUrl = 2048;

    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ThreadGate _gate;
    private readonly Allowance _allowance;
    private readonly EntityCalls _entityCalls;
    private volatile string _zone = "";

    private AutotaskSimulator(AutotaskTenant tenant)
    {
        Tenant = tenant;
        _gate = new ThreadGate(tenant);
        _allowance = new Allowance(tenant);
        _entityCalls = new EntityCalls(tenant, _allowance);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Listen(IPAddress.Loopback, 0);
        });
        _app = builder.Build();
        _app.UseCallLog(Calls, request => RouteOf(request).Name, new TenantClock(tenant));
        _app.Use(LetInAsync);
        _app.UseFaults(Faults, _stopping.Token);
        _app.Run(AnswerAsync);
    }

    /// <summary>The tenant.</summary>
    public AutotaskTenant Tenant { get; }

    /// <summary>What goes wrong, and when. Faults happen to calls that were let in: signed in and within the limits.</summary>
    public FaultScript Faults { get; } = new();

    /// <summary>The calls so far.</summary>
    public CallLog Calls { get; } = new();

    /// <summary>Runs after a write took effect and before it is answered, so that what was answered is kept; null for nothing.</summary>
    public Func<Task>? Written { get; set; }

    /// <summary>The zone look-up, without its parameter <c>user</c>.</summary>
    public Uri ZoneInformationUrl => new(Address, "atservicesrest/v1.0/zoneInformation");

    /// <summary>The state as a page for people.</summary>
    public Uri StatePageUrl => new(Address, "simulator");

    /// <summary>The calls counted in the last 60 minutes.</summary>
    public int AllowanceUsed => _allowance.Used;

    private Uri Address => new(_app.Urls.First() + "/");

    /// <summary>Starts a simulator.</summary>
    /// <param name="tenant">The tenant; a new one when null.</param>
    /// <param name="rules">The tenant's rules from now on; its own when null.</param>
    /// <param name="time">The tenant's clock from now on; its own when null. Delays pass in real time whatever the clock says.</param>
    public static async Task<AutotaskSimulator> StartAsync(AutotaskTenant? tenant = null, AutotaskRules? rules = null, TimeProvider? time = null)
    {
        tenant ??= new AutotaskTenant(rules, time);
        tenant.Rules = rules ?? tenant.Rules;
        tenant.Time = time ?? tenant.Time;
        var simulator = new AutotaskSimulator(tenant);
        await simulator._app.StartAsync();
        return simulator;
    }

    /// <summary>Counts calls that other integrations of the tenant make.</summary>
    public void UseAllowance(int calls) => _allowance.Add(calls);

    /// <summary>Moves the tenant to another zone: calls to the old one are answered with 401 and do not count as failed sign-ins.</summary>
    public void MoveZone() => _zone = _zone.Length == 0 ? "zone2" : $"zone{int.Parse(_zone.AsSpan(4), System.Globalization.CultureInfo.InvariantCulture) + 1}";

    /// <summary>Stops the simulator; waits that faults ask for are cut short.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        using var atOnce = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private static Route RouteOf(HttpRequest request)
    {
        if (request.HttpContext.Features.Get<Route>() is { } known)
            return known;
        var isTooLong = request.Path.Value!.Length + request.QueryString.Value!.Length > LongestUrl;
        var route = Route.Resolve(isTooLong ? "" : request.Path.Value);
        request.HttpContext.Features.Set(route);
        return route;
    }

    private static string? Header(HttpContext context, string name) => context.Request.Headers[name];

    private async Task LetInAsync(HttpContext context, RequestDelegate next)
    {
        var route = RouteOf(context.Request);
        if (Refusal(context, route) is { } refusal)
        {
            await refusal.WriteAsync(context.Response);
            return;
        }

        if (!route.NeedsSignIn)
        {
            await next(context);
            return;
        }

        var code = Header(context, "ApiIntegrationCode")!;
        if (_gate.TryEnter(code, route.Name) is not { } slot)
        {
            await _gate.Refusal(context.Request.Method, route.Name).WriteAsync(context.Response);
            return;
        }

        context.Response.OnStarting(() =>
        {
            slot.Leave();
            return Task.CompletedTask;
        });
        try
        {
            await CountAsync(context, next);
        }
        finally
        {
            slot.Leave();
        }
    }

    private Answer? Refusal(HttpContext context, Route route)
    {
        if (route.Kind is RouteKind.Unknown)
            return Answer.NotFound();
        if (route.NeedsSignIn && !IsSignedIn(context, route))
            return Answer.Empty(401);
        if (!route.Verbs.Contains(context.Request.Method, StringComparer.Ordinal))
            return Answer.WrongVerb(context.Request.Method, route.Verbs);
        var hasBody = context.Request.Method is "POST" or "PATCH" or "PUT";
        return hasBody && !context.Request.HasJsonContentType() ? Answer.Empty(415) : null;
    }

    private bool IsSignedIn(HttpContext context, Route route) =>
        string.Equals(route.Zone, _zone, StringComparison.Ordinal)
        && Tenant.ApiUser.SignIn(Header(context, "UserName"), Header(context, "Secret"), Header(context, "ApiIntegrationCode"), Tenant.Rules.FailuresBeforeLock);

    private async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        if (!_allowance.TryUse())
        {
            await Answer.Errors(429, "The number of external requests of the last 60 minutes is over the threshold of this database.").WriteAsync(context.Response);
            return;
        }

        var isBusy = _allowance.Used * 2 >= Tenant.Rules.RequestThreshold;
        var latency = Tenant.Rules.Latency + (isBusy ? Tenant.Rules.LatencyAboveHalf : TimeSpan.Zero);
        if (latency > TimeSpan.Zero)
            await Task.Delay(latency, _stopping.Token);
        await next(context);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var route = RouteOf(context.Request);
        var answer = route.Kind switch
        {
            RouteKind.StatePage => Answer.Html(200, StatePage.Render(Tenant.ToTable())),
            RouteKind.Zone => Zone(context.Request.Query["user"].ToString()),
            RouteKind.Version => Version(),
            _ => _entityCalls.Run(route, context.SimulatedCall(), Parameters(context.Request), BaseUrl() + "V1.0/"),
        };
        if (Written is { } written && context.SimulatedCall().IsWrite)
            await written();
        await answer.WriteAsync(context.Response);
    }

    private static Dictionary<string, string> Parameters(HttpRequest request) =>
        request.Query.ToDictionary(item => item.Key, item => item.Value.ToString(), StringComparer.OrdinalIgnoreCase);

    private static Answer Version() => Answer.Ok(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("apiVersions");
        writer.WriteStringValue("1.0");
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private string BaseUrl() => $"{Address}{(_zone.Length == 0 ? "" : _zone + "/")}ATServicesRest/";

    private Answer Zone(string user)
    {
        if (!string.Equals(user, Tenant.ApiUser.UserName, StringComparison.OrdinalIgnoreCase))
            return Answer.Errors(500, "Zone information could not be determined");
        return Answer.Ok(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("zoneName", "Simulated zone");
            writer.WriteString("url", BaseUrl());
            writer.WriteString("webUrl", StatePageUrl.ToString());
            writer.WriteNumber("ci", 1);
            writer.WriteEndObject();
        });
    }

    /// <summary>The tenant's clock, also when it is changed later.</summary>
    private sealed class TenantClock(AutotaskTenant tenant) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => tenant.Time.GetUtcNow();
    }
}
