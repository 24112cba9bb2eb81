using System.Globalization;
using System.Net.Http.Headers;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Autotask.Calls;

/// <summary>Sends one call exactly once and reads its answer; whatever goes wrong is an answer too.</summary>
internal sealed class CallSender(
    IHttpClientFactory clients, CallCounter counter, IOptions<LimitsOptions> limits, TimeProvider time, ILogger<AutotaskClient> log)
{
    /// <summary>The name of the HTTP client.</summary>
    public const string ClientName = "Autotask";

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public async Task<CallAnswer> SendAsync(AutotaskCall call, Uri address, AutotaskCredentials credentials, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var limit = limits.Value.CallTimeout;
        using var patience = new CancellationTokenSource(limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            return await SendAsync(call, address, credentials, both);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Unanswered(call, string.Create(CultureInfo.InvariantCulture, $"No answer within {limit.TotalSeconds:0.#} seconds."));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException)
        {
            return Unanswered(call, $"No answer: {credentials.Redact(e.Message)}");
        }
    }

    private async Task<CallAnswer> SendAsync(AutotaskCall call, Uri address, AutotaskCredentials credentials, CancellationTokenSource stop)
    {
        using var span = ExportTracing.Call(call.Method.Method, call.Entity);
        using var request = Request(call, address, credentials);
        using var client = clients.CreateClient(ClientName);
        counter.Count(call.Entity, call.Method.Method);
        var began = time.GetTimestamp();
        using var response = await client.SendAsync(request, stop.Token);
        var body = AnswerBody.Read(await response.Content.ReadAsByteArrayAsync(stop.Token), response.Content.Headers.ContentType);
        Log.Answered(log, call.Method.Method, call.Entity, (int)response.StatusCode, time.GetElapsedTime(began).TotalMilliseconds);
        span?.SetTag("http.response.status_code", (int)response.StatusCode);
        var error = ErrorReader.Read(response, body, call, time.GetUtcNow());
        if (error is not null)
            ExportTracing.Failed(span, error.Kind.ToString());
        return error is null
            ? new CallAnswer(body.Json ?? default, null)
            : new CallAnswer(default, error with { Texts = [.. error.Texts.Select(credentials.Redact)] });
    }

    private static CallAnswer Unanswered(AutotaskCall call, string why) => new(default, ErrorReader.NoAnswer(call, why));

    private static HttpRequestMessage Request(AutotaskCall call, Uri address, AutotaskCredentials credentials)
    {
        var request = new HttpRequestMessage(call.Method, address);
        request.Headers.Accept.ParseAdd("application/json");
        if (call.IsSigned)
        {
            request.Headers.TryAddWithoutValidation("ApiIntegrationCode", credentials.IntegrationCode.Reveal());
            request.Headers.TryAddWithoutValidation("UserName", credentials.Username.Reveal());
            request.Headers.TryAddWithoutValidation("Secret", credentials.Secret.Reveal());
        }
        if (call.Body is { } body)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = Json;
        }
        return request;
    }
}
