using System.Globalization;
using System.Text.Json;
using CloudmoreAutotask.Simulators.Cloudmore;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.FunctionTests;

/// <summary>The routes that show bills, plans, holds, mappings and failed work, after real runs.</summary>
public sealed class BillRouteTests
{
    private const string October9 = "2026-10-09";
    private static readonly DateOnly October8 = new(2026, 10, 8);

    private RouteBench _bench = null!;

    [SetUp]
    public async Task SetUp() => _bench = await RouteBench.StartAsync();

    [TearDown]
    public async Task TearDown() => await _bench.DisposeAsync();

    [Test]
    public async Task Bills_AfterARun_TellBilledExportedAndWaitingAsNumbers()
    {
        _bench.Export.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
        _bench.Export.Organization("Fabrikam", mapped: false).Bill(BrokerLine.Of(October8, "S2", "P1", 3, 16.90m, 31m));
        await _bench.Export.RunAsync(October9);
        await _bench.OpenAsync(October9);

        var month = (await _bench.GetAsync("api/bills")).GetProperty("months").EnumerateArray().Single();
        var money = month.GetProperty("money").EnumerateArray().Single();

        Assert.That(month.GetProperty("month").GetString(), Is.EqualTo("2026-10"));
        Assert.That(Amounts(money, "billed", "exported", "difference", "waiting", "switchedOff"), Is.EqualTo(new[] { 299m, 206m, 93m, 93m, 0m }));
        Assert.That(month.GetProperty("outcomes").GetProperty("Created").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public async Task Month_SwitchedOffService_IsNotWaiting()
    {
        _bench.Export.Settings["Export:Services:3:Name"] = "Backup";
        _bench.Export.Settings["Export:Services:3:Enabled"] = "false";
        _bench.Export.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m), BrokerLine.Of(October8, "S9", "P9", 1, 1m, 5m) with { ServiceName = "Backup" });
        await _bench.Export.RunAsync(October9);
        await _bench.OpenAsync(October9);

        var bill = (await _bench.GetAsync("api/bills/2026-10")).GetProperty("bills").EnumerateArray().Single();

        Assert.That(bill.GetProperty("state").GetString(), Is.EqualTo("Done"));
        Assert.That(Amounts(bill.GetProperty("money").EnumerateArray().Single(), "billed", "exported", "waiting", "switchedOff"), Is.EqualTo(new[] { 211m, 206m, 0m, 5m }));
    }

    [Test]
    public async Task Month_NotSettled_IsRunningAndNothingWaits()
    {
        _bench.Export.Organization("Contoso").Bill(BrokerLine.Of(new DateOnly(2026, 10, 2), "S1", "P1", 10, 16.90m, 20.60m));
        await _bench.Export.RunAsync("2026-10-04");
        await _bench.OpenAsync("2026-10-04");

        var month = await _bench.GetAsync("api/bills/2026-10");

        Assert.That(month.GetProperty("bills").EnumerateArray().Single().GetProperty("state").GetString(), Is.EqualTo("Running"));
        Assert.That(Amounts(month.GetProperty("month").GetProperty("money").EnumerateArray().Single(), "billed", "waiting"), Is.EqualTo(new[] { 206m, 0m }));
    }

    [Test]
    public async Task OrganizationBill_Subscription_TellsLinesRuleWritesAndContract()
    {
        var contoso = _bench.Export.Organization("<script>alert(1)</script>").Bill(
            BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m), BrokerLine.Of(new DateOnly(2026, 10, 1), "S1", "P1", 8, 16.90m, 4m));
        await _bench.Export.RunAsync(October9);
        await _bench.OpenAsync(October9);

        var bill = await _bench.GetAsync($"api/bills/2026-10/organizations/{contoso.Id}");
        var subscription = bill.GetProperty("subscriptions").EnumerateArray().Single();

