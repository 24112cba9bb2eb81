using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Cloudmore;
using CloudmoreAutotask.Setup;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Billing;

public sealed class ServiceSurveyTests
{
    [Test]
    public async Task ReadAsync_Services_HaveTheirMoneyCountsAndTheKindThatFits()
    {
        var found = await ReadAsync(
            [Bills.Line(10, 20m), Bills.Line(2, 5m, product: "P2"), Bills.Usage(1.25m, 10m, subscription: "A1")],
            [Bills.Line(1, 20m, subscription: "S2"), Bills.Once(1, 99m, "Office", "O1")]);

        Assert.That(found.Select(service => (service.Name, service.Organizations, service.Subscriptions, service.Lines, service.Kind)), Is.EquivalentTo(new[]
        {
            (Bills.Seats, 2, 2, 3, ServiceKind.Subscription),
            (Bills.Azure, 1, 1, 1, ServiceKind.Consumption),
            (Bills.Software, 1, 1, 1, ServiceKind.OneTime),
        }));
        Assert.That(found[0].Money["EUR"], Is.EqualTo(230m));
    }

    [Test]
    public async Task ReadAsync_AzureInWholeUnits_IsUsageByItsManyLines()
    {
        var lines = Enumerable.Range(0, 10).Select(_ => Bills.Line(1, 1m, service: Bills.Azure, subscription: "A1")).ToArray();

        Assert.That((await ReadAsync(lines)).Single().Kind, Is.EqualTo(ServiceKind.Consumption));
    }

    [Test]
    public async Task ReadAsync_NothingBilled_IsEmpty() => Assert.That(await ReadAsync(), Is.Empty);

    private static async Task<IReadOnlyList<SurveyedService>> ReadAsync(params IReadOnlyList<BillingLine>[] organizations) =>
        await new ServiceSurvey(new Fixed(organizations), new PaymentFrequencyWords(new PaymentFrequencyOptions())).ReadAsync(new DateOnly(2026, 10, 1), new DateOnly(2026, 10, 31), CancellationToken.None);

    private sealed class Fixed(IReadOnlyList<BillingLine>[] organizations) : IBillSource
    {
        public Task<BillReport> OpenAsync(DateOnly from, DateOnly to, CancellationToken cancellation) =>
            Task.FromResult(new BillReport(ReportScope.OfWholeBroker(from, to), ReadAsync()));

        private async IAsyncEnumerable<ReportedOrganization> ReadAsync()
        {
            foreach (var (index, lines) in organizations.Index())
            {
                await Task.Yield();
                yield return new ReportedOrganization(new BilledOrganization($"c{index}", $"Organization {index}", null, "EUR"), lines, []);
            }
        }
    }
}
