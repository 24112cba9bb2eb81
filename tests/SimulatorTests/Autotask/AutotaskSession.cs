using System.Globalization;
using System.Text;
using System.Text.Json;
using CloudmoreAutotask.Simulators.Autotask;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.SimulatorTests;

/// <summary>A simulator and a signed-in caller that sends exactly the JSON it is given.</summary>
internal sealed class AutotaskSession : IAsyncDisposable
{
    private AutotaskSession(AutotaskSimulator simulator)
    {
        Simulator = simulator;
        BaseUrl = new Uri(simulator.ZoneInformationUrl, "/ATServicesRest/V1.0/");
    }

    public AutotaskSimulator Simulator { get; }

    public AutotaskTenant Tenant => Simulator.Tenant;

    public AutotaskRules Rules => Simulator.Tenant.Rules;

    public Uri BaseUrl { get; }

    public HttpClient Http { get; } = new();

    public static async Task<AutotaskSession> StartAsync(AutotaskTenant? tenant = null, TimeProvider? time = null) =>
        new(await AutotaskSimulator.StartAsync(tenant, time: time));

    public Task<Reply> GetAsync(string route) => SendAsync(HttpMethod.Get, route);

    public Task<Reply> PostAsync(string route, string json) => SendAsync(HttpMethod.Post, route, json);

    public Task<Reply> PatchAsync(string route, string json) => SendAsync(HttpMethod.Patch, route, json);

    public Task<Reply> PutAsync(string route, string json) => SendAsync(HttpMethod.Put, route, json);

    public Task<Reply> DeleteAsync(string route) => SendAsync(HttpMethod.Delete, route);

    /// <summary>The ids that a filter finds; the filter is the inside of the JSON array.</summary>
    public async Task<long[]> FindAsync(string entity, string filter)
    {
        var reply = await PostAsync($"{entity}/query", $$"""{"filter":[{{filter}}]}""");
        Assert.That(reply.Status, Is.EqualTo(200), reply.Text);
        return [.. reply.Items.Select(item => item.GetProperty("id").GetInt64())];
    }

    public Task<Reply> AdjustAsync(long contractId, long serviceId, int unitChange, string day, decimal? price = null, decimal? cost = null) =>
        PostAsync($"Contracts/{contractId}/ServiceAdjustments", JsonSerializer.Serialize(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["contractID"] = contractId,
            ["serviceID"] = serviceId,
            ["unitChange"] = unitChange,
            ["effectiveDate"] = day,
            ["adjustedUnitPrice"] = price,
            ["adjustedUnitCost"] = cost,
        }));

    public async Task<Reply> SendAsync(HttpMethod method, string route, string? json = null, bool signedIn = true, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(method, new Uri(BaseUrl, route));
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        if (signedIn)
            SignIn(request, Tenant.ApiUser.Secret);
        return await ReadAsync(request, cancellation);
    }

    public void SignIn(HttpRequestMessage request, string secret)
    {
        request.Headers.Add("apiintegrationcode", Tenant.ApiUser.IntegrationCode);
        request.Headers.Add("USERNAME", Tenant.ApiUser.UserName);
        request.Headers.Add("Secret", secret);
    }

    public async Task<Reply> ReadAsync(HttpRequestMessage request, CancellationToken cancellation = default)
    {
        using var response = await Http.SendAsync(request, cancellation);
        return new Reply((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellation), response.Content.Headers.ContentType?.MediaType)
        {
            RetryAfter = response.Headers.RetryAfter?.ToString(),
            Allow = string.Join(", ", response.Content.Headers.Allow),
        };
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Simulator.DisposeAsync();
    }
}

/// <summary>What came back.</summary>
internal sealed record Reply(int Status, string Text, string? MediaType)
{
    public string? RetryAfter { get; init; }

    public string? Allow { get; init; }

    public JsonElement Json => JsonElement.Parse(Text);

    public IReadOnlyList<JsonElement> Items => [.. Json.GetProperty("items").EnumerateArray()];

    public string Errors => string.Join(" ", Json.GetProperty("errors").EnumerateArray().Select(error => error.GetString()));

    public long ItemId => Json.GetProperty("itemId").GetInt64();

    public string? NextPage => Json.GetProperty("pageDetails").GetProperty("nextPageUrl").GetString();

    public string? PreviousPage => Json.GetProperty("pageDetails").GetProperty("prevPageUrl").GetString();
}

/// <summary>Days as tests write them.</summary>
internal static class Day
{
    public static DateOnly Of(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>A clock that stands still until it is moved.</summary>
internal sealed class SetClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset _now = start;

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan time) => _now += time;
}
