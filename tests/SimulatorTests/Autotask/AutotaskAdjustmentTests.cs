using System.Text.Json;
using CloudmoreAutotask.Simulators.Autotask;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.SimulatorTests;

public sealed class AutotaskAdjustmentTests
{
    private const string PostedText = "Unable to make changes as it would result in the deletion/modification of an already approved and posted contract period";

    [Test]
    public async Task Create_ContractService_TakesPriceAndCostAndStartsWithZeroUnits()
    {
        await using var fixture = await Fixture.StartAsync();

        var created = await fixture.AddServiceAsync();
        var row = fixture.Tenant.AllContractServices.Single();
        var units = await fixture.Session.PostAsync(
            "ContractServiceUnits/query", $$"""{"filter":[{"op":"eq","field":"contractServiceID","value":{{created.ItemId}}}]}""");

        Assert.Multiple(() =>
        {
            Assert.That(row, Is.EqualTo(new ContractServiceRow(created.ItemId, fixture.Contract, fixture.Service, 20.6m, 16.9m, 20.6m)));
            Assert.That(units.Items, Has.Count.EqualTo(36));
            Assert.That(units.Items.Select(item => item.GetProperty("units").GetInt32()), Is.All.Zero);
            Assert.That(units.Items.Select(item => item.GetProperty("price").GetDecimal()), Is.All.Zero);
        });
    }

    [Test]
    public async Task Create_ContractServiceTwice_IsRefused()
    {
        await using var fixture = await Fixture.StartAsync();

        await fixture.AddServiceAsync();
        var again = await fixture.AddServiceAsync();

        Assert.That(again.Errors, Does.Contain("already exists"));
    }

    [Test]
    public async Task Create_ContractService_RuleOfListPrice_IgnoresTheGivenOne()
    {
        await using var fixture = await Fixture.StartAsync();
        fixture.Session.Rules.ContractServiceTakesPrice = false;

        await fixture.AddServiceAsync();

        Assert.That(fixture.Tenant.AllContractServices.Single().UnitPrice, Is.EqualTo(25m));
    }

    [TestCase(true, 36)]
    [TestCase(false, 34)]
    public async Task ZeroUnitRows_Rule_DecidesWhetherTheyAreThere(bool rule, int rows)
    {
        await using var fixture = await Fixture.StartAsync();
        fixture.Session.Rules.ZeroUnitRows = rule;

        await fixture.AdjustAsync(5, "2026-12-01", 20.60m);
        var found = await fixture.Session.FindAsync("ContractServiceUnits", $$"""{"op":"eq","field":"contractID","value":{{fixture.Contract}}}""");

        Assert.That(found, Has.Length.EqualTo(rows));
    }

    [Test]
    public async Task ZeroUnitRows_RuleOff_RowsGoWhenUnitsGoToZero()
    {
        await using var fixture = await Fixture.StartAsync();
        fixture.Session.Rules.ZeroUnitRows = false;

        await fixture.AdjustAsync(5, "2026-10-01", 20.60m);
        await fixture.AdjustAsync(-5, "2026-12-01");
        var units = fixture.Units();

        Assert.That(units.Select(row => row.Start), Is.EqualTo(new[] { Day.Of("2026-10-01"), Day.Of("2026-11-01") }));
    }

    [Test]
    public async Task Adjust_MissingContractService_MakesIt()
    {
        await using var fixture = await Fixture.StartAsync();

        var reply = await fixture.AdjustAsync(10, "2026-10-01", 20.60m, 16.90m);
        var units = fixture.Units();

        Assert.Multiple(() =>
        {
            Assert.That(reply.Text, Is.EqualTo("""{"itemId":null}"""));
            Assert.That(fixture.Tenant.AllContractServices.Single().UnitPrice, Is.EqualTo(20.60m));
            Assert.That(units, Has.Count.EqualTo(36));
            Assert.That(units.Select(row => (row.Units, row.Price, row.Cost)), Is.All.EqualTo((10, 206.00m, 169.00m)));
        });
    }

