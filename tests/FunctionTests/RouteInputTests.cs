using System.Text;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.FunctionTests;

/// <summary>What the routes say of requests that cannot be used. Nothing of them changes anything, so that they share one product.</summary>
public sealed class RouteInputTests
{
    private RouteBench _bench = null!;

    [OneTimeSetUp]
    public async Task SetUp()
    {
        _bench = await RouteBench.StartAsync();
        await _bench.OpenAsync("2026-10-09");
    }

    [OneTimeTearDown]
    public async Task TearDown() => await _bench.DisposeAsync();

    [TestCase("GET", "api/bills?months=0", null, "months")]
    [TestCase("GET", "api/bills?months=61", null, "months")]
    [TestCase("GET", "api/bills?month=1", null, "month")]
    [TestCase("GET", "api/bills/october", null, "month")]
    [TestCase("GET", "api/bills/2026-13", null, "month")]
    [TestCase("GET", "api/bills/2026-1/organizations/c1", null, "month")]
    [TestCase("GET", "api/plans/nothing", null, "id")]
    [TestCase("GET", "api/mappings/companies?candidates=yes", null, "candidates")]
    [TestCase("POST", "api/plans/nothing/approve", """{"who":"Ada"}""", "id")]
    [TestCase("POST", "api/plans/nothing/reject", """{"who":"Ada"}""", "id")]
    [TestCase("POST", "api/holds/nothing/release", """{"who":"Ada"}""", "id")]
    [TestCase("POST", "api/bills/october/organizations/c1/undo", """{"who":"Ada"}""", "month")]
    [TestCase("POST", "api/bills/2026-10/organizations/c1/undo", """{"why":"wrong"}""", "who")]
    [TestCase("POST", "api/bills/2026-10/organizations/c1/undo", """{"who":"Ada","until":"x"}""", "until")]
    [TestCase("POST", "api/bills/2026-13/organizations/c1/replay", """{"who":"Ada"}""", "month")]
    [TestCase("POST", "api/exports", """{"who":"Ada","mode2":"x"}""", "mode2")]
    [TestCase("POST", "api/exports", """{"who":"Ada","who":"Eve"}""", "who")]
    [TestCase("POST", "api/exports", """{"who":7}""", "who")]
    [TestCase("POST", "api/exports", """{"who":"Ada","mode":"shadow"}""", "mode")]
    [TestCase("POST", "api/exports", """{"who":"Ada","mode":2}""", "mode")]
    [TestCase("POST", "api/exports", """{"who":"Ada","mode":"2"}""", "mode")]
    [TestCase("POST", "api/exports", """{"who":"Ada\nEve"}""", "who")]
    [TestCase("PUT", "api/locks/s1", """{"who":"Ada"}""", "why")]
    [TestCase("PUT", "api/locks/s1", """{"who":"Ada","why":"x","until":"31.12.2026"}""", "until")]
    [TestCase("PUT", "api/locks/s1", """{"who":"Ada","why":"x","until":"2026-10-08"}""", "until")]
    [TestCase("PUT", "api/locks/s1", """{"who":"Ada","why":"x","ahead":"true"}""", "ahead")]
    [TestCase("DELETE", "api/locks/s1?who=Ada&until=2026-12-31", null, "until")]
    [TestCase("PUT", "api/mappings/companies", """{"who":"Ada","companyId":12}""", "organizationId")]
    [TestCase("PUT", "api/mappings/companies", """{"who":"Ada","organizationId":"c1","companyId":-1}""", "companyId")]
    [TestCase("PUT", "api/mappings/companies", """{"who":"Ada","organizationId":"c1","companyId":"twelve"}""", "companyId")]
    [TestCase("PUT", "api/mappings/companies", """{"who":"Ada","organizationId":"c1","companyId":1.5}""", "companyId")]
    [TestCase("POST", "api/poison/replay", """{"who":"Ada","ids":[]}""", "ids")]
    [TestCase("POST", "api/poison/replay", """{"who":"Ada","ids":[1]}""", "ids")]
    [TestCase("POST", "api/poison/discard", """{"who":"Ada","why":"x"}""", "ids")]
    [TestCase("POST", "api/poison/discard", """{"who":"Ada","ids":["export-plans~x"]}""", "why")]
    public async Task Request_FieldThatCannotBeUsed_IsNamed(string method, string route, string? body, string field)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(route, UriKind.Relative));
        request.Headers.Add("x-functions-key", RouteBench.Key);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");

        var (status, problem) = await _bench.SendAsync(request);

        var error = problem.GetProperty("errors").EnumerateArray().Single();
        Assert.That((status, error.GetProperty("field").GetString()), Is.EqualTo((400, field)));
        Assert.That(problem.GetProperty("detail").GetString(), Is.EqualTo($"{field}: {error.GetProperty("detail").GetString()}"));
    }

    [TestCase("GET", "api/bills/2020-01")]
    [TestCase("GET", "api/bills/2026-10/organizations/c1")]
    [TestCase("GET", "api/plans/2026-10.c1.0123456789ABCDEF")]
    public async Task Look_NothingThere_IsNotFound(string method, string route)
    {
        Assert.That((await _bench.SendAsync(method, route)).Status, Is.EqualTo(404));
    }

    [TestCase("POST", "api/plans/2026-10.c1.0123456789ABCDEF/approve", 404)]
    [TestCase("POST", "api/plans/2026-10.c1.0123456789ABCDEF/reject", 404)]
    [TestCase("POST", "api/holds/2026-10.c1.growth/release", 404)]
    [TestCase("POST", "api/holds/shrink/release", 409)]
    [TestCase("POST", "api/bills/2026-10/organizations/c1/undo", 404)]
    [TestCase("POST", "api/bills/2026-10/organizations/c1/replay", 404)]
    [TestCase("PUT", "api/locks/s1", 404)]
    public async Task Change_NothingThere_SaysSoAndIsAudited(string method, string route, int expected)
    {
        var (status, problem) = await _bench.SendAsync(method, route, new { who = "Ada", why = "looked at" });

        var entry = (await _bench.GetAsync("api/audit")).GetProperty("entries").EnumerateArray().First();
        Assert.That(status, Is.EqualTo(expected));
        Assert.That((entry.GetProperty("who").GetString(), entry.GetProperty("why").GetString()), Is.EqualTo(("Ada", "looked at")));
        Assert.That(entry.GetProperty("result").GetString(), Is.EqualTo(problem.GetProperty("detail").GetString()));
    }
}
