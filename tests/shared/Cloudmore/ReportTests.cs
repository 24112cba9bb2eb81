using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Simulators.Faults;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Cloudmore;

public sealed class ReportTests
{
    private static readonly int[] Counts = [1, 2];

    private static readonly DateOnly Day = new(2026, 10, 8);

    private CloudmoreSetup setup = null!;

    [SetUp]
    public async Task StartAsync()
    {
        setup = await CloudmoreSetup.StartAsync();
        setup.Broker.Add("Contoso", "1001", id: "C1").Bill(
            BrokerLine.Of(Day, "s-1", "M365 BP", 10, 16.90m, 20.60m) with { BillingLineDetails = "Cycle fee", PurchaseOrderNumber = " ", Note = "ünïcode \"quoted\"" },
            BrokerLine.Of(Day, "s-2", "Azure", 12.3456m, 0.1234m, 0.4321m) with { ServiceName = "Azure plan", ServiceId = "az", PaymentFrequency = null });
        setup.Broker.Add("Fabrikam").Bill(BrokerLine.Of(Day, "s-3", "M365 BP", -2, 16.90m, 20.60m));
    }

    [TearDown]
    public ValueTask StopAsync() => setup.DisposeAsync();

    [Test]
    public async Task Read_ReportOfTwoOrganizations_HasEveryFieldOfEveryLine()
    {
        var organizations = await setup.ReadAsync();

        Assert.That(organizations.Select(found => found.Organization), Is.EqualTo(new[]
        {
            new BilledOrganization("c1", "Contoso", "1001", "EUR"), new BilledOrganization(setup.Broker.Organizations[1].Id, "Fabrikam", null, "EUR"),
        }));
        Assert.That(organizations.SelectMany(found => found.Faults), Is.Empty);
        Assert.That(organizations[0].Lines, Is.EqualTo(new[]
        {
            new BillingLine
            {
                BillingDate = Day, ServiceName = "Microsoft CSP", ProductId = "M365 BP", ProductName = "M365 BP", ItemCode = "M365 BP", SubscriptionId = "s-1",
                SubscriptionName = "M365 BP of s-1", Quantity = 10, UnitCostPrice = 16.9m, UnitSalesPrice = 20.6m, TotalCost = 169, TotalSales = 206, CurrencyCode = "EUR",
                PaymentFrequency = "Monthly", BillingLineDetails = "Cycle fee", Note = "ünïcode \"quoted\"",
            },
            new BillingLine
            {
                BillingDate = Day, ServiceName = "Azure plan", ProductId = "Azure", ProductName = "Azure", ItemCode = "Azure", SubscriptionId = "s-2",
                SubscriptionName = "Azure of s-2", Quantity = 12.3456m, UnitCostPrice = 0.1234m, UnitSalesPrice = 0.4321m, TotalCost = 1.52m, TotalSales = 5.33m, CurrencyCode = "EUR",
            },
        }));
        Assert.That(organizations[1].Lines.Single().TotalSales, Is.EqualTo(-41.2m));
    }

    [Test]
    public async Task Read_AsksForTheDaysItIsGiven()
    {
        setup.Broker.Organization("Contoso").Bill(BrokerLine.Of(new DateOnly(2026, 9, 30), "old", "P", 1, 1, 1), BrokerLine.Of(new DateOnly(2026, 11, 1), "new", "P", 1, 1, 1));

        var organizations = await setup.ReadAsync();

        Assert.That(string.Join(' ', organizations[0].Lines.Select(line => line.SubscriptionId)), Is.EqualTo("s-1 s-2"));
        Assert.That(setup.Simulator.Calls.Of("Reports", "POST").Single().Body, Is.EqualTo("""{"startDate":"2026-10-01","endDate":"2026-10-31"}"""));
    }

    [Test]
    public async Task Read_NothingBilled_IsEmpty() =>
        Assert.That(await setup.ReadAsync(new DateOnly(2020, 1, 1), new DateOnly(2020, 1, 1)), Is.Empty);