    [Test]
    public async Task Adjust_AtTheRootUrlByContractServiceId_IsTheSame()
    {
        await using var fixture = await Fixture.StartAsync();
        var id = (await fixture.AddServiceAsync()).ItemId;

        var reply = await fixture.Session.PostAsync(
            "ContractServiceAdjustments", $$"""{"id":0,"contractServiceID":{{id}},"unitChange":4,"effectiveDate":"2026-10-01"}""");

        Assert.Multiple(() =>
        {
            Assert.That(reply.Text, Is.EqualTo("""{"itemId":null}"""));
            Assert.That(fixture.Units()[0].Price, Is.EqualTo(82.40m));
        });
    }

    [Test]
    public async Task Adjust_RuleAnswersId_AnswersANumber()
    {
        await using var fixture = await Fixture.StartAsync();
        fixture.Session.Rules.AdjustmentsAnswerId = true;

        var reply = await fixture.AdjustAsync(10, "2026-10-01");

        Assert.That(reply.ItemId, Is.Positive);
    }

    [Test]
    public async Task Adjust_OnAPeriodStart_ChangesWholeRowsFromThereOn()
    {
        await using var fixture = await Fixture.StartAsync();
        await fixture.AdjustAsync(10, "2026-10-01", 20.60m, 16.90m);

        await fixture.AdjustAsync(-3, "2026-12-01", 21m);
        var units = fixture.Units();

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
        await using var fixture = await Fixture.StartAsync();
        await fixture.AdjustAsync(10, "2026-10-01", 20.60m, 16.90m);

        await fixture.AdjustAsync(5, "2026-11-11");
        var november = fixture.Units().Where(row => row.Start.Month == 11 && row.Start.Year == 2026).ToList();

        Assert.Multiple(() =>
        {
            Assert.That(november, Has.Count.EqualTo(2));
            Assert.That(november[0].End, Is.EqualTo(Day.Of("2026-11-11")).And.EqualTo(november[1].Start));
            Assert.That(november[0].Price, Is.EqualTo(68.67m)); // 206.00 x 10 / 30
            Assert.That(november[0].Cost, Is.EqualTo(56.33m));
            Assert.That(november[1].End, Is.EqualTo(Day.Of("2026-11-30")));
            Assert.That(november[1].Units, Is.EqualTo(15));
            Assert.That(november[1].Price, Is.EqualTo(206.00m)); // 309.00 x 20 / 30
            Assert.That(fixture.Units().Single(row => row.Start == Day.Of("2026-12-01")).Price, Is.EqualTo(309.00m));
        });
    }

    [Test]
    public async Task Adjust_TwiceInsideAPeriod_SplitsTwice()
    {
        await using var fixture = await Fixture.StartAsync();
        await fixture.AdjustAsync(3, "2026-10-01", 30m, 20m);

        await fixture.AdjustAsync(3, "2026-11-21");
        await fixture.AdjustAsync(3, "2026-11-11");
        var november = fixture.Units().Where(row => row.Start.Month == 11 && row.Start.Year == 2026);

        Assert.That(november.Select(row => (row.Units, row.Price)), Is.EqualTo(new[] { (3, 30m), (6, 60m), (9, 90m) }));
    }

    [Test]
    public async Task Adjust_PriceOnly_RepricesAndShowsTheAdjustedPrice()
    {
        await using var fixture = await Fixture.StartAsync();
        await fixture.AdjustAsync(10, "2026-10-01", 20.60m);

        await fixture.AdjustAsync(0, "2026-11-01", 22.12345m);
        var item = (await fixture.Session.GetAsync($"Contracts/{fixture.Contract}/Services")).Items.Single();

        Assert.Multiple(() =>
        {
            Assert.That(fixture.Units()[1].Price, Is.EqualTo(221.24m)); // 10 x 22.1235, half away from zero at four decimals
            Assert.That(fixture.Units()[1].Units, Is.EqualTo(10));
            Assert.That(item.GetProperty("internalCurrencyAdjustedPrice").GetDecimal(), Is.EqualTo(22.1235m));
            Assert.That(item.GetProperty("unitPrice").GetDecimal(), Is.EqualTo(20.6m));
        });
    }

    [Test]
    public async Task Adjust_NegativePrice_IsADiscount()
    {
        await using var fixture = await Fixture.StartAsync();

        await fixture.AdjustAsync(2, "2026-10-01", -1.005m);

        Assert.That(fixture.Units()[0].Price, Is.EqualTo(-2.01m));
    }

