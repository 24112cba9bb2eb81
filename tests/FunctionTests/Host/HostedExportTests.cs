using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Storage.Queues.Models;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Simulators.Faults;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Tests.FunctionTests.Host.Protocol;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.FunctionTests.Host;

/// <summary>The published app does its work under a Functions host's protocol, from its first message to its last.</summary>
[Parallelizable]
public sealed class HostedExportTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private HostedExport _export = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _export = await HostedExport.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _export.DisposeAsync();

    [TearDown]
    public void ForgetFaults()
    {
        _export.Cloudmore.Faults.Clear();
        _export.Cloudmore.Behaviour.ReportText = null;
        _export.Http.Caller = IPAddress.Loopback;
    }

    [Test]
    public async Task Index_OfTheWorker_IsThatOfTheMetadataFile()
    {
        var file = (await PublishedApp.FindAsync()).Read("functions.metadata").EnumerateArray().ToDictionary(function => function.GetProperty("name").GetString()!, function => function.GetProperty("bindings"));

        Assert.That(_export.Host.Functions.Select(function => function.Name), Is.EquivalentTo(file.Keys));
        Assert.Multiple(() =>
        {
            foreach (var function in _export.Host.Functions)
                Assert.That(Fields(function.Bindings), Is.EquivalentTo(Fields(file[function.Name].EnumerateArray())), function.Name);
        });
    }

    [Test]
    public void Load_EveryFunction_GoesWell() => Assert.That(_export.Host.Loaded, Has.Count.EqualTo(_export.Host.Functions.Count).And.All.Property("Value").Empty);

    [Test]
    public void Capabilities_OfTheWorker_LetTheHostForwardRequestsCancelAndEnd() =>
        Assert.That(_export.Host.Capabilities.Keys, Is.SupersetOf(new[] { "HttpUri", "HandlesInvocationCancelMessage", "HandlesWorkerTerminateMessage", "WorkerStatus" }));

    [Test]
    public void Triggers_WithSettings_Resolve() => Assert.Multiple(() =>
    {
        foreach (var timer in _export.Host.Functions.Where(function => function.Kind == "timerTrigger"))
            Assert.That(() => timer.Schedule(_export.Host.Settings), Throws.Nothing);
        foreach (var queue in _export.Host.Functions.Where(function => function.Kind == "queueTrigger"))
            Assert.That(ExportQueues.Names, Does.Contain(queue.Resolve("queueName", _export.Host.Settings)));
    });

    [Test]
    public async Task Reload_OfTheEnvironment_IsAnsweredWithTheSameCapabilities()
    {
        var answer = await _export.Host.AskAsync(new() { FunctionEnvironmentReloadRequest = new() { FunctionAppDirectory = (await PublishedApp.FindAsync()).Folder } });

        Assert.That(answer.FunctionEnvironmentReloadResponse.Result.Status, Is.EqualTo(StatusResult.Types.Status.Success));
        Assert.That(answer.FunctionEnvironmentReloadResponse.Capabilities, Is.EquivalentTo(_export.Host.Capabilities));
    }

    [Test]
    public async Task Run_TimerThenQueues_ExportsEveryBillAndLogsNoSecret()
    {
        _export.Organization("Contoso").Bill(
            BrokerLine.Of(_export.Day, "S1", "P1", 10, 16.90m, 20.60m), BrokerLine.Of(_export.Day, "A1", "VM", 1.25m, 8m, 10m) with { ServiceName = "Microsoft Azure" });
        _export.Organization("Fabrikam").Bill(BrokerLine.Of(_export.Day, "S2", "P2", 3, 4m, 5m));
        _export.Organization("Northwind", mapped: false).Bill(BrokerLine.Of(_export.Day, "S3", "P1", 2, 16.90m, 20.60m));
        using var patience = new CancellationTokenSource(Patience);

        var detected = await _export.TickAsync("DetectNewBills");
        var waiting = (await _export.Queues.Queue(ExportQueues.OrganizationBillsName).GetPropertiesAsync(patience.Token)).Value.ApproximateMessagesCount;
        await _export.Queues.DrainAsync(patience.Token);
        var month = await _export.Http.Client.GetFromJsonAsync<JsonElement>($"api/bills/{_export.Month}", patience.Token);

        Assert.That((Told(detected), waiting), Is.EqualTo(("Success", 3)));
        Assert.That(_export.Queues.Called.Select(call => (call.Function, Told(call.Result))).Distinct(), Is.SupersetOf(new[] { ("PlanExport", "Success"), ("ApplyPlan", "Success") }));
        Assert.That(_export.Queues.Called.Select(call => Told(call.Result)), Is.All.EqualTo("Success"));
        Assert.That(_export.Tenant.AllUnits.Select(units => (units.Units, units.Price)).Distinct(), Is.SupersetOf(new[] { (10, 206m), (3, 15m) }));
        Assert.That(_export.Tenant.AllCharges.Select(charge => charge.Amount), Is.EqualTo([12.50m]));
        Assert.That(month.GetProperty("month").GetProperty("money").EnumerateArray().Single().GetProperty("exported").GetDecimal(), Is.EqualTo(233.50m));
        Assert.That(_export.Host.Logs.Select(log => log.Category), Has.Some.StartsWith("CloudmoreAutotask."));
        AssertNoSecret(_export.Host.Log);
    }

    [TestCase("WatchExport")]
    [TestCase("SendDailyNote")]
    public async Task Run_OtherTimer_GoesWell(string function) => Assert.That(Told(await _export.TickAsync(function)), Is.EqualTo("Success"));

    [Test]
    public async Task Root_InABrowser_IsTheProductsPageAndNotTheHosts()
    {
        using var answer = await _export.Http.Client.GetAsync(new Uri("/", UriKind.Relative));
        var page = await answer.Content.ReadAsStringAsync();

        Assert.That(Told(_export.Http.Called.Last(call => call.Function == "ShowStart").Result), Is.EqualTo("Success"));
        Assert.That((answer.StatusCode, answer.Content.Headers.ContentType?.MediaType), Is.EqualTo((HttpStatusCode.OK, "text/html")));
        Assert.That(page, Does.Contain("<html").And.Not.Contain(HttpFront.OwnPage));
        Assert.That(answer.Headers.GetValues("Content-Security-Policy").Single(), Is.Not.Empty);
    }

    [Test]
    public async Task Get_EveryRoute_IsAnsweredByItsOwnFunction()
    {
        foreach (var function in _export.Host.Functions.Where(function => function.Kind == "httpTrigger" && function.Trigger.GetProperty("methods").EnumerateArray().Any(method => method.GetString() == "get")))
        {
            var parts = function.Trigger.GetProperty("route").GetString()!.Split('/').Select(part => part.EndsWith("?}", StringComparison.Ordinal) ? "" : part.StartsWith('{') ? _export.Month : part);
            using var answer = await _export.Http.Client.GetAsync(new Uri($"/{string.Join('/', parts)}", UriKind.Relative));

            var (called, result) = _export.Http.Called.Last();
            Assert.That((called, Told(result)), Is.EqualTo((function.Name, "Success")));
        }
    }

    [Test]
    public async Task Health_ForwardedRequest_AnswersTheDocument()
    {
        using var answer = await _export.Http.Client.GetAsync(new Uri("/api/health", UriKind.Relative));
        var health = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.That(answer.StatusCode, Is.EqualTo(health.GetProperty("isGood").GetBoolean() ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable));
        Assert.That(health.GetProperty("queues").GetArrayLength(), Is.EqualTo(2 * ExportQueues.Names.Count));
    }

    [Test]
    public async Task Route_WithValues_HandsThemToTheFunction()
    {
        using var answer = await _export.Http.Client.GetAsync(new Uri("/api/bills/no-month", UriKind.Relative));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), Does.Contain("2026-10"));
    }

    [Test]
    public async Task Look_FromAnotherMachine_AsksForTheKey()
    {
        _export.Http.Caller = IPAddress.Parse("203.0.113.5");

        using var refused = await _export.Http.Client.GetAsync(new Uri("/api/health", UriKind.Relative));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/health") { Headers = { { "x-functions-key", HostedExport.Key } } };
        using var allowed = await _export.Http.Client.SendAsync(request);

        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(allowed.StatusCode, Is.Not.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task Look_KeyOfTheHostInTheQuery_IsNotLogged()
    {
        const string HostKey = "key-of-the-functions-host";

        using var answer = await _export.Http.Client.GetAsync(new Uri($"/page.css?code={HostKey}", UriKind.Relative));
        await _export.Host.AskAsync(new() { WorkerStatusRequest = new() });

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(_export.Host.Log, Does.Not.Contain(HostKey));
    }

    [Test]
    public async Task Post_WithoutKey_IsRefusedAndWithKeyRuns()
    {
        var requests = _export.Queues.Queue(ExportQueues.ExportRequestsName);
        using var patience = new CancellationTokenSource(Patience);

        using var refused = await _export.Http.Client.PostAsJsonAsync("api/exports", new { who = "Ada", why = "a look" }, patience.Token);
        var asked = await requests.ExistsAsync(patience.Token) && (await requests.GetPropertiesAsync(patience.Token)).Value.ApproximateMessagesCount > 0;
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/exports") { Content = JsonContent.Create(new { who = "Ada", why = "a look" }), Headers = { { "x-functions-key", HostedExport.Key } } };
        using var accepted = await _export.Http.Client.SendAsync(request, patience.Token);
        await _export.Queues.DrainAsync(patience.Token);

        Assert.That((refused.StatusCode, asked), Is.EqualTo((HttpStatusCode.Forbidden, false)));
        Assert.That(accepted.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That(_export.Queues.Called.Where(call => call.Function == "RunExport").Select(call => Told(call.Result)), Is.EqualTo(["Success"]));
    }

    [Test]
    public async Task Timer_ReportIsNoReport_FailsInWordsAndTheAppGoesOn()
    {
        _export.Cloudmore.Behaviour.ReportText = "<html><body>Maintenance</body></html>";

        var failed = await _export.TickAsync("DetectNewBills");
        _export.Cloudmore.Behaviour.ReportText = null;
        var next = await _export.TickAsync("DetectNewBills");

        Assert.That(failed.Status, Is.EqualTo(StatusResult.Types.Status.Failure));
        Assert.That(failed.Exception.Message, Does.Contain("broke off before its first organization").And.Contain("Nothing of it is used."));
        Assert.That((Told(next), _export.Host.HasEnded), Is.EqualTo(("Success", false)));
        AssertNoSecret(failed.Exception.Message + failed.Exception.StackTrace);
    }

    [Test]
    public async Task Queue_TextIsNoMessage_FailsInWords()
    {
        var message = QueuesModelFactory.QueueMessage("m1", "r1", BinaryData.FromString(Convert.ToBase64String("no message"u8)), 1, null, TimeProvider.System.GetUtcNow());

        var failed = await _export.Host.InvokeAsync("PlanExport", TriggerData.Queue(message));

        Assert.That(failed.Status, Is.EqualTo(StatusResult.Types.Status.Failure));
        Assert.That(failed.Exception.Message, Does.Contain("'message'").And.Contain(nameof(OrganizationBillMessage)));
    }

    [Test]
    public async Task Cancel_TimerThatWaitsForCloudmore_EndsItSoonAndNotAsSuccess()
    {
        _export.Cloudmore.Faults.On("*", "*", Fault.DelayAfter(TimeSpan.FromMinutes(5)), times: 1000);
        _export.Cloudmore.Calls.Clear();
        var invocation = Guid.NewGuid().ToString();

        var running = _export.TickAsync("DetectNewBills", invocation);
        await _export.UntilAsync(() => _export.Cloudmore.Calls.Total > 0);
        _export.Host.Cancel(invocation);
        var result = await running.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.That(result.Status, Is.Not.EqualTo(StatusResult.Types.Status.Success));
        Assert.That(result.Exception.Message, Does.Contain("cancel").IgnoreCase);
    }

    private static string Told(StatusResult result) => result.Status == StatusResult.Types.Status.Success ? "Success" : $"{result.Status}: {result.Exception?.Message}";

    // The file writes an empty list of properties that the worker leaves out, and another order.
    private static IEnumerable<string> Fields(IEnumerable<JsonElement> bindings) => bindings.SelectMany((binding, index) =>
        binding.EnumerateObject().Where(field => field.Name != "properties" || field.Value.EnumerateObject().Any()).Select(field => $"{index} {field.Name}={field.Value.GetRawText().Replace(" ", "", StringComparison.Ordinal).ReplaceLineEndings("")}"));

    private void AssertNoSecret(string text) => Assert.Multiple(() =>
    {
        foreach (var secret in _export.Secrets)
            Assert.That(text, Does.Not.Contain(secret));
    });
}
