using CloudmoreAutotask.Simulators.Autotask;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.SimulatorTests;

public sealed class AutotaskAdjustmentTests
{
    private const string PostedText = "Unable to make changes as it would result in the deletion/modification of an already approved and posted contract period";

    [Test]
    public async Task Adjust_MissingContractService_MakesIt()
    {
        await using var seats = await AutotaskSeats.StartAsync();

        var reply = await seats.AdjustAsync(10, "2026-10-01", 20.60m, 16.90m);
        var units = seats.Units();

        Assert.Multiple(() =>
        {
            Assert.That(reply.Text, Is.EqualTo("""{"itemId":null}"""));
            Assert.That(seats.Tenant.AllContractServices.Single().UnitPrice, Is.EqualTo(20.60m));
            Assert.That(units, Has.Count.EqualTo(36));
            Assert.That(units.Select(row => (row.Units, row.Price, row.Cost)), Is.All.EqualTo((10, 206.00m, 169.00m)));
        });
    }

    [Test]
    public async Task Adjust_AtTheRootUrlByContractServiceId_IsTheSame()
    {
        await using var seats = await AutotaskSeats.StartAsync();
        var id = (await seats.AddServiceAsync()).ItemId;

        var reply = await seats.Session.PostAsync(
            "ContractServiceAdjustments", $$"""{"id":0,"contractServiceID":{{id}},"unitChange":4,"effectiveDate":"2026-10-01"}""");

        Assert.Multiple(() =>
        {
            Assert.That(reply.Text, Is.EqualTo("""{"itemId":null}"""));
            Assert.That(seats.Units()[0].Price, Is.EqualTo(82.40m));
        });
    }

    [Test]
    public async Task Adjust_RuleAnswersId_AnswersANumber()
    {
        await using var seats = await AutotaskSeats.StartAsync();
        seats.Session.Rules.AdjustmentsAnswerId = true;

        var reply = await seats.AdjustAsync(10, "2026-10-01");

        Assert.That(reply.ItemId, Is.Positive);
    }

    [Test]
    public async Task Adjust_OnAPeriodStart_ChangesWholeRowsFromThereOn()
    {
        await using var seats = await AutotaskSeats.StartAsync();
        await seats.AdjustAsync(10, "2026-10-01", 20.60m, 16.90m);

        await seats.AdjustAsync(-3, "2026-12-01", 21m);
        var units = seats.Units();

        Assert.Multiple(() =>
        {
            Assert.That(units, Has.Count.EqualTo(36));
            Assert.That(units[1].Units, Is.EqualTo(10));
            Assert.That(units.Skip(2).Select(row => (row.Units, row.Price, row.Cost)), Is.All.EqualTo((7, 147.00m, 118.30m)));
        });
    }

    [Test]
    public async Task Adjust_InsideAPeriod_SplitsItsRowByDays()
    {
        await using var seats = await AutotaskSeats.StartAsync();
        await seats.AdjustAsync(10, "2026-10-01", 20.60m, 16.90m);

        await seats.AdjustAsync(5, "2026-11-11");
        var november = seats.Units().Where(row => row.Start.Month == 11 && row.Start.Year == 2026).ToList();

        Assert.Multiple(() =>
        {
            Assert.That(november, Has.Count.EqualTo(2));
            Assert.That(november[0].End, Is.EqualTo(Day.Of("2026-11-11")).And.EqualTo(november[1].Start));
            Assert.That(november[0].Price, Is.EqualTo(68.67m)); // 206.00 x 10 / 30
            Assert.That(november[0].Cost, Is.EqualTo(56.33m));
            Assert.That(november[1].End, Is.EqualTo(Day.Of("2026-11-30")));
            Assert.That(november[1].Units, Is.EqualTo(15));
            Assert.That(november[1].Price, Is.EqualTo(206.00m)); // 309.00 x 20 / 30
            Assert.That(seats.Units().Single(row => row.Start == Day.Of("2026-12-01")).Price, Is.EqualTo(309.00m));
        });
    }