    [TestCase("2026-09-30")]
    [TestCase("2029-10-01")]
    public async Task Adjust_OutsideTheContract_IsRefused(string day)
    {
        await using var fixture = await Fixture.StartAsync();

        var reply = await fixture.AdjustAsync(10, day);

        Assert.Multiple(() =>
        {
            Assert.That(reply.Status, Is.EqualTo(500));
            Assert.That(reply.Errors, Is.EqualTo("ContractServiceAdjustment effectiveDate must be between the start date and end date of the Contract referenced by contractID."));
            Assert.That(fixture.Tenant.AllContractServices, Is.Empty);
        });
    }

    [Test]
    public async Task Adjust_SameServiceAndDay_IsRefused()
    {
        await using var fixture = await Fixture.StartAsync();
        await fixture.AdjustAsync(10, "2026-10-01");

        var reply = await fixture.AdjustAsync(1, "2026-10-01");

        Assert.Multiple(() =>
        {
            Assert.That(reply.Errors, Is.EqualTo("Attempt to insert duplicate data into contract_service_period"));
            Assert.That(fixture.Units()[0].Units, Is.EqualTo(10));
        });
    }

    [Test]
    public async Task Adjust_PersonHadTheDay_IsRefused()
    {
        await using var fixture = await Fixture.StartAsync();
        var contractService = (await fixture.AddServiceAsync()).ItemId;
        fixture.Tenant.AdjustByHand(contractService, 10, Day.Of("2026-10-01"));

        var reply = await fixture.AdjustAsync(1, "2026-10-01");

        Assert.That(reply.Errors, Does.Contain("duplicate data"));
    }

    [TestCase("2026-10-01")]
    [TestCase("2026-11-15")]
    public async Task Adjust_InAPostedPeriod_IsRefused(string day)
    {
        await using var fixture = await Fixture.StartAsync();
        await fixture.AdjustAsync(10, "2026-10-02", 20.60m);
        fixture.Tenant.PostThrough(Day.Of("2026-11-01"));

        var reply = await fixture.AdjustAsync(1, day);
        var later = await fixture.AdjustAsync(1, "2026-12-01");

        Assert.Multiple(() =>
        {
            Assert.That(reply.Errors, Is.EqualTo(PostedText));
            Assert.That(later.Status, Is.EqualTo(200));
        });
    }

    [Test]
    public async Task Adjust_InAPostedPeriod_RuleDefers_TakesEffectAtTheNextOpenPeriod()
    {
        await using var fixture = await Fixture.StartAsync();
        fixture.Session.Rules.PostedAdjustments = PostedAdjustment.Defer;
        await fixture.AdjustAsync(10, "2026-10-01", 20.60m);
        fixture.Tenant.PostThrough(Day.Of("2026-11-01"));

        var reply = await fixture.AdjustAsync(1, "2026-11-15");
        var again = await fixture.AdjustAsync(1, "2026-12-01");

        Assert.Multiple(() =>
        {
            Assert.That(reply.Status, Is.EqualTo(200));
            Assert.That(fixture.Units().Select(row => row.Units).Take(3), Is.EqualTo((int[])[10, 10, 11]));
            Assert.That(fixture.Tenant.AllAdjustments[^1].EffectiveDate, Is.EqualTo(Day.Of("2026-12-01")));
            Assert.That(again.Errors, Does.Contain("duplicate data"));
        });
    }

    [Test]
    public async Task Adjust_AfterUnposting_IsTaken()
    {
        await using var fixture = await Fixture.StartAsync();
        await fixture.AdjustAsync(10, "2026-10-02", 20.60m);
        var contractService = fixture.Tenant.AllContractServices.Single().Id;
        fixture.Tenant.Post(contractService, Day.Of("2026-11-01"));
        fixture.Tenant.Unpost(contractService, Day.Of("2026-11-01"));

        var reply = await fixture.AdjustAsync(1, "2026-11-01");

        Assert.Multiple(() =>
        {
            Assert.That(reply.Status, Is.EqualTo(200));
            Assert.That(fixture.Tenant.AllBillingItems, Is.Empty);
        });
    }

