using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Tests.Billing;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Planning;

/// <summary>What a run knows of the whole broker: months come one by one, what is read afresh wins (architecture, "Speed, as calls").</summary>
public sealed class SnapshotTests
{
    private static readonly BillMonth November = Bills.October.AddMonths(1);

    [Test]
    public void Add_Month_GivesItsUnitsAndChargesToTheirContracts()
    {
        var snapshot = Of(Actual.Contract(new ContractServiceState(11, 500, [])) with { IsFresh = false });

        snapshot.Add(Bills.October, [Row(1, Actual.October)], [Charge(5, Bills.October)]);

        var contract = Contract(snapshot);
        Assert.That(contract.Services.Single().Rows.Single().StartDate, Is.EqualTo(Actual.October));
        Assert.That(contract.Charges.Single().Id, Is.EqualTo(5));
        Assert.That((snapshot.Has(Bills.October), snapshot.Has(November)), Is.EqualTo((true, false)));
    }

    [Test]
    public void Add_SecondMonth_KeepsTheFirst()
    {
        var snapshot = Of(Actual.Contract(new ContractServiceState(11, 500, [])) with { IsFresh = false });
        snapshot.Add(November, [Row(2, Actual.November)], [Charge(6, November)]);

        snapshot.Add(Bills.October, [Row(1, Actual.October), Row(2, Actual.November)], [Charge(5, Bills.October)]);

        var contract = Contract(snapshot);
        Assert.That(contract.Services.Single().Rows.Select(row => row.StartDate), Is.EqualTo(new[] { Actual.October, Actual.November }));
        Assert.That(contract.Charges.Select(charge => charge.Id), Is.EquivalentTo(new[] { 5, 6 }));
    }

    [Test]
    public void Add_ServiceThatOnlyAUnitsRowNames_IsKnown()
    {
        var snapshot = Of(Actual.Contract() with { IsFresh = false });

        snapshot.Add(Bills.October, [Row(1, Actual.October)], []);

        Assert.That((Contract(snapshot).Services.Single().Id, Contract(snapshot).Services.Single().ServiceId), Is.EqualTo((11, 500)));
    }

    [Test]
    public void Add_ContractThatWasReadAfresh_KeepsItsRows()
    {
        var snapshot = Of(Actual.Contract(Actual.Seats(8, 20m)));
        var before = Contract(snapshot).Services.Single().Rows;

        snapshot.Add(Bills.October, [Row(999, Actual.October, units: 5)], []);

        Assert.That(Contract(snapshot).Services.Single().Rows, Is.EqualTo(before));
    }

    [Test]
    public void Add_ChargeOfAnotherContract_IsLeftOut()
    {
        var snapshot = Of(Actual.Contract());

        snapshot.Add(Bills.October, [], [Charge(5, Bills.October) with { ContractId = 77 }]);

        Assert.That(Contract(snapshot).Charges, Is.Empty);
    }

    [Test]
    public void Update_FreshContract_WinsAndKeepsChargesOfOtherMonths()
    {
        var snapshot = Of(Actual.Contract(new ContractServiceState(11, 500, [])) with { IsFresh = false });
        snapshot.Add(Bills.October, [Row(1, Actual.October)], [Charge(5, Bills.October)]);
        snapshot.Add(November, [], [Charge(6, November)]);

        snapshot.Update(Bills.October, [Actual.Contract(Actual.Seats(9, 20m)) with { Charges = [Charge(7, Bills.October)] }]);

        var contract = Contract(snapshot);
        Assert.That(UnitRows.Covering(contract.Services.Single().Rows, Actual.October)!.Units, Is.EqualTo(9));
        Assert.That(contract.Charges.Select(charge => charge.Id), Is.EquivalentTo(new[] { 6, 7 }));
        Assert.That(contract.IsFresh, Is.True);
    }

    [Test]
    public void Update_OnlyChargesWereReadAfresh_KeepsTheRows()
    {
        var snapshot = Of(Actual.Contract(new ContractServiceState(11, 500, [])) with { IsFresh = false });
        var stale = Contract(snapshot);
        snapshot.Add(Bills.October, [Row(1, Actual.October)], []);

        snapshot.Update(Bills.October, [stale with { Charges = [Charge(7, Bills.October)] }]);

        Assert.That(Contract(snapshot).Services.Single().Rows.Single().StartDate, Is.EqualTo(Actual.October));
        Assert.That(Contract(snapshot).Charges.Single().Id, Is.EqualTo(7));
    }

    [Test]
    public void For_ContractUnderANewNumber_IsFoundByIt()
    {
        var snapshot = Of(Actual.Contract());

        snapshot.Update(Bills.October, [Actual.Contract().With(contract => contract with { Id = 2, ContractNumber = "cm-s1 ", UserDefinedFields = [] })]);

        Assert.That(Found(snapshot).Contracts.Select(contract => contract.Contract.Id), Is.EquivalentTo(new[] { 1, 2 }));
    }

    private static ContractState Contract(Snapshot snapshot) => Found(snapshot).Contracts.Single();

    private static OrganizationState Found(Snapshot snapshot)
    {
        var bill = new OrganizationBill(Bills.October, Bills.Contoso, [Bills.Line(1, 20m)], []);
        return snapshot.For(new PlanningInput { Bill = bill, BillHash = "hash", Aggregated = Bills.Aggregator().Aggregate(bill) });
    }

    private static Snapshot Of(params IReadOnlyList<ContractState> contracts) => new(
        contracts, [], new Dictionary<long, string>(), new ServiceCatalogue(true, []), new PlanSetup().References, 1, PlanSetup.Field, []);

    private static ContractServiceUnits Row(long id, DateOnly start, int units = 8) => new()
    {
        Id = id,
        ContractId = 1,
        ContractServiceId = 11,
        ServiceId = 500,
        StartDate = start,
        EndDate = start.AddMonths(1).AddDays(-1),
        Units = units,
        Price = units * 20m,
    };

    private static ContractCharge Charge(long id, BillMonth month) =>
        new() { Id = id, ContractId = 1, InternalPurchaseOrderNumber = ContractKeys.ChargeKey(month, "s1", null) };
}