    [Test]
    public async Task Adjust_TwiceInsideAPeriod_SplitsTwice()
    {
        await using var seats = await AutotaskSeats.StartAsync();
        await seats.AdjustAsync(3, "2026-10-01", 30m, 20m);

        await seats.AdjustAsync(3, "2026-11-21");
        await seats.AdjustAsync(3, "2026-11-11");
        var november = seats.Units().Where(row => row.Start.Month == 11 && row.Start.Year == 2026);

        Assert.That(november.Select(row => (row.Units, row.Price)), Is.EqualTo(new[] { (3, 30m), (6, 60m), (9, 90m) }));
    }

    [Test]
    public async Task Adjust_PriceOnly_RepricesAndShowsTheAdjustedPrice()
    {
        await using var seats = await AutotaskSeats.StartAsync();
        await seats.AdjustAsync(10, "2026-10-01", 20.60m);

        await seats.AdjustAsync(0, "2026-11-01", 22.12345m);
        var item = (await seats.Session.GetAsync($"Contracts/{seats.Contract}/Services")).Items.Single();

        Assert.Multiple(() =>
        {
            Assert.That(seats.Units()[1].Price, Is.EqualTo(221.24m)); // 10 x 22.1235, half away from zero at four decimals
            Assert.That(seats.Units()[1].Units, Is.EqualTo(10));
            Assert.That(item.GetProperty("internalCurrencyAdjustedPrice").GetDecimal(), Is.EqualTo(22.1235m));
            Assert.That(item.GetProperty("unitPrice").GetDecimal(), Is.EqualTo(20.6m));
        });
    }

    [Test]
    public async Task Adjust_NegativePrice_IsADiscount()
    {
        await using var seats = await AutotaskSeats.StartAsync();

        await seats.AdjustAsync(2, "2026-10-01", -1.005m);

        Assert.That(seats.Units()[0].Price, Is.EqualTo(-2.01m));
    }

    [TestCase("2026-09-30")]
    [TestCase("2029-10-01")]
    public async Task Adjust_OutsideTheContract_IsRefused(string day)
    {
        await using var seats = await AutotaskSeats.StartAsync();

        var reply = await seats.AdjustAsync(10, day);

        Assert.Multiple(() =>
        {
            Assert.That(reply.Status, Is.EqualTo(500));
            Assert.That(reply.Errors, Is.EqualTo("ContractServiceAdjustment effectiveDate must be between the start date and end date of the Contract referenced by contractID."));
            Assert.That(seats.Tenant.AllContractServices, Is.Empty);
        });
    }

    [Test]
    public async Task Adjust_SameServiceAndDay_IsRefused()
    {
        await using var seats = await AutotaskSeats.StartAsync();
        await seats.AdjustAsync(10, "2026-10-01");

        var reply = await seats.AdjustAsync(1, "2026-10-01");

        Assert.Multiple(() =>
        {
            Assert.That(reply.Errors, Is.EqualTo("Attempt to insert duplicate data into contract_service_period"));
            Assert.That(seats.Units()[0].Units, Is.EqualTo(10));
        });
    }

    [Test]
    public async Task Adjust_PersonHadTheDay_IsRefused()
    {
        await using var seats = await AutotaskSeats.StartAsync();
        var contractService = (await seats.AddServiceAsync()).ItemId;
        seats.Tenant.AdjustByHand(contractService, 10, Day.Of("2026-10-01"));

        var reply = await seats.AdjustAsync(1, "2026-10-01");

        Assert.That(reply.Errors, Does.Contain("duplicate data"));
    }

    [TestCase("2026-10-01")]
    [TestCase("2026-11-15")]
    public async Task Adjust_InAPostedPeriod_IsRefused(string day)
    {
        await using var seats = await AutotaskSeats.StartAsync();
        await seats.AdjustAsync(10, "2026-10-02", 20.60m);
        seats.Tenant.PostThrough(Day.Of("2026-11-01"));

        var reply = await seats.AdjustAsync(1, day);
        var later = await seats.AdjustAsync(1, "2026-12-01");

        Assert.Multiple(() =>
        {
            Assert.That(reply.Errors, Is.EqualTo(PostedText));
            Assert.That(later.Status, Is.EqualTo(200));
        });
    }

