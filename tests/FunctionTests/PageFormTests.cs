using System.Net;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Operating;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.FunctionTests;

/// <summary>The forms of the page: they need the key's session and its token, and go back to this page only.</summary>
public sealed class PageFormTests
{
    private static readonly string[] Actions = ["run", "approve", "reject", "release", "lock", "free", "map", "replay", "discard", "undo", "again", "forget"];

    private RouteBench _bench = null!;

    [OneTimeSetUp]
    public async Task SetUp()
    {
        _bench = await RouteBench.StartAsync();
        await _bench.OpenAsync("2026-10-09");
    }

    [OneTimeTearDown]
    public async Task TearDown() => await _bench.DisposeAsync();

    [TestCaseSource(nameof(Actions))]
    public async Task Action_WithoutSession_IsRefused(string action)
    {
        var (status, _, _) = await PostAsync(action, cookie: null, ("token", "x"));

        Assert.That(status, Is.EqualTo(403));
    }

    [TestCaseSource(nameof(Actions))]
    public async Task Action_WithoutTheToken_IsRefused(string action)
    {
        var cookie = await UnlockAsync();
        var changes = (await AuditAsync()).Count;

        var without = await PostAsync(action, cookie);
        var wrong = await PostAsync(action, cookie, ("token", "x"));
        var ofAnother = await PostAsync(action, cookie, ("token", await TokenAsync(await UnlockAsync())));

        Assert.That((without.Status, wrong.Status, ofAnother.Status), Is.EqualTo((403, 403, 403)));
        Assert.That(await AuditAsync(), Has.Count.EqualTo(changes));
    }

    [Test]
    public async Task Session_ChangedByHand_IsNone()
    {
        var cookie = await UnlockAsync();
        var longer = $"operator-session=9{cookie["operator-session=".Length..]}";

        var (status, _, _) = await PostAsync("run", longer, ("token", await TokenAsync(cookie)));

        Assert.That(status, Is.EqualTo(403));
    }

    [Test]
    public async Task Unlock_Cookie_IsHiddenFromScriptsAndOtherSites()
    {
        var (status, location, cookie) = await PostAsync("unlock", cookie: null, ("who", "Ada"), ("key", RouteBench.Key), ("back", "/failed"));

        Assert.That((status, location), Is.EqualTo((302, "/failed?done=unlock")));
        Assert.That(cookie, Does.Contain("httponly").IgnoreCase.And.Contain("samesite=strict").IgnoreCase.And.Not.Contain(RouteBench.Key));
    }

    [TestCase("//evil.example/")]
    [TestCase("/\\evil.example/")]
    [TestCase("https://evil.example/")]
    [TestCase("/a\nb")]
    public async Task Unlock_BackToElsewhere_GoesToTheStart(string back)
    {
        var (_, location, _) = await PostAsync("unlock", cookie: null, ("who", "Ada"), ("key", RouteBench.Key), ("back", back));

        Assert.That(location, Is.EqualTo("/?done=unlock"));
    }

    [TestCase("unlock", "who", "key=x")]
    [TestCase("approve", "plan", "")]
    [TestCase("reject", "id", "plan=nothing")]
    [TestCase("release", "hold", "hold=nothing")]
    [TestCase("lock", "why", "subscription=s1")]
    [TestCase("lock", "subscription", "why=x")]
    [TestCase("lock", "until", "subscription=s1&why=x&until=soon")]
    [TestCase("lock", "until", "subscription=s1&why=x&until=2026-10-08")]
    [TestCase("run", "mode", "mode=Fast")]
    [TestCase("free", "subscription", "")]
    [TestCase("map", "company", "organization=c1")]
    [TestCase("map", "company", "organization=c1&company=x")]
    [TestCase("undo", "month", "organization=c1")]
    [TestCase("undo", "month", "organization=c1&month=soon")]
    [TestCase("undo", "organization", "month=2026-10")]
    [TestCase("again", "organization", "month=2026-10")]
    [TestCase("replay", "scope", "")]
    [TestCase("replay", "ids", "scope=chosen")]
    [TestCase("discard", "ids", "why=x")]
    [TestCase("discard", "why", "ids=export-plans~x")]
    public async Task Action_FieldThatCannotBeUsed_IsNamed(string action, string field, string form)
    {
        var cookie = action == "unlock" ? null : await UnlockAsync();
        var fields = form.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(entry => (entry.Split('=')[0], entry.Split('=')[1]));

        using var answer = await SendAsync(action, cookie, [("token", cookie is null ? "" : await TokenAsync(cookie)), .. fields]);

        Assert.That((int)answer.StatusCode, Is.EqualTo(400));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain($"<strong>{field}: </strong>"));
    }

    [Test]
    public async Task Page_NameThatIsScript_IsTextEverywhere()
    {
        const string script = "<img src=x onerror=alert(1)>";
        await _bench.Services.GetRequiredService<AuditTrail>().RecordAsync(script, script, script, script, () => Task.FromResult(true), CancellationToken.None);
        var poison = new Azure.Storage.Queues.QueueClient(_bench.Export.ConnectionString, "export-plans-poison");
        await poison.CreateIfNotExistsAsync();
        await poison.SendMessageAsync(script);

        foreach (var route in new[] { "audit", "failed", $"months/{WebUtility.UrlEncode(script)}", $"plans/{WebUtility.UrlEncode(script)}", $"key?back={WebUtility.UrlEncode(script)}", $"?done={WebUtility.UrlEncode(script)}" })
        {
            using var answer = await _bench.Http.GetAsync(new Uri(route, UriKind.Relative));
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Not.Contain("<img"), route);
        }
    }

    private async Task<string> UnlockAsync() => (await PostAsync("unlock", cookie: null, ("who", "Ada"), ("key", RouteBench.Key))).Cookie!.Split(';')[0];

    private async Task<string> TokenAsync(string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/failed", UriKind.Relative));
        request.Headers.Add("Cookie", cookie);
        using var answer = await _bench.Http.SendAsync(request);
        var page = await answer.Content.ReadAsStringAsync();
        return page.Split("name=\"token\" value=\"")[1].Split('"')[0];
    }

    private Task<IReadOnlyList<AuditEntry>> AuditAsync() => _bench.Services.GetRequiredService<AuditTrail>().LatestAsync(CancellationToken.None);

    private async Task<(int Status, string? Location, string? Cookie)> PostAsync(string action, string? cookie, params (string Name, string Value)[] fields)
    {
        using var answer = await SendAsync(action, cookie, fields);
        return ((int)answer.StatusCode, answer.Headers.Location?.ToString(), answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies.Single() : null);
    }

    private async Task<HttpResponseMessage> SendAsync(string action, string? cookie, IEnumerable<(string Name, string Value)> fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/actions/{action}", UriKind.Relative));
        request.Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        if (cookie is not null)
            request.Headers.Add("Cookie", cookie);
        return await _bench.Http.SendAsync(request);
    }
}
