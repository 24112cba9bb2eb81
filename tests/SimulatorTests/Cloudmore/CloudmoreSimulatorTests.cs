using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Tests.Cloudmore;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.SimulatorTests.Cloudmore;

public sealed class CloudmoreSimulatorTests
{
    private SteppingTime time = null!;
    private CloudmoreSimulator simulator = null!;
    private HttpClient http = null!;

    private string Api => $"/api/resellers/{simulator.Broker.ResellerId}";

    [SetUp]
    public async Task StartAsync()
    {
        time = new SteppingTime();
        simulator = await CloudmoreSimulator.StartAsync(time: time);
        http = new HttpClient { BaseAddress = simulator.BaseUrl };
    }

    [TearDown]
    public async Task StopAsync()
    {
        http.Dispose();
        await simulator.DisposeAsync();
    }

    [TestCase("grant_type", "client_credentials", "unsupported_grant_type")]
    [TestCase("scope", "everything", "invalid_scope")]
    [TestCase("username", "somebody", "invalid_grant")]
    [TestCase("password", "guess", "invalid_grant")]
    [TestCase("client", "guess", "invalid_client")]
    public async Task Token_OnePartWrong_IsRefused(string part, string value, string error)
    {
        using var response = await TokenAsync(part, value);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo($"{{\"error\":\"{error}\"}}"));
    }

    [Test]
    public async Task Call_TokenMissingWrongOrOver_IsUnauthorized()
    {
        var before = await StatusAsync(HttpMethod.Get, Api + "/Organizations");
        await SignInAsync();
        var signedIn = await StatusAsync(HttpMethod.Get, Api + "/Organizations");
        time.Advance(simulator.Behaviour.TokenLifetime);
        var over = await StatusAsync(HttpMethod.Get, Api + "/Organizations");

        Assert.That((before, signedIn, over), Is.EqualTo((HttpStatusCode.Unauthorized, HttpStatusCode.OK, HttpStatusCode.Unauthorized)));
    }

    [TestCase("GET", "/api/resellers/another/Organizations", HttpStatusCode.Forbidden)]
    [TestCase("GET", "{api}/Organizations/unknown", HttpStatusCode.NotFound)]
    [TestCase("GET", "{api}/billing/reports/MonthlyBillingPerOrganizationAsync/unknown", HttpStatusCode.NotFound)]
    [TestCase("POST", "{api}/billing/reports/MonthlyBillingPerOrganizationAsync", HttpStatusCode.BadRequest)]
    [TestCase("DELETE", "{api}/Organizations", HttpStatusCode.MethodNotAllowed)]
    public async Task Call_Mistaken_HasTheDocumentedStatus(string method, string path, HttpStatusCode status)
    {
        await SignInAsync();

        Assert.That(await StatusAsync(new HttpMethod(method), path.Replace("{api}", Api, StringComparison.Ordinal)), Is.EqualTo(status));
    }

    [TestCase("2026-10-31", "2026-10-01")]
    [TestCase("01/10/2026", "2026-10-31")]
    public async Task Report_DaysIllFormed_IsRefused(string startDate, string endDate)
    {
        await SignInAsync();
        using var response = await http.PostAsJsonAsync(Api + "/billing/reports/MonthlyBillingPerOrganizationAsync", new { startDate, endDate });

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task Organizations_ListAndDetail_DifferInTheCustomProperties()
    {
        var contoso = simulator.Broker.Add("Contoso", "1001", companyId: "7");
        await SignInAsync();

        var list = await http.GetStringAsync(Api + "/Organizations?showActive=true");
        var detail = await http.GetStringAsync($"{Api}/Organizations/{contoso.Id.ToUpperInvariant()}");

        Assert.That(list, Is.EqualTo($$"""[{"id":"{{contoso.Id}}","name":"Contoso","customerNumber":"1001"}]"""));
        Assert.That(detail, Is.EqualTo($$"""{"id":"{{contoso.Id}}","name":"Contoso","customerNumber":"1001","customProperties":[{"name":"AutotaskCompanyID","value":"7"}]}"""));
    }

    [Test]
    public async Task Report_Ready_HasTheDocumentedShape()
    {
        simulator.Behaviour.PollsUntilReady = 0;
        simulator.Broker.Add("Contoso", "1001", id: "c1").Bill(
            BrokerLine.Of(new DateOnly(2026, 10, 8), "s-1", "BP", 10, 16.90m, 20.60m) with { ServiceId = "csp" },
            BrokerLine.Of(new DateOnly(2026, 11, 1), "s-1", "BP", 10, 16.90m, 20.60m));
        await SignInAsync();
        using var started = await http.PostAsJsonAsync(Api + "/billing/reports/MonthlyBillingPerOrganizationAsync", new { startDate = "2026-10-01", endDate = "2026-10-31" });

        var report = await http.GetStringAsync(started.Headers.Location);

        Assert.That(started.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That(report, Is.EqualTo(string.Concat(
            """{"startDate":"2026-10-01","endDate":"2026-10-31","organizations":[{"organizationId":"c1","organizationName":"Contoso","customerNumber":"1001",""",
            """
            "organizationCurrencyCode":"EUR","services":[{"serviceId":"csp","serviceName":"Microsoft CSP","products":[{"productId":"BP","productName":"BP",
            """,
            """
            "itemCode":"BP","serviceItems":[{"billingDate":"2026-10-08","subscriptionId":"s-1","subscriptionName":"BP of s-1","quantity":10,"unitCostPrice":16.90,
            """,
            """
            "unitSalesPrice":20.60,"totalCost":169.00,"totalSales":206.00,"currencyCode":"EUR","paymentFrequency":"Monthly","purchaseOrderNumber":null,
            """,
            """
            "billingLineDetails":null,"note":null}]}]}]}]}
            """)));
    }

    [Test]
    public void Broker_SavedAndLoaded_IsTheSame()
    {
        var path = Path.GetTempFileName();
        try
        {
            var line = BrokerLine.Of(new DateOnly(2026, 10, 8), "s-1", "BP", 1.5m, 16.90m, 20.60m) with { Note = "note" };
            simulator.Broker.Add("Contoso", "1001", companyId: "7").Bill(line);
            simulator.Broker.Save(path);
            var loaded = CloudmoreBroker.Load(path);

            Assert.That(loaded.ClientSecret, Is.EqualTo(simulator.Broker.ClientSecret));
            Assert.That(loaded.Organization("Contoso").Lines.Single(), Is.EqualTo(line));
            Assert.That(loaded.Organization("Contoso").CustomProperties.Single(), Is.EqualTo(new BrokerProperty("AutotaskCompanyID", "7")));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private async Task SignInAsync()
    {
        using var response = await TokenAsync("", "");
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(answer.GetProperty("token_type").GetString()!, answer.GetProperty("access_token").GetString());
    }

    private async Task<HttpResponseMessage> TokenAsync(string part, string value)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "password",
            ["scope"] = "api",
            ["username"] = simulator.Broker.Username,
            ["password"] = simulator.Broker.Password,
        };
        if (form.ContainsKey(part))
            form[part] = value;
        var secret = part == "client" ? value : simulator.Broker.ClientSecret;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token") { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{simulator.Broker.ClientId}:{secret}")));
        return await http.SendAsync(request);
    }

    private async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }
}