    [Test]
    public async Task Adjust_InAPostedPeriod_RuleDefers_TakesEffectAtTheNextOpenPeriod()
    {
        await using var seats = await AutotaskSeats.StartAsync();
        seats.Session.Rules.PostedAdjustments = PostedAdjustment.Defer;
        await seats.AdjustAsync(10, "2026-10-01", 20.60m);
        seats.Tenant.PostThrough(Day.Of("2026-11-01"));

        var reply = await seats.AdjustAsync(1, "2026-11-15");
        var again = await seats.AdjustAsync(1, "2026-12-01");

        Assert.Multiple(() =>
        {
            Assert.That(reply.Status, Is.EqualTo(200));
            Assert.That(seats.Units().Select(row => row.Units).Take(3), Is.EqualTo((int[])[10, 10, 11]));
            Assert.That(seats.Tenant.AllAdjustments[^1].EffectiveDate, Is.EqualTo(Day.Of("2026-12-01")));
            Assert.That(again.Errors, Does.Contain("duplicate data"));
        });
    }

    [Test]
    public async Task Adjust_AfterUnposting_IsTaken()
    {
        await using var seats = await AutotaskSeats.StartAsync();
        await seats.AdjustAsync(10, "2026-10-02", 20.60m);
        var contractService = seats.Tenant.AllContractServices.Single().Id;
        seats.Tenant.Post(contractService, Day.Of("2026-11-01"));
        seats.Tenant.Unpost(contractService, Day.Of("2026-11-01"));

        var reply = await seats.AdjustAsync(1, "2026-11-01");

        Assert.Multiple(() =>
        {
            Assert.That(reply.Status, Is.EqualTo(200));
            Assert.That(seats.Tenant.AllBillingItems, Is.Empty);
        });
    }

    [Test]
    public async Task Adjust_ToZero_IsTaken_BelowIsRefused()
    {
        await using var seats = await AutotaskSeats.StartAsync();
        await seats.AdjustAsync(10, "2026-10-01");

        var below = await seats.AdjustAsync(-11, "2026-11-01");
        var zero = await seats.AdjustAsync(-10, "2026-11-01");
        var earlier = await seats.AdjustAsync(-1, "2026-10-15");

        Assert.Multiple(() =>
        {
            Assert.That(below.Errors, Does.Contain("negative"));
            Assert.That(zero.Status, Is.EqualTo(200));
            Assert.That(earlier.Errors, Does.Contain("negative"), "it would reach into the rows that are at 0");
            Assert.That(seats.Units()[1].Units, Is.Zero);
        });
    }

    [TestCase("1.5")]
    [TestCase("1.0")]
    [TestCase("\"1\"")]
    public async Task Adjust_UnitChangeNotWhole_IsRefused(string unitChange)
    {
        await using var seats = await AutotaskSeats.StartAsync();

        var reply = await seats.Session.PostAsync(
            $"Contracts/{seats.Contract}/ServiceAdjustments", $$"""{"serviceID":{{seats.Service}},"unitChange":{{unitChange}},"effectiveDate":"2026-10-01"}""");

        Assert.That(reply.Errors, Does.Contain("unitChange has the wrong data type"));
    }

    [Test]
    public async Task Adjust_OtherContractType_IsRefused()
    {
        await using var seats = await AutotaskSeats.StartAsync();
        var contract = seats.Tenant.AddContract(0, "Hours", Day.Of("2026-10-01"), Day.Of("2027-09-30"), contractType: 4);

        var adjusted = await seats.Session.AdjustAsync(contract, seats.Service, 1, "2026-10-01");
        var added = await seats.Session.PostAsync($"Contracts/{contract}/Services", $$"""{"serviceID":{{seats.Service}}}""");

        Assert.Multiple(() =>
        {
            Assert.That(adjusted.Errors, Does.Contain("Recurring Service"));
            Assert.That(added.Errors, Does.Contain("Recurring Service"));
        });
    }

