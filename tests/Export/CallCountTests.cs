using System.Globalization;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Tests.Export.Crash;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export;

/// <summary>Calls are the unit of cost (architecture, "Speed, as calls"). The bounds are generous: they tell when work grows that must not. The figures are in tests/Bench.</summary>
[Parallelizable(ParallelScope.Self)]
public sealed class CallCountTests
{
    private const int Organizations = 50;
    private const int Subscriptions = 5;
    private const int Products = 10;

    // Zone, allowance, billing codes, the catalogue and its fields, charge types, contracts, contract services, units, charges, companies, currencies.
    private const int SnapshotCalls = 16;

    // Detection, planning and the ledger of one organization bill; half as many again would be a surprise.
    private const int StoragePerBill = 30;

    private static readonly DateOnly October8 = new(2026, 10, 8);

    private ExportHarness _export = null!;

    [SetUp]
    public async Task SetUp()
    {
        _export = await ExportHarness.StartAsync();
        _export.Settings["Fuses:Enabled"] = "false";
        for (var index = 0; index < Organizations; index++)
            _export.Organization(string.Create(CultureInfo.InvariantCulture, $"Organization {index:00}"));
    }

    [TearDown]
    public async Task TearDown() => await _export.DisposeAsync();

    [Test]
    public async Task Run_FirstExport_SharesItsReads()
    {
        await RunAsync(0, Outcome.Created, _ => false);

        // Two writes for each subscription; bills share the look for their contracts and the read-back.
        Assert.That(_export.Autotask.Calls.Total, Is.AtMost(2.7 * Organizations * Subscriptions));
        // The fields, the run's own read, a look or two, and one write for each product.
        Assert.That(_export.Autotask.Calls.Count("Services"), Is.AtMost(Products + 6));
    }

    [Test]
    public async Task Run_NextMonthBillsTheSame_ReadsTheBrokerOnceAndWritesNothing()
    {
        await RunAsync(0, Outcome.Created, _ => false);

        await RunAsync(1, Outcome.Unchanged, _ => false);

        Assert.That(_export.Autotask.Calls.Total, Is.AtMost(SnapshotCalls));
        Assert.That(_export.Autotask.Calls.Writes, Is.Empty);
    }

    [Test]
    public async Task Run_FewSubscriptionsChanged_TakesAtMostThreeAndAHalfCallsForEach()
    {
        const int Changed = 5;
        await RunAsync(0, Outcome.Created, _ => false);

        await RunAsync(1, null, subscription => subscription % (Organizations * Subscriptions / Changed) == 0);

        Assert.That(_export.Autotask.Calls.Writes, Has.Count.EqualTo(Changed));
        Assert.That(_export.Autotask.Calls.Total, Is.AtMost(SnapshotCalls + (3.5 * Changed)));
    }

    [Test]
    public async Task Run_EverySubscriptionChanged_SharesItsReads()
    {
        await RunAsync(0, Outcome.Created, _ => false);

        await RunAsync(1, Outcome.Updated, _ => true);

        // At most one fresh read and one read-back for each organization.
        Assert.That(_export.Autotask.Calls.Total, Is.AtMost(SnapshotCalls + (Organizations * Subscriptions) + (2 * Organizations)));
    }

    [Test]
    public async Task Run_TwoMonthsAreDue_ReadsTheBrokerOnceAndEachMonthOnce()
    {
        await RunAsync(0, Outcome.Created, _ => false);
        Bill(October8.AddMonths(1), _ => false);
        Bill(October8.AddMonths(2), _ => false);
        _export.Autotask.Calls.Clear();

        var report = await _export.RunAsync("2026-12-09");

        Assert.That(report.Outcomes, Is.EqualTo(new Dictionary<Outcome, int> { [Outcome.Unchanged] = 2 * Organizations * Subscriptions }));
        Assert.That((_export.Autotask.Calls.Count("Contracts"), _export.Autotask.Calls.Count("ContractServiceUnits")), Is.EqualTo((1, 2)));
        Assert.That(_export.Autotask.Calls.Total, Is.AtMost(SnapshotCalls + 2));
    }

    [Test]
    public async Task Run_NextMonthBillsTheSame_TakesFewStorageOperationsForEachBill()
    {
        await RunAsync(0, Outcome.Created, _ => false);
        var counter = ProcessKill.Never;

        await RunAsync(1, Outcome.Unchanged, _ => false, counter);

        string[] others = [_export.Autotask.ZoneInformationUrl.Authority, _export.Cloudmore.BaseUrl.Authority];
        var operations = counter.Names.Where(name => !others.Any(other => name.Contains(other, StringComparison.Ordinal))).ToList();
        Assert.That(operations, Has.Count.InRange(Organizations, StoragePerBill * Organizations));
    }

    private async Task RunAsync(int month, Outcome? all, Func<int, bool> hasOneMore, ProcessKill? counter = null)
    {
        Bill(October8.AddMonths(month), hasOneMore);
        _export.Autotask.Calls.Clear();

        await using var provider = _export.Build($"{October8.AddMonths(month):yyyy-MM}-09", counter);
        var report = await _export.RunAsync(provider);
        // The proof that follows a run that wrote is paid from the same calls.
        await provider.GetRequiredService<RunProofs>().ProveDueAsync(CancellationToken.None);

        Assert.That(_export.Failures, Is.Empty);
        Assert.That(report.Rows, Has.Count.EqualTo(Organizations * Subscriptions));
        if (all is { } outcome)
            Assert.That(report.Outcomes.Keys, Is.EqualTo(new[] { outcome }));
    }

    private void Bill(DateOnly day, Func<int, bool> hasOneMore)
    {
        foreach (var (index, organization) in _export.Cloudmore.Broker.Organizations.Index())
            organization.Bill(Enumerable.Range(index * Subscriptions, Subscriptions).Select(number =>
                BrokerLine.Of(day, $"S{number}", $"P{number % Products}", 5 + (number % 7) + (hasOneMore(number) ? 1 : 0), 16.90m, 20.60m)));
    }
}
