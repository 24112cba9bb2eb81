using CloudmoreAutotask.Simulators.Autotask;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.SimulatorTests;

public sealed class AutotaskContractTests
{
    [TestCase(2, 36)]
    [TestCase(3, 12)]
    [TestCase(4, 6)]
    [TestCase(5, 3)]
    public async Task ContractService_OfAnyPeriodType_HasARowForEveryPeriodOfTheTerm(int periodType, int rows)
    {
        await using var session = await AutotaskSession.StartAsync();
        var (_, contractService) = Add(session.Tenant, "2026-10-01", "2029-09-30", periodType);

        var units = session.Tenant.UnitsOf(contractService);

        Assert.Multiple(() =>
        {
            Assert.That(units, Has.Count.EqualTo(rows));
            Assert.That(units[0].Start, Is.EqualTo(Day.Of("2026-10-01")));
            Assert.That(units[^1].End, Is.EqualTo(Day.Of("2029-09-30")));
            Assert.That(units.Skip(1).Zip(units).All(pair => pair.First.Start == pair.Second.End.AddDays(1)), Is.True);
        });
    }

    [Test]
    public async Task ContractService_FromThe31st_ComesBackToThe31st()
    {
        await using var session = await AutotaskSession.StartAsync();
        var (_, contractService) = Add(session.Tenant, "2027-01-31", "2027-05-30");

        var starts = session.Tenant.UnitsOf(contractService).Select(row => $"{row.Start:MM-dd}");

        Assert.That(string.Join(' ', starts), Is.EqualTo("01-31 02-28 03-31 04-30"));
    }

    [Test]
    public async Task ContractService_EndInsideAPeriod_CutsTheLastRowByDays()
    {
        await using var session = await AutotaskSession.StartAsync();
        var (_, contractService) = Add(session.Tenant, "2026-10-01", "2026-11-10", units: 3);

        var last = session.Tenant.UnitsOf(contractService)[^1];

        Assert.Multiple(() =>
        {
            Assert.That(last.End, Is.EqualTo(Day.Of("2026-11-10")));
            Assert.That(last.Price, Is.EqualTo(20.60m)); // 3 x 20.60 x 10 / 30
            Assert.That(last.Cost, Is.EqualTo(16.90m));
        });
    }

    [Test]
    public async Task MoveEnd_Later_AddsRowsWithTheLastUnitsAndPrice()
    {
        await using var session = await AutotaskSession.StartAsync();
        var (contract, contractService) = Add(session.Tenant, "2026-10-01", "2026-12-31", units: 3);
        session.Tenant.AdjustByHand(contractService, 2, Day.Of("2026-12-01"), 30m, 20m);

        var reply = await PatchEndAsync(session, contract, "2027-02-28");
        var units = session.Tenant.UnitsOf(contractService);

        Assert.Multiple(() =>
        {
            Assert.That(reply.ItemId, Is.EqualTo(contract));
            Assert.That(units, Has.Count.EqualTo(5));
            Assert.That(units[^1], Has.Property(nameof(UnitRow.Units)).EqualTo(5).And.Property(nameof(UnitRow.Price)).EqualTo(150m).And.Property(nameof(UnitRow.Cost)).EqualTo(100m));
            Assert.That(units[^1].End, Is.EqualTo(Day.Of("2027-02-28")));
        });
    }

    [Test]
    public async Task MoveEnd_LaterFromACutRow_FillsItUp()
    {
        await using var session = await AutotaskSession.StartAsync();
        var (contract, contractService) = Add(session.Tenant, "2026-10-01", "2026-11-10", units: 3);

        await PatchEndAsync(session, contract, "2026-12-15");
        var units = session.Tenant.UnitsOf(contractService);

        Assert.Multiple(() =>
        {
            Assert.That(units.Select(row => row.End), Is.EqualTo(new[] { Day.Of("2026-10-31"), Day.Of("2026-11-30"), Day.Of("2026-12-15") }));
            Assert.That(units[1].Price, Is.EqualTo(61.80m));
            Assert.That(units[2].Price, Is.EqualTo(29.90m)); // 61.80 x 15 / 31
        });
    }

    [Test]
    public async Task MoveEnd_LaterFromAPostedCutRow_AddsTheRestOfThePeriod()
    {
        await using var session = await AutotaskSession.StartAsync();
        var (contract, contractService) = Add(session.Tenant, "2026-10-01", "2026-11-10", units: 3);
        session.Tenant.Post(contractService, Day.Of("2026-11-01"));

        await PatchEndAsync(session, contract, "2026-11-30");
        var units = session.Tenant.UnitsOf(contractService);

        Assert.Multiple(() =>
        {
            Assert.That(units[1].Price, Is.EqualTo(20.60m));
            Assert.That(units[2].Start, Is.EqualTo(Day.Of("2026-11-11")));
            Assert.That(units[2].Price, Is.EqualTo(41.20m));
        });
    }

