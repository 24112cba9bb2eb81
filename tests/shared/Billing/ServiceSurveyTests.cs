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

    [TestCase("Monthly", ServiceKind.Consumption)]
    [TestCase("Yearly", ServiceKind.Subscription)]
    [TestCase("OneTime", ServiceKind.OneTime)]
    public async Task ReadAsync_OneWholeLineOfAzure_IsUsageByItsNameUnlessItIsPaidOtherwise(string frequency, ServiceKind kind)
    {
        var service = (await ReadAsync([Bills.Line(1, 812.40m, service: Bills.Azure) with { PaymentFrequency = frequency }])).Single();

        Assert.That(service.Kind, Is.EqualTo(kind));
    }

    [Test]
    public async Task ReadAsync_SeatsOfAServiceNamedAzure_StaySeats() =>
        Assert.That((await ReadAsync([Bills.Line(25, 5.60m, service: "Azure Active Directory Premium")])).Single().Kind, Is.EqualTo(ServiceKind.Subscription));

    [Test]
    public async Task ReadAsync_ServiceOnlyOfTheRunningMonth_IsListedWithItsMonth()
    {
        var found = await ReadAsync([Bills.Line(1, 1m), Bills.Line(2, 1m) with { BillingDate = new DateOnly(2026, 11, 8) }, Bills.Once(1, 99m, "Office") with { BillingDate = new DateOnly(2026, 11, 8) }]);

        Assert.That(found.Select(service => (service.Name, service.Month, service.Lines)), Is.EqualTo(new[] { (Bills.Seats, Bills.October, 1), (Bills.Software, new BillMonth(2026, 11), 1) }));
    }

    [Test]
    public async Task ReadAsync_OneFractionalLineAmongSeats_StaysSeatsAndSaysSo()
    {
        var service = (await ReadAsync([Bills.Line(10, 20m), Bills.Line(5, 20m, subscription: "S2"), Bills.Line(0.5m, 20m, subscription: "S3")])).Single();

        Assert.That(service.Kind, Is.EqualTo(ServiceKind.Subscription));
        Assert.That(service.Why, Does.Contain("1 of 3 subscriptions have a fractional quantity"));
    }

    [Test]
    public async Task ReadAsync_SomeLinesPaidOnce_StaysSeatsAndSaysSo() =>
        Assert.That((await ReadAsync([Bills.Line(10, 20m), Bills.Line(1, 50m) with { PaymentFrequency = "OneTime" }])).Single(),
            Has.Property("Kind").EqualTo(ServiceKind.Subscription).And.Property("Why").Contains("1 of 2 lines are paid once"));

    [Test]
    public async Task ReadAsync_OrganizationComesTwice_CountsOnce()
    {
        var bills = await SurveyAsync(new Fixed([[Bills.Line(10, 20m)], [Bills.Line(2, 5m)]]) { Ids = ["c1", "c1"] });

        Assert.That(bills.Services.Single(), Has.Property("Organizations").EqualTo(1).And.Property("Subscriptions").EqualTo(1).And.Property("Lines").EqualTo(2));
    }

    [Test]
    public async Task ReadAsync_LinesWithoutSubscription_AreOnePerOrganization() =>
        Assert.That((await ReadAsync([Bills.Line(1, 1m, subscription: null)], [Bills.Line(1, 1m, subscription: null)])).Single().Subscriptions, Is.EqualTo(2));

    [Test]
    public async Task ReadAsync_LinesThatCannotBeRead_AreCountedAndTheFirstNamed()
    {
        var faults = Enumerable.Range(1, 7).Select(number => new LineFault($"line {number}", "totalSales", "many", null)).ToList();

        var bills = await SurveyAsync(new Fixed([[Bills.Line(1, 1m)], []]) { Faults = faults });

        Assert.That(bills.Faults, Is.EqualTo(14));
        Assert.That(bills.FirstFaults, Has.Count.EqualTo(5));
        Assert.That(bills.FirstFaults[0], Is.EqualTo("Organization 0: line 1 has 'many' as its 'totalSales', which cannot be used."));
        Assert.That(bills.Services.Single().Lines, Is.EqualTo(1));
    }

    [Test]
    public async Task ReadAsync_NothingBilled_IsEmpty() => Assert.That(await ReadAsync(), Is.Empty);

    private static async Task<IReadOnlyList<SurveyedService>> ReadAsync(params IReadOnlyList<BillingLine>[] organizations) => (await SurveyAsync(new Fixed(organizations))).Services;

    private static Task<SurveyedBills> SurveyAsync(Fixed source) =>
        new ServiceSurvey(source, new PaymentFrequencyWords(new PaymentFrequencyOptions())).ReadAsync(Bills.October, new DateOnly(2026, 11, 9), CancellationToken.None);

    private sealed class Fixed(IReadOnlyList<BillingLine>[] organizations) : IBillSource
    {
        public IReadOnlyList<string> Ids { get; init; } = [.. organizations.Select((_, index) => $"c{index}")];

        public IReadOnlyList<LineFault> Faults { get; init; } = [];

        public Task<BillReport> OpenAsync(DateOnly from, DateOnly to, CancellationToken cancellation) =>
            Task.FromResult(new BillReport(ReportScope.OfWholeBroker(from, to), ReadAsync()));

        private async IAsyncEnumerable<ReportedOrganization> ReadAsync()
        {
            foreach (var (index, lines) in organizations.Index())
            {
                await Task.Yield();
                yield return new ReportedOrganization(new BilledOrganization(Ids[index], $"Organization {index}", null, "EUR"), lines, Faults);
            }
        }
    }
}