    [Test]
    public async Task Adjust_ToZero_IsTaken_BelowIsRefused()
    {
        await using var fixture = await Fixture.StartAsync();
        await fixture.AdjustAsync(10, "2026-10-01");

        var below = await fixture.AdjustAsync(-11, "2026-11-01");
        var zero = await fixture.AdjustAsync(-10, "2026-11-01");
        var earlier = await fixture.AdjustAsync(-1, "2026-10-15");

        Assert.Multiple(() =>
        {
            Assert.That(below.Errors, Does.Contain("negative"));
            Assert.That(zero.Status, Is.EqualTo(200));
            Assert.That(earlier.Errors, Does.Contain("negative"), "it would reach into the rows that are at 0");
            Assert.That(fixture.Units()[1].Units, Is.Zero);
        });
    }

    [TestCase("1.5")]
    [TestCase("1.0")]
    [TestCase("\"1\"")]
    public async Task Adjust_UnitChangeNotWhole_IsRefused(string unitChange)
    {
        await using var fixture = await Fixture.StartAsync();

        var reply = await fixture.Session.PostAsync(
            $"Contracts/{fixture.Contract}/ServiceAdjustments", $$"""{"serviceID":{{fixture.Service}},"unitChange":{{unitChange}},"effectiveDate":"2026-10-01"}""");

        Assert.That(reply.Errors, Does.Contain("unitChange has the wrong data type"));
    }

    [Test]
    public async Task Adjust_OtherContractType_IsRefused()
    {
        await using var fixture = await Fixture.StartAsync();
        var contract = fixture.Tenant.AddContract(0, "Hours", Day.Of("2026-10-01"), Day.Of("2027-09-30"), contractType: 4);

        var adjusted = await fixture.Session.AdjustAsync(contract, fixture.Service, 1, "2026-10-01");
        var added = await fixture.Session.PostAsync($"Contracts/{contract}/Services", $$"""{"serviceID":{{fixture.Service}}}""");

        Assert.Multiple(() =>
        {
            Assert.That(adjusted.Errors, Does.Contain("Recurring Service"));
            Assert.That(added.Errors, Does.Contain("Recurring Service"));
        });
    }

    [Test]
    public async Task Adjust_ServiceOfAnotherPeriodType_IsRefusedUnlessTheRuleIsOff()
    {
        await using var fixture = await Fixture.StartAsync();
        var yearly = fixture.Tenant.AddService("Yearly", periodType: 5);

        var refused = await fixture.Session.AdjustAsync(fixture.Contract, yearly, 1, "2026-10-01");
        fixture.Session.Rules.SamePeriodType = false;
        var taken = await fixture.Session.AdjustAsync(fixture.Contract, yearly, 1, "2026-10-01");

        Assert.Multiple(() =>
        {
            Assert.That(refused.Errors, Does.Contain("period type"));
            Assert.That(taken.Status, Is.EqualTo(200));
        });
    }

    [Test]
    public async Task Adjust_InactiveService_CannotBeAddedButBeChanged()
    {
        await using var fixture = await Fixture.StartAsync();
        var inactive = fixture.Tenant.AddService("Old", isActive: false);
        await fixture.AdjustAsync(10, "2026-10-01");
        fixture.Tenant.EditByHand("Services", fixture.Service, "isActive", value: false);

        var added = await fixture.Session.AdjustAsync(fixture.Contract, inactive, 1, "2026-10-01");
        var changed = await fixture.AdjustAsync(1, "2026-11-01");

        Assert.Multiple(() =>
        {
            Assert.That(added.Errors, Does.Contain("inactive"));
            Assert.That(changed.Status, Is.EqualTo(200));
        });
    }

    [Test]
    public async Task Adjust_AllowRepeatService_AddsASecondOneThatNeedsItsId()
    {
        await using var fixture = await Fixture.StartAsync();
        await fixture.AdjustAsync(10, "2026-10-01");

        var repeated = await fixture.Session.PostAsync(
            $"Contracts/{fixture.Contract}/ServiceAdjustments",
            $$"""{"serviceID":{{fixture.Service}},"unitChange":2,"effectiveDate":"2026-10-01","allowRepeatService":true}""");
        var ambiguous = await fixture.AdjustAsync(1, "2026-11-01");
        var second = fixture.Tenant.AllContractServices[1].Id;
        var named = await fixture.Session.PostAsync(
            $"Contracts/{fixture.Contract}/ServiceAdjustments", $$"""{"contractServiceID":{{second}},"unitChange":1,"effectiveDate":"2026-11-01"}""");

        Assert.Multiple(() =>
        {
            Assert.That(repeated.Text, Is.EqualTo("""{"itemId":null}"""));
            Assert.That(ambiguous.Errors, Does.Contain("more than once"));
            Assert.That(named.Status, Is.EqualTo(200));
            Assert.That(fixture.Tenant.UnitsOf(second)[1].Units, Is.EqualTo(3));
        });
    }

