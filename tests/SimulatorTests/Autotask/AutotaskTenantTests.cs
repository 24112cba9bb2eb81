using System.Diagnostics;
using CloudmoreAutotask.Simulators.Autotask;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.SimulatorTests;

public sealed class AutotaskTenantTests
{
    [Test]
    public async Task SaveAndLoad_WholeState_GoesOnWhereItWas()
    {
        var tenant = Sample(out var contract, out var contractService);
        tenant.Post(contractService, Day.Of("2026-10-01"));
        tenant.AdjustByHand(contractService, 1, Day.Of("2026-11-11"), 33.3333m);
        using var file = new MemoryStream();
        tenant.Save(file);
        file.Position = 0;

        var loaded = AutotaskTenant.Load(file);
        await using var session = await AutotaskSession.StartAsync(loaded);
        var duplicate = await session.PostAsync($"Contracts/{contract}/ServiceAdjustments", $$"""{"contractServiceID":{{contractService}},"unitChange":1,"effectiveDate":"2026-11-11"}""");
        var added = loaded.AddCompany("New");

        Assert.Multiple(() =>
        {
            Assert.That(loaded.AllContracts, Is.EqualTo(tenant.AllContracts));
            Assert.That(loaded.AllUnits, Is.EqualTo(tenant.AllUnits));
            Assert.That(loaded.AllCharges, Is.EqualTo(tenant.AllCharges));
            Assert.That(loaded.AllAdjustments, Is.EqualTo(tenant.AllAdjustments));
            Assert.That(loaded.AllBillingItems, Is.EqualTo(tenant.AllBillingItems));
            Assert.That(loaded.ServiceBillingCodeId, Is.EqualTo(tenant.ServiceBillingCodeId));
            Assert.That(duplicate.Errors, Does.Contain("duplicate data"));
            Assert.That(added, Is.EqualTo(tenant.AddCompany("New")));
        });
    }

    [Test]
    public void Save_ToAPath_ReplacesTheFile()
    {
        var tenant = Sample(out _, out _);
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}.json");
        try
        {
            tenant.Save(path);
            tenant.AddCompany("Another");
            tenant.Save(path);

            Assert.That(AutotaskTenant.Load(path).Count("Companies"), Is.EqualTo(3));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public async Task Post_SplitPeriod_MakesABillingItemForEachRow()
    {
        var tenant = Sample(out var contract, out var contractService);
        tenant.AdjustByHand(contractService, 5, Day.Of("2026-10-17"));
        await using var session = await AutotaskSession.StartAsync(tenant);

        tenant.Post(contractService, Day.Of("2026-10-01"));
        var reply = await session.PostAsync("BillingItems/query", $$"""{"filter":[{"op":"eq","field":"contractServiceID","value":{{contractService}}}]}""");

        Assert.Multiple(() =>
        {
            Assert.That(reply.Items, Has.Count.EqualTo(2));
            Assert.That(reply.Items[0].GetProperty("contractID").GetInt64(), Is.EqualTo(contract));
            Assert.That(reply.Items[0].GetProperty("contractServicePeriodID").GetInt64(), Is.EqualTo(tenant.UnitsOf(contractService)[0].Id));
            Assert.That(reply.Items[1].GetProperty("contractServiceAdjustmentID").GetInt64(), Is.EqualTo(tenant.AllAdjustments[^1].Id));
            Assert.That(reply.Items[1].GetProperty("itemDate").GetString(), Does.StartWith("2026-10-17"));
            Assert.That(tenant.UnitsOf(contractService).Count(row => row.PostedAt is not null), Is.EqualTo(2));
        });
    }

    [Test]
    public void PostThrough_Day_PostsPeriodsAndBillableChargesUpToIt()
    {
        var tenant = Sample(out var contract, out var contractService);
        tenant.AddCharge(contract, "Later", Day.Of("2026-12-31"), 1, 5);

        tenant.PostThrough(Day.Of("2026-11-30"));
        tenant.PostThrough(Day.Of("2026-11-30"));

        Assert.Multiple(() =>
        {
            Assert.That(tenant.UnitsOf(contractService).Count(row => row.PostedAt is not null), Is.EqualTo(2));
            Assert.That(tenant.ChargesOf(contract).Select(charge => charge.IsBilled), Is.EqualTo((bool[])[true, false]));
            Assert.That(tenant.AllBillingItems, Has.Count.EqualTo(3));
        });
    }

    [Test]
    public void Post_ZeroUnitsWithoutRows_HasNothingToPost()
    {
        var tenant = Sample(out _, out var contractService);
        tenant.Rules.ZeroUnitRows = false;
        tenant.AdjustByHand(contractService, -10, Day.Of("2026-11-01"));

        Assert.That(() => tenant.Post(contractService, Day.Of("2026-11-01")), Throws.TypeOf<AutotaskRefusalException>());
    }

    [Test]
    public void BillCharge_NotBillable_IsRefused()
    {
        var tenant = Sample(out var contract, out _);
        var charge = tenant.AddCharge(contract, "Internal", Day.Of("2026-10-31"), 1, 5);
        tenant.EditByHand("ContractCharges", charge, "isBillableToCompany", value: false);

        Assert.That(() => tenant.BillCharge(charge), Throws.TypeOf<AutotaskRefusalException>());
    }

    [Test]
    public async Task DeleteContractByHand_TakesAllThatHangsOnIt()
    {
        var tenant = Sample(out var contract, out var contractService);
        await using var session = await AutotaskSession.StartAsync(tenant);

        tenant.DeleteContractByHand(contract);
        var item = await session.GetAsync($"Contracts/{contract}");
        var units = await session.FindAsync("ContractServiceUnits", $$"""{"op":"eq","field":"contractServiceID","value":{{contractService}}}""");

        Assert.Multiple(() =>
        {
            Assert.That(item.Text, Is.EqualTo("""{"item":null}"""));
            Assert.That(units, Is.Empty);
            Assert.That(tenant.AllCharges, Is.Empty);
        });
    }

    [Test]
    public void EditContractFieldByHand_Value_ChangesTheSubscriptionId()
    {
        var tenant = Sample(out _, out _);

        tenant.EditContractFieldByHand(tenant.AllContracts[0].Id, AutotaskTenant.SubscriptionIdField, "other");

        Assert.That(tenant.AllContracts[0].SubscriptionId, Is.EqualTo("other"));
    }

    [Test]
    public async Task StatePage_WithoutCredentials_ShowsContractsAndCharges()
    {
        var tenant = Sample(out _, out _, new SetClock(new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero)));
        tenant.AdjustByHand(tenant.AllContractServices[0].Id, 2, Day.Of("2026-11-01"));
        await using var session = await AutotaskSession.StartAsync(tenant);

        var page = await session.SendAsync(HttpMethod.Get, session.Simulator.StatePageUrl.ToString(), signedIn: false);

        Assert.Multiple(() =>
        {
            Assert.That(page.MediaType, Is.EqualTo("text/html"));
            Assert.That(page.Text, Does.Contain("Contoso &amp; Sons").And.Contain("CM-sub-1").And.Contain("sub-1").And.Contain("Azure usage"));
            Assert.That(page.Text, Does.Contain("<td class=\"n\">12</td><td class=\"n\">20.60</td><td class=\"n\">247.20</td>"));
            Assert.That(tenant.ToTable(), Has.Count.EqualTo(2));
        });
    }