    [Test]
    public async Task Read_NumbersAsTextDatesWithTimeBareList_GivesTheSameLines()
    {
        var plain = await setup.ReadAsync();
        setup.Simulator.Behaviour.NumbersAsText = true;
        setup.Simulator.Behaviour.DatesWithTime = true;
        setup.Simulator.Behaviour.BareList = true;

        var odd = await setup.ReadAsync();

        Assert.That(odd.SelectMany(found => found.Lines), Is.EqualTo(plain.SelectMany(found => found.Lines)));
    }

    [Test]
    public async Task Read_FieldsRenamed_AreFoundByAliasAndInAnyCase()
    {
        var plain = await setup.ReadAsync();
        setup.Simulator.Behaviour.Renamed = setup.Simulator.Behaviour.Renamed
            .Add("organizations", "customers").Add("organizationId", "ORGANIZATIONID").Add("serviceItems", "items").Add("totalSales", "amount").Add("taskId", "operation");
        setup.Simulator.Behaviour.TaskIdPlace = TaskIdPlace.Body;
        setup.Options.CurrentValue.FieldAliases["Organizations"] = "clients,Customers";
        setup.Options.CurrentValue.FieldAliases["serviceItems"] = "Items";
        setup.Options.CurrentValue.FieldAliases["totalSales"] = "netAmount, amount";
        setup.Options.CurrentValue.FieldAliases["taskId"] = "operation";

        var renamed = await setup.ReadAsync();

        Assert.That(renamed.Select(found => found.Organization), Is.EqualTo(plain.Select(found => found.Organization)));
        Assert.That(renamed.SelectMany(found => found.Lines), Is.EqualTo(plain.SelectMany(found => found.Lines)));
    }

    [Test]
    public async Task Read_PriceRenamedWithoutAlias_MakesEveryLineAFault()
    {
        setup.Simulator.Behaviour.Renamed = setup.Simulator.Behaviour.Renamed.Add("unitSalesPrice", "price");

        var organizations = await setup.ReadAsync();

        Assert.That(organizations.SelectMany(found => found.Lines), Is.Empty);
        Assert.That(string.Join('\n', organizations.SelectMany(found => found.Faults).Select(fault => fault.Describe())), Is.EqualTo(
            """
            line 1 of service 'Microsoft CSP', product 'M365 BP' has no 'unitSalesPrice'.
            line 1 of service 'Azure plan', product 'Azure' has no 'unitSalesPrice'.
            line 1 of service 'Microsoft CSP', product 'M365 BP' has no 'unitSalesPrice'.
            """));
        Assert.That(organizations[0].Faults[0].BillingDate, Is.EqualTo(Day));
    }