    [TestCase("""{"unitChange":1,"effectiveDate":"2026-10-01"}""", "are required")]
    [TestCase("""{"serviceID":1,"unitChange":1,"effectiveDate":"2026-10-01"}""", "does not reference an existing entity for serviceID")]
    [TestCase("""{"contractServiceID":1,"unitChange":1,"effectiveDate":"2026-10-01"}""", "does not reference an existing entity for contractServiceID")]
    [TestCase("""{"contractID":1,"unitChange":1,"effectiveDate":"2026-10-01"}""", "not the one of the URL")]
    [TestCase("""{"unitChange":1}""", "required field effectiveDate")]
    public async Task Adjust_Incomplete_IsRefused(string body, string error)
    {
        await using var fixture = await Fixture.StartAsync();

        var reply = await fixture.Session.PostAsync($"Contracts/{fixture.Contract}/ServiceAdjustments", body);

        Assert.That(reply.Errors, Does.Contain(error));
    }

    [Test]
    public async Task Patch_ContractService_ChangesTextsOnly()
    {
        await using var fixture = await Fixture.StartAsync();
        var id = (await fixture.AddServiceAsync()).ItemId;

        var text = await fixture.Session.PatchAsync($"Contracts/{fixture.Contract}/Services", $$"""{"id":{{id}},"internalDescription":"sub-1"}""");
        var price = await fixture.Session.PatchAsync($"Contracts/{fixture.Contract}/Services", $$"""{"id":{{id}},"unitPrice":5}""");
        var other = await fixture.Session.PatchAsync("Contracts/1/Services", $$"""{"id":{{id}},"internalDescription":"x"}""");

        Assert.Multiple(() =>
        {
            Assert.That(text.ItemId, Is.EqualTo(id));
            Assert.That(fixture.Tenant.Value("ContractServices", id, "internalDescription"), Is.EqualTo("sub-1"));
            Assert.That(price.Errors, Does.Contain("unitPrice is read-only"));
            Assert.That(other.Errors, Does.Contain("No matching"));
        });
    }

    [Test]
    public async Task Units_InJson_AreExactAndCarryThePostedDate()
    {
        await using var fixture = await Fixture.StartAsync();
        await fixture.AdjustAsync(3, "2026-10-01", 20.60m, 16.90m);
        fixture.Tenant.Post(fixture.Tenant.AllContractServices.Single().Id, Day.Of("2026-10-01"));

        var reply = await fixture.Session.PostAsync(
            "ContractServiceUnits/query",
            $$"""{"filter":[{"op":"eq","field":"contractID","value":{{fixture.Contract}}},{"op":"lte","field":"startDate","value":"2026-11-01"},{"op":"gte","field":"endDate","value":"2026-10-31"}]}""");

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

    private sealed class Fixture : IAsyncDisposable
    {
        public required AutotaskSession Session { get; init; }

        public required long Contract { get; init; }

        public required long Service { get; init; }

        public AutotaskTenant Tenant => Session.Tenant;

        public static async Task<Fixture> StartAsync()
        {
            var session = await AutotaskSession.StartAsync();
            var tenant = session.Tenant;
            return new Fixture
            {
                Session = session,
                Contract = tenant.AddContract(tenant.AddCompany("Contoso"), "One", Day.Of("2026-10-01"), Day.Of("2029-09-30")),
                Service = tenant.AddService("Seat", 25m, 20m),
            };
        }

        public Task<Reply> AdjustAsync(int unitChange, string day, decimal? price = null, decimal? cost = null) =>
            Session.AdjustAsync(Contract, Service, unitChange, day, price, cost);

        public Task<Reply> AddServiceAsync() => Session.PostAsync(
            $"Contracts/{Contract}/Services", $$"""{"contractID":{{Contract}},"serviceID":{{Service}},"unitPrice":20.60,"unitCost":16.90}""");

        public IReadOnlyList<UnitRow> Units() => Tenant.UnitsOf(Tenant.AllContractServices[0].Id);

        public ValueTask DisposeAsync() => Session.DisposeAsync();
    }
}
