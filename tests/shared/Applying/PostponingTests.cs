using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Simulators.Faults;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Tests.Export;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Applying;

/// <summary>Postponing is sending a copy with a delay and ending well (export rules, "What keeps it safe").</summary>
[Parallelizable]
public sealed class PostponingTests
{
    private const string Day = "2026-10-09";

    private ExportHarness _export = null!;
    private ServiceProvider _process = null!;
    private OrganizationBillMessage[] _messages = [];

    private PostponedMessages Postponed => _process.GetRequiredService<PostponedMessages>();

    [SetUp]
    public async Task SetUp()
    {
        _export = await ExportHarness.StartAsync();
        var company = _export.Tenant.AddCompany("Contoso group");
        foreach (var (name, subscription) in new[] { ("Contoso", "S1"), ("Contoso Labs", "S2") })
            _export.Cloudmore.Broker.Add(name, companyId: $"{company}").Bill(BrokerLine.Of(new DateOnly(2026, 10, 8), subscription, "P1", 10, 16.90m, 20.60m));
        _process = _export.Build(Day);
        await _process.GetRequiredService<BillDetector>().DetectAsync(CancellationToken.None);
        var bills = await _process.GetRequiredService<ExportTables>().Bills.ListAllAsync(CancellationToken.None);
        _messages = [.. bills.Select(bill => new OrganizationBillMessage(bill.Month, bill.Organization.Id, bill.Hash, "run"))];
        await _export.ForgetMessagesAsync();
    }

    [TearDown]
    public async Task TearDown()
    {
        await _process.DisposeAsync();
        await _export.DisposeAsync();
    }

    [Test]
    public async Task PlanAsync_TooManyCallsWithRetryAfter_IsPostponedByIt()
    {
        _export.Autotask.Faults.On("POST", "Contracts", Fault.TooManyCalls(TimeSpan.FromMinutes(40)), times: int.MaxValue);

        await PlanAsync(_messages[0]);

        Assert.That(Wait(), Is.EqualTo(TimeSpan.FromMinutes(40)).Within(TimeSpan.FromSeconds(30)));
        Assert.That(await WaitingAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task PlanAsync_TooManyCallsWithoutRetryAfter_IsPostponedLongerEachTime()
    {
        _export.Autotask.Faults.On("POST", "Contracts", Fault.TooManyCalls(), times: int.MaxValue);
        _export.Settings["Limits:ReadRetryDelay"] = "00:00:00.1";
        _export.Settings["Limits:ReadAttempts"] = "2";
        await using var process = _export.Build(Day);

        await PlanAsync(_messages[0], process);
        var first = Wait(process);
        await Task.Delay(first);
        await PlanAsync(_messages[0], process);

        Assert.That(first, Is.EqualTo(TimeSpan.FromSeconds(2)).Within(TimeSpan.FromSeconds(1)));
        Assert.That(Wait(process), Is.EqualTo(TimeSpan.FromSeconds(6)).Within(TimeSpan.FromSeconds(2)));
        Assert.That(await WaitingAsync(), Is.EqualTo(2));
    }

    [Test]
    public async Task PlanAsync_WhileCallsRest_IsPostponedWithoutACall()
    {
        _export.Autotask.Faults.On("POST", "Contracts", Fault.TooManyCalls(TimeSpan.FromMinutes(5)), times: int.MaxValue);
        await PlanAsync(_messages[0]);
        var calls = _export.Autotask.Calls.Total;

        await PlanAsync(_messages[1]);

        Assert.That(_export.Autotask.Calls.Total, Is.EqualTo(calls));
        Assert.That(await WaitingAsync(), Is.EqualTo(2));
    }

    [Test]
    public async Task PlanAsync_LeaseHeldByAnother_IsPostponed()
    {
        await using var other = _export.Build(Day);
        await using var hold = await other.GetRequiredService<ExporterLease>().TryHoldAsync(CancellationToken.None);

        await PlanAsync(_messages[0]);

        Assert.That(Wait(), Is.EqualTo(TimeSpan.FromSeconds(5)).Within(TimeSpan.FromSeconds(3)));
        Assert.That((_export.Autotask.Calls.Total, await WaitingAsync()), Is.EqualTo((0, 1)));
    }

    /// <summary>Both organizations are one company in Autotask, so the second bill waits for the first, whose call hangs.</summary>
    [Test]
    public async Task PlanAsync_LeaseLostWhileWaitingForTheCompany_BothArePostponed()
    {
        var slow = _export.Autotask.Faults.On("POST", "Contracts", Fault.DelayBefore(TimeSpan.FromMinutes(1)));
        var first = PlanAsync(_messages[0]);
        while (slow.Fired == 0)
            await Task.Delay(20);
        var second = PlanAsync(_messages[1]);
        Assert.That(second.IsCompleted, Is.False);

        await _export.BreakLeaseAsync();
        await Task.WhenAll(first, second).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.That(Wait(), Is.EqualTo(ExporterLease.Length).Within(TimeSpan.FromSeconds(5)));
        Assert.That(await WaitingAsync(), Is.EqualTo(2));
        Assert.That(_export.Autotask.Calls.Writes, Is.Empty);
    }

    private Task PlanAsync(OrganizationBillMessage message, ServiceProvider? process = null) =>
        (process ?? _process).GetRequiredService<ExportPlanner>().PlanAsync(message, CancellationToken.None);

    private TimeSpan Wait(ServiceProvider? process = null) =>
        (process?.GetRequiredService<PostponedMessages>() ?? Postponed).NextWithin(TimeSpan.FromHours(7))!.Value - TimeProvider.System.GetUtcNow();

    private Task<int> WaitingAsync() => _export.Traffic.CountAsync(ExportQueues.OrganizationBillsName);
}
