using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>Holds the one access token, gets a new one shortly before it ends, and never offers refused credentials again.</summary>
/// <remarks>Source: API assumptions, "Cloudmore", token (password grant; client id and secret by HTTP Basic); export rules, "Sign-in".</remarks>
internal sealed class CloudmoreSignIn(CloudmoreTransport transport, ICloudmoreCredentialSource source, ISignInStop stop, TimeProvider time, ILogger log) : IDisposable
{
    private static readonly TimeSpan LongestMargin = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim oneAtATime = new(1, 1);
    private Token? current;
    private Refusal? refused;
    private bool owesStop;

    /// <summary>The token for the next call.</summary>
    /// <exception cref="MustFixException">The credentials are refused, now or before.</exception>
    /// <exception cref="TryLaterException">Cloudmore, or where the credentials are kept, does not answer.</exception>
    public Task<string> GetAsync(CancellationToken cancellation) => GetAsync(useless: null, cancellation);

    /// <summary>Another token than the one that a call was just refused with.</summary>
    /// <inheritdoc cref="GetAsync(CancellationToken)" />
    public Task<string> RenewAsync(string useless, CancellationToken cancellation) => GetAsync(useless, cancellation);

    /// <inheritdoc />
    public void Dispose() => oneAtATime.Dispose();

    private async Task<string> GetAsync(string? useless, CancellationToken cancellation)
    {
        await oneAtATime.WaitAsync(cancellation);
        try
        {
            var credentials = await source.GetAsync(cancellation);
            if (current is null || current.Value == useless || current.Credentials != credentials || time.GetUtcNow() >= current.RenewAt)
                current = await SignInAsync(await CheckStopAsync(credentials, cancellation), cancellation);
            return current.Value;
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    /// <summary>The credentials, or newer ones when a stop is in force.</summary>
    private async Task<CloudmoreCredentials> CheckStopAsync(CloudmoreCredentials credentials, CancellationToken cancellation)
    {
        if (owesStop)
            await WriteStopAsync(refused!);
        if (await stop.GetStoppedFingerprintAsync(cancellation) is not { } stopped)
            return credentials;
        var newest = await source.ReadAfreshAsync(cancellation);
        if (newest.Fingerprint() == stopped)
            throw refused?.Credentials == newest ? refused.Failure() : Refusal.Before();
        await stop.ClearAsync(cancellation);
        return newest;
    }

    /// <summary>Asks for a token. Refused credentials are read anew once: if they were changed meanwhile, the new ones are tried, and then no more.</summary>
    private async Task<Token> SignInAsync(CloudmoreCredentials credentials, CancellationToken cancellation)
    {
        var (token, refusal) = await RequestAsync(credentials, cancellation);
        if (refusal is not null && await source.ReadAfreshAsync(cancellation) is var newest && newest != credentials)
            (token, refusal) = await RequestAsync(newest, cancellation);
        if (refusal is null)
            return token!;
        (refused, owesStop) = (refusal, true);
        await WriteStopAsync(refusal);
        throw refusal.Failure();
    }

    // Not cancellable: a stop that is not written down would cost further refusals.
    private async Task WriteStopAsync(Refusal refusal)
    {
        await stop.StopAsync(refusal.Credentials.Fingerprint(), CancellationToken.None);
        owesStop = false;
    }

    private async Task<(Token? Token, Refusal? Refusal)> RequestAsync(CloudmoreCredentials credentials, CancellationToken cancellation)
    {
        credentials.Check();
        var asked = time.GetUtcNow();
        using var response = await transport.SendAsync(() => Request(credentials), stream: false, cancellation);
        var body = await response.Content.ReadAsStringAsync(cancellation);
        if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            return (null, new Refusal(credentials, (int)response.StatusCode, ErrorCode(body)));

        if (response.IsSuccessStatusCode && Read(body) is var (value, lifetime) && value is not null)
        {
            Log.SignedIn(log, lifetime);
            return (new Token(value, asked, lifetime, credentials), null);
        }

        var answer = $"status {(int)response.StatusCode} and no token";
        throw new MustFixException($"The token endpoint of {credentials.BaseUrl.Host} answered with {answer}. Check Cloudmore:BaseUrl.");
    }

    private static HttpRequestMessage Request(CloudmoreCredentials credentials)
    {
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.ClientId}:{credentials.ClientSecret.Reveal()}"));
        return new HttpRequestMessage(HttpMethod.Post, CloudmoreRoutes.Token(credentials.BaseUrl))
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Basic", basic) },
            Content = new FormUrlEncodedContent(
            [
                new("grant_type", "password"), new("scope", "api"), new("username", credentials.Username), new("password", credentials.Password.Reveal()),
            ]),
        };
    }

    private static (string? Value, TimeSpan? Lifetime) Read(string body)
    {
        try
        {
            using var answer = JsonDocument.Parse(body);
            var root = answer.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("access_token", out var token) || token.ValueKind != JsonValueKind.String)
                return default;
            var isNumber = root.TryGetProperty("expires_in", out var expires) && expires.ValueKind == JsonValueKind.Number;
            return (token.GetString(), isNumber && expires.TryGetInt32(out var seconds) && seconds > 0 ? TimeSpan.FromSeconds(seconds) : null);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>The error code of OAuth (RFC 6749, 5.2), such as <c>invalid_grant</c>; nothing else of the answer is ever shown.</summary>
    private static string? ErrorCode(string body)
    {
        try
        {
            using var answer = JsonDocument.Parse(body);
            if (answer.RootElement.ValueKind != JsonValueKind.Object || !answer.RootElement.TryGetProperty("error", out var error))
                return null;
            var code = error.ValueKind == JsonValueKind.String ? error.GetString()! : "";
            return code is "invalid_grant" or "invalid_client" or "invalid_request" or "invalid_scope" or "unauthorized_client" or "unsupported_grant_type"
                ? code
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Token(string Value, DateTimeOffset RenewAt, CloudmoreCredentials Credentials)
    {
        /// <summary>Renewed when a tenth of its life is left, at most five minutes; without a known life when a call is refused.</summary>
        public Token(string value, DateTimeOffset asked, TimeSpan? lifetime, CloudmoreCredentials credentials)
            : this(value, lifetime is { } life ? asked + life - Margin(life) : DateTimeOffset.MaxValue, credentials)
        {
        }

        private static TimeSpan Margin(TimeSpan life) => life / 10 < LongestMargin ? life / 10 : LongestMargin;
    }

    private sealed record Refusal(CloudmoreCredentials Credentials, int Status, string? Code)
    {
        public MustFixException Failure()
        {
            var check = Code switch
            {
                "invalid_grant" => "Cloudmore:Username and Cloudmore:Password",
                "invalid_client" or "unauthorized_client" => "Cloudmore:ClientId and Cloudmore:ClientSecret",
                _ => "Cloudmore:ClientId, Cloudmore:ClientSecret, Cloudmore:Username and Cloudmore:Password",
            };
            var reason = Code is null ? $"status {Status}" : $"status {Status}, {Code}";
            return Stopped($"Cloudmore refused the sign-in ({reason}). Check {check}, and that the user may use the REST API.");
        }

        /// <summary>The credentials were refused before, by this process or another.</summary>
        public static MustFixException Before() => Stopped(
            "Cloudmore refused the sign-in before. Check Cloudmore:ClientId, Cloudmore:ClientSecret, Cloudmore:Username and Cloudmore:Password, and that the user may use the REST API.");

        private static MustFixException Stopped(string why) =>
            new($"{why} Nothing more is asked of Cloudmore until the credentials change or the stop is cleared.") { SignInStopped = true };
    }
}
