using System.Net;
using System.Text.RegularExpressions;
using CloudmoreAutotask.Simulators.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Simulators.KeyVault;

/// <summary>
/// Key Vault's secrets on this machine, over https and under a vault's public name. It demands the bearer challenge as Azure does: a call without a token
/// is answered 401 with the authority and the resource to ask a token for.
/// </summary>
/// <remarks>Source: Azure Key Vault REST API, "Get Secret" and "Authentication, requests and responses". Calls are logged, and faults scripted, under <c>Secrets</c>.</remarks>
public sealed partial class KeyVaultSimulator : IAsyncDisposable
{
    private const string Authority = "https://login.microsoftonline.com/6f8a3c52-0b1d-4c55-9a36-1f0c2d3e4b5a";

    private readonly WebApplication app;
    private readonly LoopbackCertificate certificate;
    private readonly Lock gate = new();
    private readonly Dictionary<string, List<KeyVaultVersion>> secrets = new(StringComparer.OrdinalIgnoreCase);

    private KeyVaultSimulator(WebApplication app, LoopbackCertificate certificate, string host)
    {
        this.app = app;
        this.certificate = certificate;
        Uri = new Uri($"https://{host}/");
        app.UseCallLog(Calls, _ => "Secrets", TimeProvider.System);
        app.UseFaults(Faults, app.Lifetime.ApplicationStopping);
        app.Use(GuardAsync);
        app.UseRouting();
        app.MapGet("/secrets/{name}/{version?}", Get);
    }

    /// <summary>The vault's address, another one for each simulator: a client remembers the challenge of a host. Only a client with <see cref="CreateHandler"/> finds it here.</summary>
    public Uri Uri { get; }

    /// <summary>The token that is let in.</summary>
    public string Token { get; set; } = "a-token-of-the-apps-identity";

    /// <summary>The resource that the challenge names.</summary>
    public string Resource { get; set; } = "https://vault.azure.net";

    /// <summary>Whether the identity lacks the role that reads secrets.</summary>
    public bool IsForbidden { get; set; }

    /// <summary>The calls taken.</summary>
    public CallLog Calls { get; } = new();

    /// <summary>What goes wrong, and when.</summary>
    public FaultScript Faults { get; } = new();

    /// <summary>How many secrets were given out.</summary>
    public int Reads => Calls.All.Count(call => call.Status == StatusCodes.Status200OK);

    /// <summary>Starts a vault without secrets.</summary>
    public static async Task<KeyVaultSimulator> StartAsync()
    {
        var host = $"contoso-{Guid.NewGuid().ToString("N")[..8]}.vault.azure.net";
        var made = new LoopbackCertificate(host);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddRouting();
        // The slim builder leaves https out.
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(made.Certificate)));
        var built = builder.Build();
        var simulator = new KeyVaultSimulator(built, made, host);
        await built.StartAsync();
        return simulator;
    }

    /// <summary>Sets a secret, or a new version of it.</summary>
    /// <returns>The version.</returns>
    public string Set(string name, string value)
    {
        if (!Name().IsMatch(name))
            throw new ArgumentException($"'{name}' is no name that a vault takes: letters, digits and hyphens.", nameof(name));
        var version = new KeyVaultVersion(Guid.NewGuid().ToString("N"), value, IsEnabled: true);
        lock (gate)
            (secrets.TryGetValue(name, out var versions) ? versions : secrets[name] = []).Add(version);
        return version.Id;
    }

    /// <summary>Disables the newest version of a secret.</summary>
    public void Disable(string name)
    {
        lock (gate)
            secrets[name][^1] = secrets[name][^1] with { IsEnabled = false };
    }

    /// <summary>Deletes a secret with all its versions.</summary>
    public void Delete(string name)
    {
        lock (gate)
            secrets.Remove(name);
    }

    /// <summary>A client's handler that finds the vault here and trusts its certificate.</summary>
    public SocketsHttpHandler CreateHandler() => certificate.CreateHandler(host => host == Uri.Host ? new Uri(app.Urls.First()).Port : null);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        certificate.Dispose();
    }

    private Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers.Authorization != $"Bearer {Token}")
        {
            context.Response.Headers.WWWAuthenticate = $"Bearer authorization=\"{Authority}\", resource=\"{Resource}\"";
            return Error(401, "Unauthorized", "AKV10000: Request is missing a Bearer or PoP token.").ExecuteAsync(context);
        }

        if (string.IsNullOrEmpty(context.Request.Query["api-version"]))
            return Error(400, "BadParameter", "api-version must be specified.").ExecuteAsync(context);
        return IsForbidden
            ? Error(403, "Forbidden", "Caller is not authorized to perform action on resource.", "ForbiddenByRbac").ExecuteAsync(context)
            : next(context);
    }

    private IResult Get(string name, string? version)
    {
        lock (gate)
        {
            var versions = secrets.GetValueOrDefault(name) ?? [];
            var found = string.IsNullOrEmpty(version) ? versions.LastOrDefault() : versions.Find(one => one.Id == version);
            if (found is null)
                return Error(404, "SecretNotFound", $"A secret with (name/id) {name} was not found in this key vault.");
            if (!found.IsEnabled)
                return Error(403, "Forbidden", "Operation get is not allowed on a disabled secret.", "SecretDisabled");
            return Results.Json(new
            {
                value = found.Value,
                id = new Uri(Uri, $"secrets/{name}/{found.Id}"),
                attributes = new { enabled = true, created = 1796083200, updated = 1796083200, recoveryLevel = "Recoverable+Purgeable", recoverableDays = 90 },
            });
        }
    }

    private static IResult Error(int status, string code, string message, string? inner = null) => Results.Json(
        new { error = inner is null ? (object)new { code, message } : new { code, message, innererror = new { code = inner } } }, statusCode: status);

    [GeneratedRegex("^[0-9A-Za-z-]{1,127}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();

    private sealed record KeyVaultVersion(string Id, string Value, bool IsEnabled);
}
