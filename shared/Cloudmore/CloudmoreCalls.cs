using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>Calls to Cloudmore's API as the signed-in user; an answer that a person must mend becomes words.</summary>
internal sealed class CloudmoreCalls(CloudmoreTransport transport, CloudmoreSignIn signIn)
{
    private const int WordsShown = 300;

    /// <summary>Fetches; the body of the answer has arrived.</summary>
    /// <returns>An answer of status 2xx, or 404 for the caller to judge; the caller disposes it.</returns>
    /// <exception cref="MustFixException">The call is refused.</exception>
    /// <exception cref="TryLaterException">No answer, or a passing failure.</exception>
    public Task<HttpResponseMessage> GetAsync(Uri address, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, address, body: null, stream: false, cancellation);

    /// <summary>Fetches and leaves the body on the line. Otherwise as <see cref="GetAsync"/>.</summary>
    public Task<HttpResponseMessage> GetStreamAsync(Uri address, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, address, body: null, stream: true, cancellation);

    /// <summary>Posts a request that changes nothing and may therefore be repeated. Otherwise as <see cref="GetAsync"/>.</summary>
    public Task<HttpResponseMessage> AskAsync(Uri address, object body, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, address, body, stream: false, cancellation);

    /// <summary>The wait that an answer asks for; null when it asks for none.</summary>
    public TimeSpan? RetryAfter(HttpResponseMessage response) => transport.RetryAfter(response);

    /// <summary>The failure for an answer that only a person can do something about.</summary>
    public static async Task<MustFixException> RefusedAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var request = response.RequestMessage!;
        var call = $"{request.Method.Method} {request.RequestUri!.AbsolutePath}";
        var said = await WordsAsync(response, cancellation);
        var advice = response.StatusCode switch
        {
            HttpStatusCode.BadRequest => "It finds the request ill-formed; check Cloudmore:ResellerId (a GUID).",
            HttpStatusCode.Unauthorized =>
                "It refuses a token that it has just given out; check that the user of Cloudmore:Username belongs to the broker of Cloudmore:ResellerId " +
                "and may use the REST API.",
            HttpStatusCode.Forbidden => "The user of Cloudmore:Username may not do this; give it the role Global Admin of the broker of Cloudmore:ResellerId.",
            HttpStatusCode.NotFound => "There is nothing; check Cloudmore:BaseUrl and Cloudmore:ResellerId.",
            >= HttpStatusCode.Ambiguous and < HttpStatusCode.BadRequest =>
                $"It sends callers on to {response.Headers.Location?.ToString() ?? "nowhere"}; check Cloudmore:BaseUrl.",
            _ => "Check Cloudmore:BaseUrl.",
        };
        return new MustFixException($"Cloudmore answered {call} with status {(int)response.StatusCode}. {advice}{said}");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri address, object? body, bool stream, CancellationToken cancellation)
    {
        var token = await signIn.GetAsync(cancellation);
        var response = await transport.SendAsync(() => Request(method, address, body, token), stream, cancellation);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            response.Dispose();
            token = await signIn.RenewAsync(token, cancellation);
            response = await transport.SendAsync(() => Request(method, address, body, token), stream, cancellation);
        }

        if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotFound)
            return response;
        using (response)
            throw await RefusedAsync(response, cancellation);
    }

    private static HttpRequestMessage Request(HttpMethod method, Uri address, object? body, string token) => new(method, address)
    {
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token), Accept = { new MediaTypeWithQualityHeaderValue("application/json") } },
        Content = body is null ? null : JsonContent.Create(body),
    };

    /// <summary>Cloudmore's own words, shortened; the fields of its error body are not documented.</summary>
    private static async Task<string> WordsAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var buffer = new char[WordsShown];
        try
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
            var read = await reader.ReadBlockAsync(buffer, cancellation);
            var words = new string(buffer, 0, read).ReplaceLineEndings(" ").Trim();
            return words.Length == 0 ? "" : $" It said: {words}";
        }
        catch (IOException)
        {
            // The status alone must do.
            return "";
        }
    }
}
