using System.Globalization;
using System.Text.Json;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Simulators.Faults;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.FunctionTests;

/// <summary>The routes that take an organization bill back and let it go again.</summary>
public sealed class UndoRouteTests
{
    private const string October9 = "2026-10-09";
    private static readonly DateOnly October8 = new(2026, 10, 8);

    private RouteBench _bench = null!;
    private string _route = "";

    [SetUp]
    public async Task SetUp()
    {
        _bench = await RouteBench.StartAsync();
        _bench.Export.Tenant.Rules.SecondAdjustments = SecondAdjustment.Accept;
        var contoso = _bench.Export.Organization("Contoso").Bill(
            BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m), BrokerLine.Of(October8, "S2", "P1", 3, 16.90m, 20.60m));
        _route = $"api/bills/2026-10/organizations/{contoso.Id}";
    }

    [TearDown]
    public async Task TearDown() => await _bench.DisposeAsync();

    [Test]
    public async Task Undo_ByRoute_TellsStepsAndWhatIsLeftAndWritesAfterTheWord()
    {
        await _bench.Export.RunAsync(October9);
        var posted = _bench.Export.Tenant.ServicesOf(_bench.Export.Tenant.FindContract("CM-S2")!.Id).Single().Id;
        _bench.Export.Tenant.Post(posted, new DateOnly(2026, 10, 1));
        await _bench.OpenAsync(October9);
        var writes = _bench.Export.Autotask.Calls.Writes.Count;

        var (status, plan) = await _bench.SendAsync("POST", $"{_route}/undo", new { who = "Ada", why = "wrong customer" });
        var writesBefore = _bench.Export.Autotask.Calls.Writes.Count - writes;
        var shown = (await _bench.GetAsync(_route)).GetProperty("undo");
        var approved = await _bench.SendAsync("POST", $"api/plans/{plan.GetProperty("id").GetString()}/approve", new { who = "Eve" });
        await _bench.PumpAsync();

        var left = plan.GetProperty("notUndone").EnumerateArray().Single(entry => entry.GetProperty("money").GetDecimal() != 0);
        Assert.That((status, approved.Status, writesBefore), Is.EqualTo((200, 202, 0)));
        Assert.That(plan.GetProperty("subscriptions").EnumerateArray().Single().GetProperty("then").GetDecimal(), Is.Zero);
        Assert.That((left.GetProperty("key").GetString(), left.GetProperty("money").GetDecimal()), Is.EqualTo(("s2", 61.80m)));
        Assert.That((shown.GetProperty("state").GetString(), shown.GetProperty("planId").GetString()), Is.EqualTo(("Planned", plan.GetProperty("id").GetString())));
        var bill = await _bench.GetAsync(_route);
        Assert.That((bill.GetProperty("undo").GetProperty("state").GetString(), bill.GetProperty("bill").GetProperty("state").GetString()), Is.EqualTo(("Done", "Waiting")));
        Assert.That(bill.GetProperty("bill").GetProperty("money").EnumerateArray().Single().GetProperty("exported").GetDecimal(), Is.EqualTo(61.80m));
        Assert.That(await AuditAsync(), Is.EqualTo(["Eve: approve a plan: done", "Ada: plan to undo a bill: done"]));
    }

    [Test]
    public async Task Replay_ByRoute_ExportsTheBillAgain()
    {
        await _bench.Export.RunAsync(October9);
        await _bench.OpenAsync(October9);
        var early = await _bench.SendAsync("POST", $"{_route}/replay", new { who = "Ada" });
        var (_, plan) = await _bench.SendAsync("POST", $"{_route}/undo", new { who = "Ada" });
        await _bench.SendAsync("POST", $"api/plans/{plan.GetProperty("id").GetString()}/approve", new { who = "Ada" });
        await _bench.PumpAsync();

        var again = await _bench.SendAsync("POST", $"{_route}/undo", new { who = "Ada" });
        var replayed = await _bench.SendAsync("POST", $"{_route}/replay", new { who = "Ada", why = "it was right" });
        await _bench.PumpAsync();

        Assert.That((early.Status, again.Status, replayed.Status), Is.EqualTo((409, 409, 202)));
        var bill = await _bench.GetAsync(_route);
        Assert.That(bill.GetProperty("undo").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(bill.GetProperty("bill").GetProperty("money").EnumerateArray().Single().GetProperty("exported").GetDecimal(), Is.EqualTo(267.80m));
    }

    [Test]
    public async Task Undo_NothingWritten_SaysSo()
    {
        await _bench.OpenAsync(October9, ("Export:FirstMonth", "2026-11"));
        await _bench.Export.RunAsync(October9);

        var (status, problem) = await _bench.SendAsync("POST", $"{_route}/undo", new { who = "Ada" });

        Assert.That(status, Is.EqualTo(409));
        Assert.That(problem.GetProperty("detail").GetString(), Does.Contain("nothing to undo"));
    }

    [Test]
    public async Task Undo_AutotaskRefusesAWrite_TellsWhatIsInTheWayAndGoesOnWhenApprovedAgain()
    {
        await _bench.Export.RunAsync(October9);
        await _bench.OpenAsync(October9);
        var (_, plan) = await _bench.SendAsync("POST", $"{_route}/undo", new { who = "Ada" });
        var approve = $"api/plans/{plan.GetProperty("id").GetString()}/approve";
        var fault = _bench.Export.Autotask.Faults.On("POST", "ContractServiceUnits", Fault.Answer(403, """{"errors":["no permission"]}"""), times: int.MaxValue);

        await _bench.SendAsync("POST", approve, new { who = "Ada" });
        await _bench.PumpAsync();
        var stopped = (await _bench.GetAsync(_route)).GetProperty("undo");
        _bench.Export.Autotask.Faults.Clear();
        await _bench.SendAsync("POST", approve, new { who = "Ada" });
        await _bench.PumpAsync();

        Assert.That(fault.Fired, Is.Positive);
        Assert.That(stopped.GetProperty("problem").GetString(), Does.StartWith("It stopped: "));
        Assert.That((await _bench.GetAsync(_route)).GetProperty("undo").GetProperty("state").GetString(), Is.EqualTo("Done"));
        Assert.That(_bench.Export.Tenant.AllUnits, Has.All.Matches<UnitRow>(row => row!.Units == 0));
    }

    private async Task<IEnumerable<string>> AuditAsync() => (await _bench.GetAsync("api/audit")).GetProperty("entries").EnumerateArray()
        .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.GetProperty("who")}: {entry.GetProperty("action")}: {entry.GetProperty("result")}"));
}