    [Test]
    public async Task Adjust_ServiceOfAnotherPeriodType_IsRefusedUnlessTheRuleIsOff()
    {
        await using var seats = await AutotaskSeats.StartAsync();
        var yearly = seats.Tenant.AddService("Yearly", periodType: 5);

        var refused = await seats.Session.AdjustAsync(seats.Contract, yearly, 1, "2026-10-01");
        seats.Session.Rules.SamePeriodType = false;
        var taken = await seats.Session.AdjustAsync(seats.Contract, yearly, 1, "2026-10-01");

        Assert.Multiple(() =>
        {
            Assert.That(refused.Errors, Does.Contain("period type"));
            Assert.That(taken.Status, Is.EqualTo(200));
        });
    }

    [Test]
    public async Task Adjust_InactiveService_CannotBeAddedButBeChanged()
    {
        await using var seats = await AutotaskSeats.StartAsync();
        var inactive = seats.Tenant.AddService("Old", isActive: false);
        await seats.AdjustAsync(10, "2026-10-01");
        seats.Tenant.EditByHand("Services", seats.Service, "isActive", value: false);

        var added = await seats.Session.AdjustAsync(seats.Contract, inactive, 1, "2026-10-01");
        var changed = await seats.AdjustAsync(1, "2026-11-01");

        Assert.Multiple(() =>
        {
            Assert.That(added.Errors, Does.Contain("inactive"));
            Assert.That(changed.Status, Is.EqualTo(200));
        });
    }

    [Test]
    public async Task Adjust_AllowRepeatService_AddsASecondOneThatNeedsItsId()
    {
        await using var seats = await AutotaskSeats.StartAsync();
        await seats.AdjustAsync(10, "2026-10-01");

        var repeated = await seats.Session.PostAsync(
            $"Contracts/{seats.Contract}/ServiceAdjustments",
            $$"""{"serviceID":{{seats.Service}},"unitChange":2,"effectiveDate":"2026-10-01","allowRepeatService":true}""");
        var ambiguous = await seats.AdjustAsync(1, "2026-11-01");
        var second = seats.Tenant.AllContractServices[1].Id;
        var named = await seats.Session.PostAsync(
            $"Contracts/{seats.Contract}/ServiceAdjustments", $$"""{"contractServiceID":{{second}},"unitChange":1,"effectiveDate":"2026-11-01"}""");

        Assert.Multiple(() =>
        {
            Assert.That(repeated.Text, Is.EqualTo("""{"itemId":null}"""));
            Assert.That(ambiguous.Errors, Does.Contain("more than once"));
            Assert.That(named.Status, Is.EqualTo(200));
            Assert.That(seats.Tenant.UnitsOf(second)[1].Units, Is.EqualTo(3));
        });
    }

    [TestCase("""{"unitChange":1,"effectiveDate":"2026-10-01"}""", "are required")]
    [TestCase("""{"serviceID":1,"unitChange":1,"effectiveDate":"2026-10-01"}""", "does not reference an existing entity for serviceID")]
    [TestCase("""{"contractServiceID":1,"unitChange":1,"effectiveDate":"2026-10-01"}""", "does not reference an existing entity for contractServiceID")]
    [TestCase("""{"contractID":1,"unitChange":1,"effectiveDate":"2026-10-01"}""", "not the one of the URL")]
    [TestCase("""{"unitChange":1}""", "required field effectiveDate")]
    public async Task Adjust_Incomplete_IsRefused(string body, string error)
    {
        await using var seats = await AutotaskSeats.StartAsync();

        var reply = await seats.Session.PostAsync($"Contracts/{seats.Contract}/ServiceAdjustments", body);

        Assert.That(reply.Errors, Does.Contain(error));
    }
}
