using System.Text.Json;
using CloudmoreAutotask.Simulators.Autotask;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.SimulatorTests;

public sealed class AutotaskContractServiceTests
{
    [Test]
    public async Task Create_ContractService_TakesPriceAndCostAndStartsWithZeroUnits()
    {
        await using var seats = await AutotaskSeats.StartAsync();

        var created = await seats.AddServiceAsync();
        var row = seats.Tenant.AllContractServices.Single();
        var units = await seats.Session.PostAsync(
            "ContractServiceUnits/query", $$"""{"filter":[{"op":"eq","field":"contractServiceID","value":{{created.ItemId}}}]}""");

        Assert.Multiple(() =>
        {
            Assert.That(row, Is.EqualTo(new ContractServiceRow(created.ItemId, seats.Contract, seats.Service, 20.6m, 16.9m, 20.6m)));
            Assert.That(units.Items, Has.Count.EqualTo(36));
            Assert.That(units.Items.Select(item => item.GetProperty("units").GetInt32()), Is.All.Zero);
            Assert.That(units.Items.Select(item => item.GetProperty("price").GetDecimal()), Is.All.Zero);
        });
    }

    [Test]
    public async Task Create_ContractServiceTwice_IsRefused()
    {
        await using var seats = await AutotaskSeats.StartAsync();

        await seats.AddServiceAsync();
        var again = await seats.AddServiceAsync();

        Assert.That(again.Errors, Does.Contain("already exists"));
    }

    [Test]
    public async Task Create_ContractService_RuleOfListPrice_IgnoresTheGivenOne()
    {
        await using var seats = await AutotaskSeats.StartAsync();
        seats.Session.Rules.ContractServiceTakesPrice = false;

        await seats.AddServiceAsync();

        Assert.That(seats.Tenant.AllContractServices.Single().UnitPrice, Is.EqualTo(25m));
    }

    [TestCase(true, 36)]
    [TestCase(false, 34)]
    public async Task ZeroUnitRows_Rule_DecidesWhetherTheyAreThere(bool rule, int rows)
    {
        await using var seats = await AutotaskSeats.StartAsync();
        seats.Session.Rules.ZeroUnitRows = rule;

        await seats.AdjustAsync(5, "2026-12-01", 20.60m);
        var found = await seats.Session.FindAsync("ContractServiceUnits", $$"""{"op":"eq","field":"contractID","value":{{seats.Contract}}}""");

        Assert.That(found, Has.Length.EqualTo(rows));
    }

    [Test]
    public async Task ZeroUnitRows_RuleOff_RowsGoWhenUnitsGoToZero()
    {
        await using var seats = await AutotaskSeats.StartAsync();
        seats.Session.Rules.ZeroUnitRows = false;

        await seats.AdjustAsync(5, "2026-10-01", 20.60m);
        await seats.AdjustAsync(-5, "2026-12-01");
        var units = seats.Units();

        Assert.That(units.Select(row => row.Start), Is.EqualTo(new[] { Day.Of("2026-10-01"), Day.Of("2026-11-01") }));
    }

    [Test]
    public async Task Patch_ContractService_ChangesTextsOnly()
    {
        await using var seats = await AutotaskSeats.StartAsync();
        var id = (await seats.AddServiceAsync()).ItemId;

        var text = await seats.Session.PatchAsync($"Contracts/{seats.Contract}/Services", $$"""{"id":{{id}},"internalDescription":"sub-1"}""");
        var price = await seats.Session.PatchAsync($"Contracts/{seats.Contract}/Services", $$"""{"id":{{id}},"unitPrice":5}""");
        var other = await seats.Session.PatchAsync("Contracts/1/Services", $$"""{"id":{{id}},"internalDescription":"x"}""");

        Assert.Multiple(() =>
        {
            Assert.That(text.ItemId, Is.EqualTo(id));
            Assert.That(seats.Tenant.Value("ContractServices", id, "internalDescription"), Is.EqualTo("sub-1"));
            Assert.That(price.Errors, Does.Contain("unitPrice is read-only"));
            Assert.That(other.Errors, Does.Contain("No matching"));
        });
    }

    [Test]
    public async Task Units_InJson_AreExactAndCarryThePostedDate()
    {
        await using var seats = await AutotaskSeats.StartAsync();
        await seats.AdjustAsync(3, "2026-10-01", 20.60m, 16.90m);
        seats.Tenant.Post(seats.Tenant.AllContractServices.Single().Id, Day.Of("2026-10-01"));

        var reply = await seats.Session.PostAsync(
            "ContractServiceUnits/query",
            $$"""{"filter":[{"op":"eq","field":"contractID","value":{{seats.Contract}}},{"op":"lte","field":"startDate","value":"2026-11-01"},{"op":"gte","field":"endDate","value":"2026-10-31"}]}""");

        Assert.Multiple(() =>
        {
            Assert.That(reply.Items, Has.Count.EqualTo(2));
            Assert.That(reply.Items[0].GetProperty("price").GetRawText(), Is.EqualTo("61.8"));
            Assert.That(reply.Items[0].GetProperty("units").GetRawText(), Is.EqualTo("3"));
            Assert.That(reply.Items[0].GetProperty("approveAndPostDate").ValueKind, Is.EqualTo(JsonValueKind.String));
            Assert.That(reply.Items[1].GetProperty("approveAndPostDate").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(reply.Items[1].GetProperty("endDate").GetString(), Is.EqualTo("2026-11-30T00:00:00.000Z"));
        });
    }
}
