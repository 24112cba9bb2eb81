using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>Reads a broker's organizations and bills from the Cloudmore API; it changes nothing there. Safe for use by several threads.</summary>
/// <remarks>
/// Source: API assumptions, "Cloudmore". Every call fails in the same three ways: <see cref="MustFixException"/> when it is refused, with
/// <see cref="MustFixException.SignInStopped"/> when the credentials are; <see cref="TryLaterException"/> when it had no answer or was turned away for a while,
/// after <see cref="LimitsOptions.ReadAttempts"/> tries; anything else is a defect.
/// </remarks>
public sealed class CloudmoreClient : IBillSource, IDisposable
{
    private readonly IOptionsMonitor<CloudmoreOptions> options;
    private readonly LimitsOptions limits;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly CloudmoreSignIn signIn;
    private readonly CloudmoreCalls calls;

    /// <summary>Makes a client; it holds one token for all its calls.</summary>
    public CloudmoreClient(
        IHttpClientFactory clients,
        IOptionsMonitor<CloudmoreOptions> options,
        ICloudmoreCredentialSource credentials,
        [FromKeyedServices(SignInStops.Cloudmore)] ISignInStop stop,
        IOptions<LimitsOptions> limits,
        CloudmoreCallCounter counter,
        TimeProvider time,
        ILogger<CloudmoreClient> log)
    {
        ArgumentNullException.ThrowIfNull(limits);
        this.options = options;
        this.limits = limits.Value;
        this.time = time;
        this.log = log;
        var transport = new CloudmoreTransport(clients, counter, this.limits, time, log);
        signIn = new CloudmoreSignIn(transport, credentials, stop, time, log);
        calls = new CloudmoreCalls(transport, signIn);
    }

    /// <summary>The broker's active organizations, without their custom properties.</summary>
    public async Task<IReadOnlyList<Organization>> GetOrganizationsAsync(CancellationToken cancellation)
    {
        var settings = options.CurrentValue;
        var reading = new DirectoryReading(FieldNames.From(settings));
        using var response = await calls.GetAsync(CloudmoreRoutes.Organizations(settings.BaseUrl, settings.ResellerId), cancellation);
        if (response.StatusCode == HttpStatusCode.NotFound)
            throw await CloudmoreCalls.RefusedAsync(response, cancellation);
        using var body = await BodyAsync(response, cancellation);
        return reading.ReadList(body.RootElement);
    }

    /// <summary>One organization with its custom properties.</summary>
    /// <returns>Null when Cloudmore has no such organization.</returns>
    public async Task<Organization?> GetOrganizationAsync(string id, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        var settings = options.CurrentValue;
        var reading = new DirectoryReading(FieldNames.From(settings));
        using var response = await calls.GetAsync(CloudmoreRoutes.Organization(settings.BaseUrl, settings.ResellerId, id.Trim()), cancellation);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        using var body = await BodyAsync(response, cancellation);
        return reading.ReadOne(body.RootElement, $"organization {id}");
    }

    /// <summary>The names of all properties in the API's own published description.</summary>
    /// <returns>Null when there is no description, or it has another form.</returns>
    internal async Task<IReadOnlySet<string>?> GetDescribedNamesAsync(CancellationToken cancellation)
    {
        try
        {
            using var response = await calls.GetAsync(CloudmoreRoutes.Description(options.CurrentValue.BaseUrl), cancellation);
            if (response.StatusCode == HttpStatusCode.NotFound)
                return null;
            using var body = await BodyAsync(response, cancellation);
            return ApiDescription.PropertyNames(body.RootElement);
        }
        catch (MustFixException closed) when (!closed.SignInStopped)
        {
            return null;
        }
        catch (TryLaterException)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public Task<BillReport> OpenAsync(DateOnly from, DateOnly to, CancellationToken cancellation) =>
        Task.FromResult(new BillReport(ReportScope.OfWholeBroker(from, to), ReadAsync(from, to, cancellation)));

    /// <summary>Reads the billing lines of the days from <paramref name="from"/> to <paramref name="to"/>, both included, one organization at a time.</summary>
    public async IAsyncEnumerable<ReportedOrganization> ReadAsync(DateOnly from, DateOnly to, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var window = new BillWindow(from, to);
        var settings = options.CurrentValue;
        var names = FieldNames.From(settings);
        var task = await ReportTask.AskAsync(window, calls, settings, names, time, cancellation);
        Log.ReportAsked(log, task.Id, from, to);
        var download = new ReportDownload(task, names, window);
        for (var whole = false; !whole;)
        {
            using var response = await task.NextAnswerAsync(cancellation);
            var limit = new ReadLimit(time, limits.CallTimeout, task.Left > limits.CallTimeout ? task.Left : limits.CallTimeout);
            await using var report = new ReportReader(await response.Content.ReadAsStreamAsync(cancellation), names, limit);
            while (await download.NextAsync(report, cancellation) is { } organization)
                yield return organization;
            whole = download.IsWhole(report);
            task.NotReady($"status '{report.Status}' without organizations");
        }

        Log.ReportRead(log, task.Id, download.Organizations, download.Lines, download.Faults);
        if (download.Outside > 0)
            Log.LinesOutside(log, $"Report {task.Id}", download.Outside, from, to);
    }

    /// <inheritdoc />
    public void Dispose() => signIn.Dispose();

    private static async Task<JsonDocument> BodyAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            return await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellation), cancellationToken: cancellation);
        }
        catch (JsonException noJson)
        {
            var path = response.RequestMessage!.RequestUri!.AbsolutePath;
            throw new TryLaterException($"Cloudmore's answer to GET {path} is no JSON or not whole. If it stays so, check Cloudmore:BaseUrl.", noJson);
        }
    }
}