        Assert.That(subscription.GetProperty("lines").GetArrayLength(), Is.EqualTo(2));
        Assert.That(Amounts(subscription.GetProperty("rules").EnumerateArray().Single(), "quantity", "unitPrice", "amount"), Is.EqualTo(new[] { 10m, 20.60m, 206m }));
        Assert.That(subscription.GetProperty("writes").EnumerateArray().Select(write => write.GetProperty("kind").GetString()), Is.EqualTo(["CreateContract", "AdjustUnits"]));
        Assert.That(subscription.GetProperty("contractId").GetInt64(), Is.EqualTo(_bench.Export.Tenant.AllContracts.Single().Id));
        Assert.That(bill.GetProperty("company").GetProperty("companyId").GetInt64(), Is.Positive);
    }

    [Test]
    public async Task Plan_ApprovedByRoute_IsWrittenAndAudited()
    {
        _bench.Export.Settings["Export:Mode"] = "Approve";
        _bench.Export.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
        await _bench.Export.RunAsync(October9);
        await _bench.OpenAsync(October9);
        var waiting = await WaitingAsync("2026-10");
        var id = waiting.GetProperty("planId").GetString();

        var plan = await _bench.GetAsync($"api/plans/{id}");
        var answer = await _bench.SendAsync("POST", $"api/plans/{id}/approve", new { who = "Ada", why = "looked at" });
        await _bench.PumpAsync();

        Assert.That(waiting.GetProperty("perDay").GetDecimal(), Is.EqualTo(6.65m), "206.00 by 31 days");
        Assert.That(Amounts(plan.GetProperty("subscriptions").EnumerateArray().Single(), "now", "then", "billed"), Is.EqualTo(new[] { 0m, 206m, 206m }));
        Assert.That(answer.Status, Is.EqualTo(202));
        Assert.That((await MoneyAsync("2026-10"))[1], Is.EqualTo(206m));
        Assert.That(await AuditAsync(), Is.EqualTo(["Ada: approve a plan: done"]));
        Assert.That((await _bench.SendAsync("POST", $"api/plans/{id}/reject", new { who = "Ada" })).Status, Is.AnyOf(202, 409));
    }

    [Test]
    public async Task Plan_RejectedByRoute_WaitsOnWithWhoAndWhy()
    {
        _bench.Export.Settings["Export:Mode"] = "Approve";
        _bench.Export.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
        await _bench.Export.RunAsync(October9);
        await _bench.OpenAsync(October9);
        var id = (await WaitingAsync("2026-10")).GetProperty("planId").GetString();

        await _bench.SendAsync("POST", $"api/plans/{id}/reject", new { who = "Ada", why = "too many seats" });
        await _bench.PumpAsync();

        Assert.That((await WaitingAsync("2026-10")).GetProperty("reason").GetString(), Is.EqualTo("Rejected by Ada: too many seats."));
        Assert.That(_bench.Export.Autotask.Calls.Writes, Is.Empty);
    }

    [Test]
    public async Task Hold_Released_LetsTheBillGo()
    {
        _bench.Export.Settings["Fuses:GrowthAmount"] = "100";
        var contoso = _bench.Export.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 1, 16.90m, 20.60m));
        await _bench.Export.RunAsync(October9);
        contoso.Bill(BrokerLine.Of(new DateOnly(2026, 11, 8), "S1", "P1", 50, 16.90m, 20.60m));
        await _bench.Export.RunAsync("2026-11-09");
        await _bench.OpenAsync("2026-11-09");
        var hold = (await WaitingAsync("2026-11")).GetProperty("holdId").GetString();

        var answer = await _bench.SendAsync("POST", $"api/holds/{hold}/release", new { who = "Ada", why = "a big customer" });
        await _bench.PumpAsync();

        Assert.That((hold, answer.Status), Is.EqualTo(($"2026-11.{contoso.Id}.growth", 202)));
        Assert.That(await MoneyAsync("2026-11"), Is.EqualTo(new[] { 1030m, 1030m }));
    }

    [Test]
    public async Task Lock_PutAndTakenOff_HoldsTheSubscriptionMeanwhile()
    {
        var contoso = _bench.Export.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
        await _bench.OpenAsync(October9);
        await _bench.SendAsync("PUT", "api/locks/S1", new { who = "Ada", why = "in dispute", until = "2026-12-31", ahead = "yes" });
        await _bench.Export.RunAsync(October9);
        var shown = (await _bench.GetAsync($"api/bills/2026-10/organizations/{contoso.Id}")).GetProperty("subscriptions").EnumerateArray().Single().GetProperty("lock");
        var writesMeanwhile = _bench.Export.Autotask.Calls.Writes.Count;

        await _bench.SendAsync("DELETE", "api/locks/S1?who=Ada&why=settled");
        await _bench.Export.RunAsync("2026-10-10");

        Assert.That((shown.GetProperty("who").GetString(), shown.GetProperty("why").GetString(), shown.GetProperty("until").GetString()), Is.EqualTo(("Ada", "in dispute", "2026-12-31")));
        Assert.That(writesMeanwhile, Is.Zero);
        Assert.That(await MoneyAsync("2026-10"), Is.EqualTo(new[] { 206m, 206m }));
        Assert.That(await AuditAsync(), Is.EqualTo(["Ada: unlock a subscription: done", "Ada: lock a subscription: done"]));
    }

    [Test]
    public async Task Lock_SubscriptionThatNothingNames_IsRefusedAndSaysWhatIsKnown()
    {
        const string id = "0f3c1d2e-aaaa-4bbb-8ccc-0123456789ab";
        _bench.Export.Organization("Contoso").Bill(BrokerLine.Of(October8, id, "P1", 10, 16.90m, 20.60m));
        await _bench.Export.RunAsync(October9);
        await _bench.OpenAsync(October9);
        var slip = id.Replace("0123456789ab", "0123456789ac", StringComparison.Ordinal);

        var locked = await _bench.SendAsync("PUT", $"api/locks/{slip}", new { who = "Ada", why = "in dispute" });
        var freed = await _bench.SendAsync("DELETE", $"api/locks/{slip}?who=Ada");
        var known = await _bench.SendAsync("PUT", $"api/locks/{id.ToUpperInvariant()}", new { who = "Ada", why = "in dispute" });
        var knownFreed = new[] { await _bench.SendAsync("DELETE", $"api/locks/{id}?who=Ada"), await _bench.SendAsync("DELETE", $"api/locks/{id}?who=Ada") };
        var ahead = new[] { await _bench.SendAsync("PUT", $"api/locks/{slip}", new { who = "Ada", why = "in dispute", ahead = "yes" }), await _bench.SendAsync("DELETE", $"api/locks/{slip}?who=Ada") };

        Assert.That((locked.Status, freed.Status, known.Status), Is.EqualTo((404, 404, 200)));
        Assert.That(locked.Body.GetProperty("detail").GetString(), Does.Contain($"names the subscription {slip}, only 1 other. Do you mean {id}?").And.Contain("ahead"));
        Assert.That(freed.Body.GetProperty("detail").GetString(), Does.StartWith("No lock is on it."));
        Assert.That(knownFreed.Concat(ahead).Select(answer => answer.Status), Is.All.EqualTo(200));
    }

    [Test]
    public async Task Mapping_Set_IsSavedWithWhoAndARunIsAskedFor()
    {
        var company = _bench.Export.Tenant.AddCompany("Fabrikam");
        var fabrikam = _bench.Export.Cloudmore.Broker.Add("Fabrikam").Bill(BrokerLine.Of(October8, "S2", "P1", 3, 16.90m, 20.60m));
        await _bench.Export.RunAsync(October9);
        await _bench.OpenAsync(October9);
        var before = (await _bench.GetAsync("api/mappings/companies?candidates=true")).GetProperty("companies").EnumerateArray().Single();

        var unknown = await _bench.SendAsync("PUT", "api/mappings/companies", new { who = "Ada", organizationId = fabrikam.Id, companyId = 999999 });
        var answer = await _bench.SendAsync("PUT", "api/mappings/companies", new { who = "Ada", organizationId = fabrikam.Id, companyId = company });
        var after = (await _bench.GetAsync("api/mappings/companies")).GetProperty("companies").EnumerateArray().Single();

        Assert.That(before.GetProperty("candidates").EnumerateArray().Single().GetProperty("companyId").GetInt64(), Is.EqualTo(company));
        Assert.That((unknown.Status, answer.Status), Is.EqualTo((409, 202)));
        Assert.That((after.GetProperty("companyId").GetInt64(), after.GetProperty("source").GetString(), after.GetProperty("setBy").GetString()), Is.EqualTo((company, "Operator", "Ada")));
        Assert.That((await _bench.SendAsync("GET", "api/health")).Body.GetProperty("queues").EnumerateArray().Single(queue => queue.GetProperty("name").GetString() == "export-requests").GetProperty("messages").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public async Task Export_ModeOfItsOwn_HoldsForThatRunAndIsAudited()
    {
        _bench.Export.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
        await _bench.OpenAsync(October9);

        var answer = await _bench.SendAsync("POST", "api/exports", new { who = "Ada", why = "to see it first", mode = "Approve" });
        await _bench.PumpAsync();
        var id = (await WaitingAsync("2026-10")).GetProperty("planId").GetString();
        await _bench.SendAsync("POST", $"api/plans/{id}/reject", new { who = "Ada", why = "not yet" });
        await _bench.PumpAsync();
        var (writes, rejected) = (_bench.Export.Autotask.Calls.Writes.Count, (await WaitingAsync("2026-10")).GetProperty("reason").GetString());
        await _bench.SendAsync("POST", $"api/plans/{id}/approve", new { who = "Ada", why = "now" });
        await _bench.PumpAsync();

        Assert.That((answer.Status, writes, rejected), Is.EqualTo((202, 0, "Rejected by Ada: not yet.")));
        Assert.That(await MoneyAsync("2026-10"), Is.EqualTo(new[] { 206m, 206m }));
        var entries = (await _bench.GetAsync("api/audit")).GetProperty("entries").EnumerateArray();
        Assert.That(entries.Last().GetProperty("subject").GetString(), Is.EqualTo("all organizations, mode Approve"));
    }

    [TestCase("Approve", "Automatic")]
    [TestCase("Shadow", "Automatic")]
    [TestCase("Shadow", "Approve")]
    public async Task Export_LooserModeThanTheSetting_IsRefusedAndNoRunIsAskedFor(string setting, string mode)
    {
        await _bench.OpenAsync(October9, ("Export:Mode", setting));

        var (status, problem) = await _bench.SendAsync("POST", "api/exports", new { who = "Ada", mode });

        Assert.That((status, problem.GetProperty("errors").EnumerateArray().Single().GetProperty("field").GetString()), Is.EqualTo((400, "mode")));
        Assert.That(problem.GetProperty("detail").GetString(), Does.Contain($"Export:Mode is {setting}"));
        Assert.That((await _bench.GetAsync("api/audit")).GetProperty("entries").GetArrayLength(), Is.Zero);
    }

    private static decimal[] Amounts(JsonElement element, params string[] names) => [.. names.Select(name => element.GetProperty(name).GetDecimal())];

    private async Task<JsonElement> WaitingAsync(string month) => (await _bench.GetAsync($"api/bills/{month}")).GetProperty("waiting").EnumerateArray().Single();

    private async Task<decimal[]> MoneyAsync(string month) =>
        Amounts((await _bench.GetAsync($"api/bills/{month}")).GetProperty("month").GetProperty("money").EnumerateArray().Single(), "billed", "exported");

    private async Task<IEnumerable<string>> AuditAsync() => (await _bench.GetAsync("api/audit")).GetProperty("entries").EnumerateArray()
        .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.GetProperty("who")}: {entry.GetProperty("action")}: {entry.GetProperty("result")}"));
}
