using System.Globalization;
using System.Text.Json;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Functions.Page.Pages;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Operating;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Tests.Export;
using CloudmoreAutotask.Tests.Export.Crash;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Ledger;

/// <summary>Months as a person looks at them: right, and read with few operations of storage.</summary>
public sealed class BillViewsTests
{
    private const int Months = 12;
    private const int Organizations = 1000;
    private static readonly DateOnly October8 = new(2026, 10, 8);

    private ExportHarness _export = null!;

    [SetUp]
    public async Task SetUp() => _export = await ExportHarness.StartAsync();

    [TearDown]
    public async Task TearDown() => await _export.DisposeAsync();

    [Test]
    public async Task LoadAsync_TwelveMonthsOfAThousandOrganizations_ReadsOnePageOfBillsForEachMonthAndTheOutcomesOfOne()
    {
        await using (var provider = _export.Build("2026-12-09"))
        {
            foreach (var month in Enumerable.Range(0, Months).Select(back => BillMonth.Parse("2026-12").AddMonths(-back)))
                await SaveAsync(provider.GetRequiredService<ExportTables>(), month);
        }

        var counter = ProcessKill.Never;
        await using var page = _export.Build("2026-12-09", counter);
        var shown = await MonthPageContent.LoadAsync(
            page.GetRequiredService<BillViews>(), page.GetRequiredService<RunProofs>(), page.GetRequiredService<ExportHealth>(), null, CancellationToken.None);

        var months = (IReadOnlyList<MonthView>)shown!["Months"]!;
        Assert.That(months.Select(month => (month.Organizations, month.Money.Single().Billed, month.Money.Single().Exported)), Is.All.EqualTo((Organizations, 103_000m, 103_000m)));
        // The shown month's bills are read once more, to be listed.
        Assert.That(counter.Names.Count(name => name.Contains("/Bills", StringComparison.Ordinal)), Is.EqualTo(Months + 1));
        Assert.That(counter.Names.Count(name => name.Contains("/Outcomes", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(counter.Calls, Is.AtMost(Months + 20));
    }

    [Test]
    public async Task MonthsAsync_AfterRunsOfManyKinds_SaysWhatTheOutcomesSay()
    {
        _export.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m), BrokerLine.Of(October8, "S2", "P2", 2, 1m, 1.50m), BrokerLine.Of(October8, "S2", "P2", -1, 1m, 1.50m));
        var fabrikam = _export.Organization("Fabrikam", mapped: false).Bill(BrokerLine.Of(October8, "S3", "P1", 3, 16.90m, 20m));
        await AssertAsync("2026-10-09");
        _export.Cloudmore.Broker.Organizations[0].Bill(BrokerLine.Of(October8, "S1", "P1", 12, 16.90m, 20.60m));
        fabrikam.Bill(BrokerLine.Of(October8, "S3", "P1", 4, 16.90m, 20m));
        await AssertAsync("2026-10-10");
        _export.Settings["Export:Mode"] = "Approve";
        _export.Cloudmore.Broker.Organizations[0].Bill(BrokerLine.Of(October8.AddMonths(1), "S1", "P1", 13, 16.90m, 20.60m));
        await AssertAsync("2026-11-09");
    }

    [Test]
    public async Task MonthsAsync_BillsWithoutKeptSums_SaysWhatTheirOutcomesSay()
    {
        _export.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
        _export.Organization("Fabrikam").Bill(BrokerLine.Of(October8, "S2", "P1", 3, 16.90m, 20m));
        await _export.RunAsync("2026-10-09");
        await using var provider = _export.Build("2026-10-09");
        var (views, bills) = (provider.GetRequiredService<BillViews>(), provider.GetRequiredService<ExportTables>().Bills);
        var kept = await views.MonthsAsync(Months, CancellationToken.None);
        foreach (var row in await bills.ListAllAsync(CancellationToken.None))
            await bills.SaveAsync(row.Month.ToString(), TableKey.Of(row.Organization.Id), row with { Figures = row.Organization.Name == "Contoso" ? null : row.Figures }, CancellationToken.None);

        var read = await views.MonthsAsync(Months, CancellationToken.None);

        Assert.That(kept.Single().Money.Single(), Is.EqualTo(new MoneyView("EUR", 266m, 266m, 0, 0)));
        Assert.That(JsonSerializer.Serialize(read), Is.EqualTo(JsonSerializer.Serialize(kept)));
    }

    /// <summary>Runs, and compares the sums of each month with those of its outcomes.</summary>
    private async Task AssertAsync(string day)
    {
        await _export.RunAsync(day);
        await using var provider = _export.Build(day);
        var views = provider.GetRequiredService<BillViews>();
        var months = await views.MonthsAsync(Months, CancellationToken.None);
        Assert.That(months, Is.Not.Empty);
        foreach (var month in months)
        {
            var shown = await views.MonthAsync(month.Month, CancellationToken.None);
            Assert.That(JsonSerializer.Serialize(month), Is.EqualTo(JsonSerializer.Serialize(shown!.Month)), $"{month.Month} on {day}");
        }
    }

    private static async Task SaveAsync(ExportTables tables, BillMonth month)
    {
        var rows = Enumerable.Range(0, Organizations).Select(number =>
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"organization-{number:0000}");
            var outcome = Outcome(month, id);
            return (TableKey.Of(id), new BillRow
            {
                Month = month,
                Organization = new BilledOrganization(id, id, null, null),
                Hash = outcome.Hash,
                Baseline = new BillBaseline(outcome.Hash, "", ""),
                Lines = 5,
                Billed = new Dictionary<string, decimal>(StringComparer.Ordinal) { ["EUR"] = outcome.Billed },
                RecordedAt = DateTimeOffset.UnixEpoch,
                DoneHash = outcome.Hash,
                AttemptedHash = outcome.Hash,
                Figures = BillFigures.Of(outcome.Hash, [outcome]),
            });
        });
        await tables.Bills.SaveAllAsync(month.ToString(), rows, CancellationToken.None);
        // Of the outcomes themselves only those of one bill are needed to see who reads them.
        var one = Outcome(month, "organization-0000");
        await tables.Outcomes.SaveAsync(ExportTables.BillKey(month, one.OrganizationId), one.SubscriptionKey, one, CancellationToken.None);
    }

    private static SavedOutcome Outcome(BillMonth month, string organizationId) => new()
    {
        Month = month,
        OrganizationId = organizationId,
        OrganizationName = organizationId,
        SubscriptionKey = "s1",
        SubscriptionName = "S1",
        Outcome = CloudmoreAutotask.Ledger.Outcome.Unchanged,
        Currency = "EUR",
        Billed = 103m,
        Exported = 103m,
        Hash = "h",
        RunId = "r",
        FirstRunId = "r",
        At = DateTimeOffset.UnixEpoch,
    };
}