    [Test]
    public async Task Start_OnceWarm_IsQuick()
    {
        await using (await AutotaskSimulator.StartAsync())
        {
        }

        var watch = Stopwatch.StartNew();
        for (var number = 0; number < 10; number++)
            await (await AutotaskSimulator.StartAsync()).DisposeAsync();

        Assert.That(watch.ElapsedMilliseconds / 10, Is.LessThan(50));
    }

    [Test]
    public async Task Query_FiveThousandSubscriptionsWith36RowsEach_IsQuick()
    {
        const int Subscriptions = 5000;
        var tenant = new AutotaskTenant();
        var company = tenant.AddCompany("Contoso");
        var service = tenant.AddService("Seat", 20.6m, 16.9m);
        for (var number = 0; number < Subscriptions; number++)
        {
            var contract = tenant.AddContract(company, "Microsoft 365", Day.Of("2026-10-01"), Day.Of("2029-09-30"), $"CM-{number:D6}", $"sub-{number:D6}");
            tenant.AddContractService(contract, service, 20.6m, 16.9m, 5);
        }

        await using var session = await AutotaskSession.StartAsync(tenant);
        var ids = string.Join(',', tenant.AllContractServices.Take(500).Select(row => row.Id));
        var filter = $$"""{"op":"in","field":"contractServiceID","value":[{{ids}}]},{"op":"lte","field":"startDate","value":"2026-10-31"},{"op":"gte","field":"endDate","value":"2026-10-01"}""";
        await session.FindAsync("ContractServiceUnits", filter);

        var watch = Stopwatch.StartNew();
        for (var number = 0; number < 10; number++)
            await session.FindAsync("ContractServiceUnits", filter);

        Assert.Multiple(() =>
        {
            Assert.That(tenant.Count("ContractServiceUnits"), Is.EqualTo(36 * Subscriptions));
            Assert.That(watch.ElapsedMilliseconds / 10, Is.LessThan(250));
        });
    }

    private static AutotaskTenant Sample(out long contract, out long contractService, TimeProvider? time = null)
    {
        var tenant = new AutotaskTenant(time: time);
        var company = tenant.AddCompany("Contoso & Sons", "1001");
        contract = tenant.AddContract(company, "Microsoft 365 - Head office", Day.Of("2026-10-01"), Day.Of("2027-09-30"), "CM-sub-1", "sub-1");
        contractService = tenant.AddContractService(contract, tenant.AddService("Seat", 20.6m, 16.9m), 20.6m, 16.9m, 10);
        tenant.AddCharge(contract, "Azure usage", Day.Of("2026-10-31"), 1, 934.26m, 812.4m, "CM-2026-10-abc");
        return tenant;
    }
}