    [Test]
    public async Task MoveEnd_Earlier_TakesRowsAwayAndCutsTheLast()
    {
        await using var session = await AutotaskSession.StartAsync();
        var (contract, contractService) = Add(session.Tenant, "2026-10-01", "2027-09-30", units: 3);

        await PatchEndAsync(session, contract, "2026-11-20");
        var units = session.Tenant.UnitsOf(contractService);

        Assert.Multiple(() =>
        {
            Assert.That(units, Has.Count.EqualTo(2));
            Assert.That(units[1].End, Is.EqualTo(Day.Of("2026-11-20")));
            Assert.That(units[1].Price, Is.EqualTo(41.20m));
            Assert.That(units[0].Price, Is.EqualTo(61.80m));
        });
    }

    [Test]
    public async Task MoveEnd_EarlierAndBack_WipesLaterAdjustments()
    {
        await using var session = await AutotaskSession.StartAsync();
        var (contract, contractService) = Add(session.Tenant, "2026-10-01", "2027-09-30", units: 3);
        session.Tenant.AdjustByHand(contractService, 7, Day.Of("2027-01-01"));

        await PatchEndAsync(session, contract, "2026-12-31");
        await PatchEndAsync(session, contract, "2027-09-30");
        var again = await session.AdjustAsync(contract, session.Tenant.AllServices[0].Id, 1, "2027-01-01");

        Assert.Multiple(() =>
        {
            Assert.That(again.Status, Is.EqualTo(200));
            Assert.That(session.Tenant.UnitsOf(contractService)[^1].Units, Is.EqualTo(4));
        });
    }

    [TestCase("2026-12-31", 200)]
    [TestCase("2026-12-30", 500)]
    [TestCase("2026-11-30", 500)]
    public async Task MoveEnd_OverAPostedRow_IsRefused(string end, int status)
    {
        await using var session = await AutotaskSession.StartAsync();
        var (contract, contractService) = Add(session.Tenant, "2026-10-01", "2027-09-30", units: 3);
        session.Tenant.PostThrough(Day.Of("2026-12-01"));

        var reply = await PatchEndAsync(session, contract, end);

        Assert.That(reply.Status, Is.EqualTo(status));
        if (status == 200)
            return;
        Assert.Multiple(() =>
        {
            Assert.That(reply.Errors, Is.EqualTo("Unable to make changes as it would result in the deletion/modification of an already approved and posted contract period"));
            Assert.That(session.Tenant.UnitsOf(contractService), Has.Count.EqualTo(12));
            Assert.That(session.Tenant.AllContracts.Single().End, Is.EqualTo(Day.Of("2027-09-30")));
        });
    }

    [Test]
    public async Task MoveEnd_ToTheDayBeforeASplit_CutsTheShownEndToo()
    {
        await using var session = await AutotaskSession.StartAsync();
        var (contract, contractService) = Add(session.Tenant, "2026-10-01", "2027-09-30", units: 3);
        session.Tenant.AdjustByHand(contractService, 1, Day.Of("2026-11-11"));

        await PatchEndAsync(session, contract, "2026-11-10");
        var last = session.Tenant.UnitsOf(contractService)[^1];

        Assert.Multiple(() =>
        {
            Assert.That(last.End, Is.EqualTo(Day.Of("2026-11-10")));
            Assert.That(last.Price, Is.EqualTo(20.60m));
        });
    }

    [Test]
    public async Task StartDate_OncePeriodsExist_CannotChange()
    {
        await using var session = await AutotaskSession.StartAsync();
        var (contract, _) = Add(session.Tenant, "2026-10-01", "2027-09-30");
        var empty = session.Tenant.AddContract(0, "Empty", Day.Of("2026-10-01"), Day.Of("2027-09-30"));

        var refused = await session.PatchAsync("Contracts", $$"""{"id":{{contract}},"startDate":"2026-11-01"}""");
        var taken = await session.PatchAsync("Contracts", $$"""{"id":{{empty}},"startDate":"2026-11-01"}""");

        Assert.Multiple(() =>
        {
            Assert.That(refused.Errors, Does.Contain("startDate cannot be changed"));
            Assert.That(taken.Status, Is.EqualTo(200));
        });
    }

    [Test]
    public async Task Status_Inactive_KeepsTheRows()
    {
        await using var session = await AutotaskSession.StartAsync();
        var (contract, contractService) = Add(session.Tenant, "2026-10-01", "2027-09-30", units: 3);

        await session.PatchAsync("Contracts", $$"""{"id":{{contract}},"status":0}""");

        Assert.That(session.Tenant.UnitsOf(contractService), Has.Count.EqualTo(12));
    }

    private static Task<Reply> PatchEndAsync(AutotaskSession session, long contract, string end) =>
        session.PatchAsync("Contracts", $$"""{"id":{{contract}},"endDate":"{{end}}"}""");

    private static (long Contract, long ContractService) Add(AutotaskTenant tenant, string start, string end, int periodType = 2, int units = 0)
    {
        var contract = tenant.AddContract(tenant.AddCompany("Contoso"), "One", Day.Of(start), Day.Of(end), periodType: periodType);
        var service = tenant.AddService("Seat", 20.60m, 16.90m, periodType);
        return (contract, tenant.AddContractService(contract, service, 20.60m, 16.90m, units));
    }
}