    [TestCase(TaskIdPlace.Location, 202)]
    [TestCase(TaskIdPlace.Location, 201)]
    [TestCase(TaskIdPlace.RelativeLocation, 200)]
    [TestCase(TaskIdPlace.Body, 202)]
    public async Task Read_TaskNamedSomewhere_IsFound(TaskIdPlace place, int status)
    {
        setup.Simulator.Behaviour.TaskIdPlace = place;
        setup.Simulator.Behaviour.StartStatus = status;

        Assert.That(await setup.ReadAsync(), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Read_TaskNamedNowhere_MustBeFixed()
    {
        setup.Simulator.Behaviour.TaskIdPlace = TaskIdPlace.Nowhere;

        await Assert.ThatAsync(setup.ReadAsync, Throws.TypeOf<MustFixException>().With.Message.Contains("Cloudmore:FieldAliases:taskId"));
    }

    [TestCase(NotReadyAnswer.Accepted)]
    [TestCase(NotReadyAnswer.NoContent)]
    [TestCase(NotReadyAnswer.Running)]
    [TestCase(NotReadyAnswer.NotFound)]
    public async Task Read_NotReadyAtFirst_WaitsLongerEachTime(NotReadyAnswer answer)
    {
        setup.Simulator.Behaviour.NotReady = answer;
        setup.Simulator.Behaviour.PollsUntilReady = 6;

        Assert.That(await setup.ReadAsync(), Has.Count.EqualTo(2));
        Assert.That(setup.Time.Waits.Select(wait => wait.TotalSeconds), Is.EqualTo(new[] { 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4 }).Within(0.001));
    }

    [TestCase(NotReadyAnswer.Accepted, "status 202")]
    [TestCase(NotReadyAnswer.Running, "status 'Running'")]
    public async Task Read_NeverReady_GivesUpAtTheLimitAndNamesTheTask(NotReadyAnswer answer, string last)
    {
        setup.Simulator.Behaviour.NotReady = answer;
        setup.Simulator.Behaviour.PollsUntilReady = int.MaxValue;
        var start = setup.Time.GetUtcNow();

        var failure = await Assert.ThrowsAsync<TryLaterException>(setup.ReadAsync);

        var task = setup.Simulator.Calls.Of("Reports", "GET")[0].Route.Split('/')[^1];
        Assert.That(failure!.Message, Does.Contain(task).And.Contain(last).And.Contain("Cloudmore:ReportTimeLimit"));
        Assert.That(setup.Time.GetUtcNow() - start, Is.EqualTo(setup.Options.CurrentValue.ReportTimeLimit));
    }

    [Test]
    public async Task Read_TaskStaysUnknown_GivesUpSoon()
    {
        setup.Simulator.Behaviour.NotReady = NotReadyAnswer.NotFound;
        setup.Simulator.Behaviour.PollsUntilReady = int.MaxValue;
        var start = setup.Time.GetUtcNow();

        await Assert.ThatAsync(setup.ReadAsync, Throws.TypeOf<TryLaterException>().With.Message.Contains("does not know"));
        Assert.That(setup.Time.GetUtcNow() - start, Is.LessThan(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public async Task Read_FailuresOnTheWay_AreTriedAgain()
    {
        setup.Simulator.Faults.On("POST", "Reports", Fault.DropAfter);
        setup.Simulator.Faults.On("GET", "Reports", Fault.TooManyCalls(TimeSpan.FromSeconds(33)));
        setup.Simulator.Faults.On("GET", "Reports", Fault.Unauthorized, nth: 2);
        setup.Simulator.Faults.On("GET", "Reports", Fault.DropBefore, nth: 4);

        Assert.That(await setup.ReadAsync(), Has.Count.EqualTo(2));
        Assert.That(setup.Time.Waits, Does.Contain(TimeSpan.FromSeconds(33)));
        Assert.That(setup.Simulator.Calls.Count("Reports", "POST"), Is.EqualTo(2));
    }

    [Test]
    public async Task Read_NotReadyWithRetryAfter_WaitsSoLong()
    {
        setup.Simulator.Behaviour.StartRetryAfter = TimeSpan.FromSeconds(12);
        setup.Simulator.Faults.On("GET", "Reports", Fault.Answer(202, retryAfter: TimeSpan.FromSeconds(45)));

        await setup.ReadAsync();

        Assert.That(setup.Time.Waits.Select(wait => wait.TotalSeconds), Is.EqualTo(new[] { 12.0, 45, 0.4 }).Within(0.001));
    }

    [TestCase(400)]
    [TestCase(403)]
    [TestCase(404)]
    public async Task Read_RequestRefused_MustBeFixed(int status)
    {
        setup.Simulator.Faults.On("POST", "Reports", Fault.Answer(status, "said"));

        await Assert.ThatAsync(setup.ReadAsync, Throws.TypeOf<MustFixException>().With.Message.Contains("said").And.Message.Contains($"{status}"));
        Assert.That(setup.Simulator.Calls.Count("Reports"), Is.EqualTo(1));
    }

    [Test]
    public async Task Read_CutAnywhere_NeverLooksWhole([Values] bool dropped)
    {
        setup.Simulator.Behaviour.PollsUntilReady = 0;
        setup.Simulator.Behaviour.CutDropsConnection = dropped;
        for (var length = 1; length < 1500; length += 97)
        {
            setup.Simulator.Behaviour.CutReportAfter = length;
            var failure = await Assert.ThrowsAsync<TryLaterException>(setup.ReadAsync);
            Assert.That(failure!.Message, dropped ? Does.Contain("broke off").Or.Contain("No answer") : Does.Contain("broke off").And.Contain("Nothing of it is used"));
        }
    }

    [Test]
    public async Task Read_CutInTheSecondOrganization_SaysAfterWhichOne()
    {
        var organization = """{"organizationId":"c1","organizationName":"Contoso","services":[]}""";
        setup.Simulator.Behaviour.ReportText = "{\"organizations\":[" + organization + ",{\"organizationId\":";

        var failure = await Assert.ThrowsAsync<TryLaterException>(setup.ReadAsync);

        Assert.That(failure!.Message, Does.Contain("after organization 1 ('Contoso')"));
    }

    [Test]
    public async Task Read_OrganizationTwice_GivesBothParts()
    {
        setup.Broker.Add("Contoso again", id: "c1").Bill(BrokerLine.Of(Day, "s", "P", 1, 1, 1));

        var organizations = await setup.ReadAsync();

        Assert.That(organizations.Where(found => found.Organization.Id == "c1").Select(found => found.Lines.Count).Order(), Is.EqualTo(Counts));
    }

    [TestCase("""{"status":"Failed"}""")]
    [TestCase("""{"status":"Error","organizations":[]}""")]
    [TestCase("""{"organizations":[],"status":"Cancelled"}""")]
    [TestCase("""{"organizations":[{"organizationId":"a","organizationName":"A","services":[]}],"status":"in progress"}""")]
    [TestCase("<html>")]
    [TestCase("{\"organizations\":[]} trailing")]
    public async Task Read_ReportFailedOrUnfinished_IsLeftForLater(string text)
    {
        setup.Simulator.Behaviour.ReportText = text;

        await Assert.ThatAsync(setup.ReadAsync, Throws.TypeOf<TryLaterException>());
    }

    [TestCase("")]
    [TestCase("{}")]
    [TestCase("null")]
    [TestCase("""{"status":"Queued"}""")]
    [TestCase("""{"Status":"in-progress","organizations":[]}""")]
    [TestCase("""{"organizations":[],"status":"Pending"}""")]
    [TestCase("""{"status":"Simmering"}""")]
    public async Task Read_BodyWithoutReport_IsNotReady(string text)
    {
        setup.Simulator.Behaviour.ReportText = text;

        await Assert.ThatAsync(setup.ReadAsync, Throws.TypeOf<TryLaterException>().With.Message.Contains("not ready after"));
    }

    [TestCase("""{"status":"Completed","clients":[]}""")]
    [TestCase("""{"from":"2026-10-01","clients":[{}]}""")]
    [TestCase("""{"clients":1,"organizations":null}""")]
    public async Task Read_ReportWithoutOrganizations_MustBeFixedNamingWhatItHas(string text)
    {
        setup.Simulator.Behaviour.ReportText = text;

        await Assert.ThatAsync(setup.ReadAsync, Throws.TypeOf<MustFixException>().With.Message.Contains("clients").And.Message.Contains("Cloudmore:FieldAliases:organizations"));
    }

    [Test]
    public async Task Read_LinesOutsideTheWindow_AreLeftOutAndTold()
    {
        setup.Simulator.Behaviour.ReportText = TestReport.Of(TestReport.Line.Replace("2026-10-08", "2026-09-30", StringComparison.Ordinal) + "," + TestReport.Line);

        var organizations = await setup.ReadAsync();

        Assert.That(organizations.Single().Lines, Has.Count.EqualTo(1));
        Assert.That(setup.Logged.Text, Does.Contain("Warning: Report").And.Contain("1 lines have a billing date outside"));
    }

    [Test]
    public async Task Read_NobodyReadsOn_StopsCleanly()
    {
        await foreach (var organization in setup.Client.ReadAsync(CloudmoreSetup.First, CloudmoreSetup.Last, CancellationToken.None))
        {
            Assert.That(organization.Organization.Name, Is.EqualTo("Contoso"));
            break;
        }

        Assert.That(await setup.ReadAsync(), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Read_AliasOfAnUnknownField_MustBeFixedBeforeAnyCall()
    {
        setup.Options.CurrentValue.FieldAliases["totalSale"] = "amount";

        await Assert.ThatAsync(setup.ReadAsync, Throws.TypeOf<MustFixException>().With.Message.Contains("'totalSale'").And.Message.Contains("totalSales"));
        Assert.That(setup.Simulator.Calls.Total, Is.Zero);
    }

    [Test]
    public async Task Read_AliasThatIsAnotherField_MustBeFixed()
    {
        setup.Options.CurrentValue.FieldAliases["unitSalesPrice"] = "TotalSales";

        await Assert.ThatAsync(setup.ReadAsync, Throws.TypeOf<MustFixException>().With.Message.Contains("may mean one field only"));
    }
}
