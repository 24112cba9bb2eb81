using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>Holds the one access token, gets a new one shortly before it ends, and never offers refused credentials again.</summary>
/// <remarks>Source: API assumptions, "Cloudmore", token (password grant; client id and secret by HTTP Basic).</remarks>
internal sealed class CloudmoreSignIn(CloudmoreTransport transport, IOptionsMonitor<CloudmoreOptions> options, TimeProvider time, ILogger log) : IDisposable
{
    private static readonly TimeSpan LongestMargin = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim oneAtATime = new(1, 1);
    private Token? current;
    private Refusal? refused;

    /// <summary>The token for the next call.</summary>
    /// <exception cref="MustFixException">The credentials are refused, now or before.</exception>
    public Task<string> GetAsync(CancellationToken cancellation) => GetAsync(useless: null, cancellation);

    /// <summary>Another token than the one that a call was just refused with.</summary>
    /// <exception cref="MustFixException">The credentials are refused, now or before.</exception>
    public Task<string> RenewAsync(string useless, CancellationToken cancellation) => GetAsync(useless, cancellation);

    /// <inheritdoc />
    public void Dispose() => oneAtATime.Dispose();

    private async Task<string> GetAsync(string? useless, CancellationToken cancellation)
    {
        await oneAtATime.WaitAsync(cancellation);
        try
        {
            var credentials = Credentials.Of(options.CurrentValue);
            if (refused?.Credentials == credentials)
                throw refused.Failure();
            if (current is null || current.Value == useless || current.Credentials != credentials || time.GetUtcNow() >= current.RenewAt)
                current = await RequestAsync(credentials, cancellation);
            return current.Value;
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    private async Task<Token> RequestAsync(Credentials credentials, CancellationToken cancellation)
    {
        credentials.RefuseMissing();
        var asked = time.GetUtcNow();
        using var response = await transport.SendAsync(credentials.Request, stream: false, cancellation);
        var body = await response.Content.ReadAsStringAsync(cancellation);
        if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            refused = new Refusal(credentials, (int)response.StatusCode, ErrorCode(body));
            throw refused.Failure();
        }

        if (response.IsSuccessStatusCode && Read(body) is var (value, lifetime) && value is not null)
        {
            Log.SignedIn(log, lifetime);
            return new Token(value, asked, lifetime, credentials);
        }

        var answer = $"status {(int)response.StatusCode} and no token";
        throw new MustFixException($"The token endpoint of {credentials.BaseUrl.Host} answered with {answer}. Check Cloudmore:BaseUrl.");
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

    private sealed record Token(string Value, DateTimeOffset RenewAt, Credentials Credentials)
    {
        /// <summary>Renewed when a tenth of its life is left, at most five minutes; without a known life when a call is refused.</summary>
        public Token(string value, DateTimeOffset asked, TimeSpan? lifetime, Credentials credentials)
            : this(value, lifetime is { } life ? asked + life - Margin(life) : DateTimeOffset.MaxValue, credentials)
        {
        }

        private static TimeSpan Margin(TimeSpan life) => life / 10 < LongestMargin ? life / 10 : LongestMargin;
    }

    private sealed record Credentials(Uri BaseUrl, string ClientId, Secret ClientSecret, string Username, Secret Password)
    {
        public static Credentials Of(CloudmoreOptions options) =>
            new(options.BaseUrl, options.ClientId, options.ClientSecret, options.Username, options.Password);

        public HttpRequestMessage Request()
        {
            var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ClientId}:{ClientSecret.Reveal()}"));
            return new HttpRequestMessage(HttpMethod.Post, CloudmoreRoutes.Token(BaseUrl))
            {
                Headers = { Authorization = new AuthenticationHeaderValue("Basic", basic) },
                Content = new FormUrlEncodedContent(
                [
                    new("grant_type", "password"), new("scope", "api"), new("username", Username), new("password", Password.Reveal()),
                ]),
            };
        }

        public void RefuseMissing()
        {
            var missing = string.Join(", ", new[]
            {
                string.IsNullOrWhiteSpace(ClientId) ? "Cloudmore:ClientId" : null, ClientSecret.IsEmpty ? "Cloudmore:ClientSecret" : null,
                string.IsNullOrWhiteSpace(Username) ? "Cloudmore:Username" : null, Password.IsEmpty ? "Cloudmore:Password" : null,
            }.Where(name => name is not null));
            if (missing.Length > 0)
                throw new MustFixException($"Cannot sign in to Cloudmore without {missing}.") { SignInStopped = true };
        }
    }

    private sealed record Refusal(Credentials Credentials, int Status, string? Code)
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
            var message = $"Cloudmore refused the sign-in ({reason}). Check {check}, and that the user may use the REST API. " +
                "Nothing more is asked of Cloudmore with these credentials.";
            return new MustFixException(message) { SignInStopped = true };
        }
    }
}
