using System.Globalization;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Operating;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Telemetry;
using CloudmoreAutotask.Tests.Export;
using CloudmoreAutotask.Tests.Export.Crash;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Storage;

/// <summary>Bills at rest stay in the table for years; what looks for bills that are not does not read them.</summary>
public sealed class DueBillsTests
{
    // More than one answer of the service holds (Table Storage: 1,000 rows).
    private const int AtRest = 2500;
    private const string Day = "2026-12-09";

    private ExportHarness _export = null!;

    [SetUp]
    public async Task SetUp()
    {
        _export = await ExportHarness.StartAsync();
        _export.Settings["Export:FirstMonth"] = "2026-10";
        await using var provider = _export.Build(Day);
        var bills = provider.GetRequiredService<ExportTables>().Bills;
        var atRest = Enumerable.Range(0, AtRest).Select(number => Row(string.Create(CultureInfo.InvariantCulture, $"c{number}")) with { DoneHash = "h" });
        var waiting = Row("waits");
        var failed = Row("failed") with { FailedHash = "h", AttemptedHash = null };
        // It failed before, and then ended well.
        var mended = Row("mended") with { FailedHash = "h", DoneHash = "h" };
        await bills.SaveAllAsync("2026-10", atRest.Append(waiting).Append(failed).Append(mended).Select(row => (TableKey.Of(row.Organization.Id), row)), CancellationToken.None);
    }

    [TearDown]
    public async Task TearDown() => await _export.DisposeAsync();

    [Test]
    public async Task ListDueBillsAsync_ManyAtRest_GivesThoseThatAreNotInOneAnswer()
    {
        var counter = ProcessKill.Never;
        await using var provider = _export.Build(Day, counter);

        var due = await provider.GetRequiredService<ExportTables>().ListDueBillsAsync(CancellationToken.None);

        Assert.That(due.Select(row => row.Organization.Id), Is.EquivalentTo(new[] { "waits", "failed" }));
        Assert.That(BillOperations(counter), Is.EqualTo(1));
    }

    [Test]
    public async Task TellAsync_ManyAtRest_ReadsBillsOnce()
    {
        var counter = ProcessKill.Never;
        await using var provider = _export.Build(Day, counter);

        await provider.GetRequiredService<ExportWatch>().TellAsync(CancellationToken.None);

        Assert.That(BillOperations(counter), Is.EqualTo(1));
    }

    [Test]
    public async Task ListAsync_ManyAtRest_ReadsBillsOnceAndNamesWhatFailed()
    {
        var counter = ProcessKill.Never;
        await using var provider = _export.Build(Day, counter);

        var failed = await provider.GetRequiredService<PoisonMessages>().ListAsync(CancellationToken.None);

        Assert.That(failed.Select(message => message.OrganizationName), Is.EqualTo(new[] { "failed" }));
        Assert.That(BillOperations(counter), Is.EqualTo(1));
    }

    private static int BillOperations(ProcessKill counter) => counter.Names.Count(name => name.Contains("/Bills", StringComparison.Ordinal));

    private static BillRow Row(string id) => new()
    {
        Month = BillMonth.Parse("2026-10"),
        Organization = new BilledOrganization(id, id, null, null),
        Hash = "h",
        Baseline = new BillBaseline("h", "", ""),
        Lines = 1,
        Billed = new Dictionary<string, decimal>(StringComparer.Ordinal) { ["EUR"] = 1m },
        RecordedAt = DateTimeOffset.UnixEpoch,
        AttemptedHash = "h",
    };
}
