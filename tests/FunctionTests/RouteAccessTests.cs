using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using CloudmoreAutotask.LocalHost.Functions;
using Microsoft.Extensions.Configuration;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.FunctionTests;

/// <summary>Every route there is: who may, and what it says of a request that cannot be used.</summary>
public sealed partial class RouteAccessTests
{
    private const string Today = "2026-10-09";

    /// <summary>Guarded by the host's own function key, which a deployment asks for before any other is known.</summary>
    private static readonly string[] OfTheHost = ["GET api/doctor"];

    /// <summary>They tell nothing of anybody, and the page that asks for the key needs them.</summary>
    private static readonly string[] OpenToEverybody = ["GET page.css", "GET page.svg"];

    private static readonly (string Name, string Value)[] InAzure = [("WEBSITE_SITE_NAME", "cloudmore-autotask"), ("WEBSITE_AUTH_ENABLED", "false")];

    private RouteBench _bench = null!;

    private static IEnumerable<string> Routes() => RouteBench.Functions(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Export:Schedule", (string?)"0 0 4 * * *")]).Build())
        .Select(function => (FunctionTrigger.OnRequest)function.Trigger)
        .SelectMany(http => http.Methods.Select(method => $"{method.ToUpperInvariant()} {http.Route}"))
        .Except(OfTheHost, StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Looks() => Routes().Where(route => route.StartsWith("GET ", StringComparison.Ordinal));

    private static IEnumerable<string> Changes() => Routes().Except(Looks()).Where(route => route.Contains(" api/", StringComparison.Ordinal));

    [SetUp]
    public async Task SetUp() => _bench = await RouteBench.StartAsync();

    [TearDown]
    public async Task TearDown() => await _bench.DisposeAsync();

    [Test]
    public void Routes_OfTheProduct_AreFound() => Assert.That(Routes(), Does.Contain("POST api/plans/{id}/approve").And.Contain("GET api/health").And.Contain("DELETE api/locks/{subscription}"));

    /// <summary>The Functions host takes the first route that matches, by the functions' order: where two match, one of them is never called.</summary>
    [Test]
    public void Routes_OfTheProduct_NoTwoMatchOneAddress()
    {
        string[] routes = [.. Routes(), .. OfTheHost];
        var both = routes.SelectMany((one, index) => routes.Skip(index + 1).Where(other => MayMatchOneAddress(one, other)).Select(other => $"{one} and {other}"));

        Assert.That(routes, Has.None.Contain("{*"), "a route that takes every address");
        Assert.That(both, Is.Empty);
    }

    [Test]
    public async Task Look_OnOneMachine_IsOpen()
    {
        await _bench.OpenAsync(Today);

        foreach (var route in Looks())
            Assert.That((await AskAsync(route)).Status, Is.Not.EqualTo(403).And.LessThan(504).And.Not.EqualTo(500), route);
    }

    [TestCase("false")]
    [TestCase("1")]
    [TestCase("")]
    public async Task Look_InAzureWithoutSignInOrKey_IsRefused(string signIn)
    {
        await _bench.OpenAsync(Today, ("WEBSITE_SITE_NAME", "cloudmore-autotask"), ("WEBSITE_AUTH_ENABLED", signIn));

        foreach (var route in Looks().Except(OpenToEverybody))
        {
            Assert.That((await AskAsync(route)).Status, Is.EqualTo(403), route);
            Assert.That((await AskAsync(route, request => request.Headers.Add("x-functions-key", "wrong"))).Status, Is.EqualTo(403), $"{route} with a wrong key");
            Assert.That((await AskAsync(route, AddPrincipal)).Status, Is.EqualTo(403), $"{route} with a made-up principal while sign-in is off");
        }
    }

    [Test]
    public async Task Look_InAzureWithKey_IsAnswered()
    {
        await _bench.OpenAsync(Today, InAzure);

        foreach (var route in Looks())
            Assert.That((await AskAsync(route, request => request.Headers.Add("x-functions-key", RouteBench.Key))).Status, Is.Not.EqualTo(403), route);
    }

    [Test]
    public async Task Look_InAzureSignedIn_ShowsPagesOnly()
    {
        await _bench.OpenAsync(Today, ("WEBSITE_SITE_NAME", "cloudmore-autotask"), ("WEBSITE_AUTH_ENABLED", "True"));

        foreach (var route in Looks())
            Assert.That((await AskAsync(route, AddPrincipal)).Status == 403, Is.EqualTo(route.StartsWith("GET api/", StringComparison.Ordinal)), route);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Change_WithoutTheKey_IsRefused(bool inAzure)
    {
        await _bench.OpenAsync(Today, inAzure ? InAzure : []);

        foreach (var route in Changes())
        {
            foreach (var key in new[] { null, "wrong", RouteBench.Key + "x", RouteBench.Key[..^1] })
            {
                var (status, problem) = await AskAsync(route, request =>
                {
                    AddPrincipal(request);
                    request.Content = JsonContent.Create(new { who = "Ada" });
                    if (key is not null)
                        request.Headers.Add("x-functions-key", key);
                });
                Assert.That(status, Is.EqualTo(403), $"{route} with {key ?? "no key"}");
                Assert.That(problem.GetProperty("detail").GetString(), Does.Contain("x-functions-key"));
            }
        }
    }

    [Test]
    public async Task Change_NoKeyIsSet_SaysWhatToSet()
    {
        await _bench.OpenAsync(Today, ("Operator:Key", ""));

        var (status, problem) = await _bench.SendAsync("POST", "api/exports", new { who = "Ada" });

        Assert.That(status, Is.EqualTo(409));
        Assert.That(problem.GetProperty("detail").GetString(), Does.Contain("Operator:Key"));
    }

    [Test]
    public async Task Change_WithoutWho_NamesTheField()
    {
        await _bench.OpenAsync(Today);

        foreach (var route in Changes())
        {
            var (status, problem) = await AskAsync(route, request =>
            {
                request.Headers.Add("x-functions-key", RouteBench.Key);
                request.Content = JsonContent.Create(new { why = "because" });
            });
            Assert.That((status, FieldOf(problem)), Is.EqualTo((400, "who")), route);
        }
    }

    [Test]
    public async Task Change_BodyThatIsNoJson_IsRefused()
    {
        await _bench.OpenAsync(Today);

        foreach (var route in Changes().Where(route => !route.StartsWith("DELETE", StringComparison.Ordinal)))
        {
            foreach (var (text, type, field) in new[] { ("who=Ada", "application/x-www-form-urlencoded", "Content-Type"), ("{", "application/json", "body"), ("[]", "application/json", "body") })
            {
                var (status, problem) = await AskAsync(route, request =>
                {
                    request.Headers.Add("x-functions-key", RouteBench.Key);
                    request.Content = new StringContent(text, Encoding.UTF8, type);
                });
                Assert.That((status, FieldOf(problem)), Is.EqualTo((400, field)), $"{route} {text}");
            }
        }
    }

    [Test]
    public async Task Answer_OfEveryRoute_CannotRunAnythingAndIsNotKept()
    {
        await _bench.OpenAsync(Today);

        foreach (var route in Looks())
        {
            using var answer = await _bench.Http.GetAsync(new Uri(Filled(route).Split(' ')[1], UriKind.Relative));
            Assert.That(answer.Headers.GetValues("Content-Security-Policy").Single(), Does.StartWith("default-src 'none'").And.Not.Contain("unsafe"), route);
            Assert.That(answer.Headers.GetValues("X-Content-Type-Options").Single(), Is.EqualTo("nosniff"), route);
            Assert.That(answer.Headers.CacheControl?.NoStore, Is.True, route);
        }
    }

    [Test]
    public async Task OpenApi_Document_NamesEveryRouteAndNoOther()
    {
        await _bench.OpenAsync(Today);

        var paths = (await _bench.GetAsync("api/openapi.json")).GetProperty("paths").EnumerateObject();

        var told = paths.SelectMany(path => path.Value.EnumerateObject(), (path, method) => $"{method.Name.ToUpperInvariant()} {path.Name[1..]}");
        Assert.That(told, Is.EquivalentTo(Routes().Where(route => route.Contains(" api/", StringComparison.Ordinal)).Concat(OfTheHost)));
    }

    private static void AddPrincipal(HttpRequestMessage request)
    {
        request.Headers.Add("X-MS-CLIENT-PRINCIPAL", "e30=");
        request.Headers.Add("X-MS-CLIENT-PRINCIPAL-NAME", "ada@contoso.com");
    }

    private static string? FieldOf(System.Text.Json.JsonElement problem) =>
        problem.TryGetProperty("errors", out var errors) ? errors.EnumerateArray().Single().GetProperty("field").GetString() : problem.ToString();

    // The root's parameter is always empty, so that it is no parameter here.
    private static bool MayMatchOneAddress(string one, string other)
    {
        string[] parts = one.Split('/', ' '), others = other.Split('/', ' ');
        return parts.Length == others.Length && parts.Zip(others).All(pair => IsParameter(pair.First) || IsParameter(pair.Second) || string.Equals(pair.First, pair.Second, StringComparison.OrdinalIgnoreCase));

        static bool IsParameter(string part) => part.StartsWith('{') && !part.Contains("maxlength(0)", StringComparison.Ordinal);
    }

    private async Task<(int Status, System.Text.Json.JsonElement Body)> AskAsync(string route, Action<HttpRequestMessage>? prepare = null)
    {
        var parts = Filled(route).Split(' ', 2);
        using var request = new HttpRequestMessage(new HttpMethod(parts[0]), new Uri("/" + parts[1].TrimStart('/'), UriKind.Relative));
        prepare?.Invoke(request);
        return await _bench.SendAsync(request);
    }

    /// <summary>A route with something in its placeholders.</summary>
    private static string Filled(string route) => Placeholder().Replace(route.Replace("{month}", "2026-10", StringComparison.Ordinal).Replace("{ignored:maxlength(0)?}", "/", StringComparison.Ordinal), "2026-10.c1.0123456789ABCDEF");

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
