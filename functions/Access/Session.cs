using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CloudmoreAutotask.Operating;
using CloudmoreAutotask.Setup;
using Microsoft.AspNetCore.Http;

namespace CloudmoreAutotask.Functions.Access;

/// <summary>A person who gave the key on the page, for some hours.</summary>
/// <param name="Who">The name that was given with it.</param>
/// <param name="Token">What every form of the page carries, so that no other page can send one in this person's name.</param>
public sealed record OpenSession(string Who, string Token);

/// <summary>
/// Remembers on the page that the key was given: a cookie that scripts cannot read and other sites do not send, signed with the key. Nothing of it is kept here, so
/// every instance knows it, and a new key ends all sessions.
/// </summary>
/// <param name="key">Signs.</param>
/// <param name="time">Real time.</param>
public sealed class Session(OperatorKey key, TimeProvider time)
{
    /// <summary>The field of forms that carries the token.</summary>
    public const string TokenField = "token";

    private const string Cookie = "operator-session";
    private static readonly TimeSpan Length = TimeSpan.FromHours(8);

    /// <summary>Begins a session.</summary>
    /// <exception cref="MustFixException">No key is set.</exception>
    public async Task BeginAsync(HttpResponse response, string who, bool isEncrypted, CancellationToken cancellation)
    {
        var until = time.GetUtcNow() + Length;
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{until.ToUnixTimeSeconds()}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(who))}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16))}");
        response.Cookies.Append(Cookie, $"{text}.{await key.SignAsync($"session {text}", cancellation)}", Options(isEncrypted, until));
    }

    /// <summary>Ends the session.</summary>
    public static void End(HttpResponse response, bool isEncrypted) => response.Cookies.Delete(Cookie, Options(isEncrypted, expires: null));

    /// <summary>The session of a request; null for none, one that is over or one that is not ours.</summary>
    public async Task<OpenSession?> FindAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.Cookies[Cookie] is not { Length: > 0 and < 2000 } cookie || cookie.LastIndexOf('.') is not (var end and > 0))
            return null;
        var text = cookie[..end];
        if (!await IsOursAsync(text, cookie[(end + 1)..], cancellation) || text.Split('.') is not [var until, var who, _])
            return null;
        var isOpen = long.TryParse(until, CultureInfo.InvariantCulture, out var seconds) && seconds > time.GetUtcNow().ToUnixTimeSeconds();
        return isOpen ? new OpenSession(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(who)), await key.SignAsync($"form {text}", cancellation)) : null;
    }

    private async Task<bool> IsOursAsync(string text, string signature, CancellationToken cancellation)
    {
        try
        {
            return await key.IsSignedAsync($"session {text}", signature, cancellation);
        }
        catch (MustFixException)
        {
            // Without a key there are no sessions.
            return false;
        }
    }

    private static CookieOptions Options(bool isEncrypted, DateTimeOffset? expires) => new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = isEncrypted, Path = "/", Expires = expires };
}
