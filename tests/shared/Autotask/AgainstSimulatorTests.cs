using System.Globalization;
using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Simulators.Faults;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Autotask;

/// <summary>The client against the simulated tenant, which refuses what Autotask refuses.</summary>
internal sealed class AgainstSimulatorTests
{
    private static readonly DateOnly Start = new(2026, 10, 1);

    private static readonly DateOnly End = new(2029, 9, 30);

    private AutotaskSimulator simulator = null!;
    private ServiceProvider services = null!;

    private AutotaskTenant Tenant => simulator.Tenant;

    private AutotaskClient Client => services.GetRequiredService<AutotaskClient>();

    [SetUp]
    public async Task StartAsync()
    {
        simulator = await AutotaskSimulator.StartAsync();
        services = Wire(Tenant.ApiUser.Secret);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await services.DisposeAsync();
        await simulator.DisposeAsync();
    }

    [Test]
    public async Task Writes_AWholeSubscription_IsReadBackToTheCent()
    {
        var company = Tenant.AddCompany("Contoso");
        var types = await Client.GetFieldsAsync("UserDefinedFieldDefinitions", CancellationToken.None);
        await AcceptedAsync(Client.CreateUserDefinedFieldAsync(
            new NewUserDefinedField { Name = "Subscription ID", UdfType = Pick(types, "udfType", "Contract"), DataType = Pick(types, "dataType", "String") }, CancellationToken.None));
        var service = await AcceptedAsync(Client.CreateServiceAsync(
            new NewService { Name = "M365 BP (monthly)", Sku = "CM:x:monthly", UnitPrice = 20.6m, UnitCost = 16.9m, PeriodType = 2, BillingCodeId = Tenant.ServiceBillingCodeId }, CancellationToken.None));
        var contract = await AcceptedAsync(Client.CreateContractAsync(
            new NewContract
            {
                CompanyId = company,
                ContractName = "Microsoft 365 - M365 BP",
                ContractNumber = "CM-abc",
                StartDate = Start,
                EndDate = End,
                ContractPeriodType = 2,
                ServiceLevelAgreementId = Tenant.ServiceLevelAgreementId,
                UserDefinedFields = [new UserDefinedField("Subscription ID", "abc")],
            },
            CancellationToken.None));
        await AcceptedAsync(Client.CreateContractServiceAsync(
            new NewContractService { ContractId = contract!.Value, ServiceId = service!.Value, UnitPrice = 20.60m, UnitCost = 16.90m }, CancellationToken.None));
        var adjusted = await AcceptedAsync(Client.AdjustServiceAsync(
            new NewServiceAdjustment { ContractId = contract.Value, ServiceId = service, UnitChange = 10, EffectiveDate = Start, AdjustedUnitPrice = 20.60m, AdjustedUnitCost = 16.90m },
            CancellationToken.None));
        var charge = await AcceptedAsync(Client.CreateChargeAsync(Charge(contract.Value, 812.4012m), CancellationToken.None));
        await AcceptedAsync(Client.UpdateChargeAsync(
            contract.Value, new ContractChargeChange { Id = charge!.Value, Description = "Changed", DatePurchased = Start, UnitQuantity = 2m, UnitPrice = 3.25m, UnitCost = 1m }, CancellationToken.None));
        await AcceptedAsync(Client.UpdateContractAsync(new ContractChange { Id = contract.Value, EndDate = End.AddMonths(12) }, CancellationToken.None));

        var found = (await Client.QueryAsync<Contract>([Filter.UdfEqual("Subscription ID", "abc")], CancellationToken.None)).Single();
        var units = (await Client.QueryInAsync<ContractServiceUnits, long>("contractID", [contract.Value], [Filter.Equal("startDate", Start)], CancellationToken.None)).Single();
        var changed = (await Client.QueryAsync<ContractCharge>([Filter.BeginsWith("internalPurchaseOrderNumber", "CM-2026-10-")], CancellationToken.None)).Single();

        Assert.That(adjusted, Is.Null);
        Assert.That((found.Id, found.ContractNumber, found.EndDate), Is.EqualTo((contract.Value, "CM-abc", End.AddMonths(12))));
        Assert.That((units.Units, units.Price, units.Cost, units.IsPosted), Is.EqualTo((10, 206m, 169m, false)));
        Assert.That((changed.Description, changed.BillableAmount, changed.ExtendedCost), Is.EqualTo(("Changed", 6.5m, 2m)));
    }

    [Test]
    public async Task QueryAsync_1200Contracts_AreAllFound()
    {
        var company = Tenant.AddCompany("Contoso");
        long[] ids = [.. Enumerable.Range(0, 1200).Select(index => Tenant.AddContract(company, "M365", Start, Start.AddMonths(1), string.Create(CultureInfo.InvariantCulture, $"CM-{index}")))];

        var all = await Client.QueryAsync<Contract>([Filter.BeginsWith("contractNumber", "CM-")], CancellationToken.None);
        var listed = await Client.QueryInAsync<Contract, long>("id", [.. ids, -1L], [Filter.Equal("status", 1)], CancellationToken.None);

        Assert.That(all.Select(contract => contract.Id), Is.EqualTo(ids));
        Assert.That(listed.Select(contract => contract.Id), Is.EqualTo(ids));
    }

    [Test]
    public async Task ManyCallsAtOnce_WrongSecret_DoNotLockTheUser()
    {
        Tenant.Rules.FailuresBeforeLock = 3;
        await using var wrong = Wire("a-wrong-secret");
        var client = wrong.GetRequiredService<AutotaskClient>();

        var calls = Enumerable.Range(0, 20).Select(_ => client.QueryAsync<Contract>([], CancellationToken.None)).ToArray();

        foreach (var call in calls)
            Assert.That((await Assert.ThrowsAsync<MustFixException>(() => call))!.SignInStopped, Is.True);
        Assert.That((simulator.Calls.Unauthorized, Tenant.ApiUser.IsLocked), Is.EqualTo((2, false)));
    }

    [Test]
    public async Task ManyCallsAtOnce_TenantMoves_AllSucceed()
    {
        await Client.QueryAsync<Contract>([], CancellationToken.None);
        simulator.MoveZone();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Client.QueryAsync<Contract>([], CancellationToken.None)));

        Assert.That(simulator.Calls.Unauthorized, Is.InRange(1, 2));
    }

    [Test]
    public async Task ManyCallsAtOnce_SlotsComeBackLate_NoneIsTurnedAway()
    {
        Tenant.Rules.SlotRelease = TimeSpan.FromMilliseconds(10);
        Tenant.Rules.ThreadLimitStatus = 500;

        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Client.QueryAsync<Contract>([], CancellationToken.None)));

        Assert.That(simulator.Calls.All.Where(call => call.Status != 200), Is.Empty);
        Assert.That(simulator.Calls.MaxInFlight("Contracts"), Is.LessThanOrEqualTo(2));
    }

    [Test]
    public async Task ManyCallsAtOnce_SlotsComeBackVeryLate_NoneIsLost()
    {
        Tenant.Rules.SlotRelease = TimeSpan.FromMilliseconds(200);
        Tenant.Rules.ThreadLimitStatus = 500;

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Client.QueryAsync<Contract>([], CancellationToken.None)));

        Assert.That(simulator.Calls.All.Count(call => call.Status == 200), Is.GreaterThanOrEqualTo(20));
    }

    [Test]
    public async Task CreateChargeAsync_AnswerIsLost_WasWrittenOnce()
    {
        var contract = Tenant.AddContract(Tenant.AddCompany("Contoso"), "Azure", Start, End);
        simulator.Faults.On("POST", "ContractCharges", Fault.DropAfter);

        var answer = await Client.CreateChargeAsync(Charge(contract, 1m), CancellationToken.None);

        Assert.That(answer.Result, Is.EqualTo(WriteResult.Unanswered));
        Assert.That((Tenant.Count("ContractCharges"), simulator.Calls.Count("ContractCharges", "POST")), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task QueryAsync_RightIsMissing_NamesIt()
    {
        Tenant.Rules.Denied["ContractCharges"] = EntityAccess.Query;

        var thrown = await Assert.ThrowsAsync<MustFixException>(() => Client.QueryAsync<ContractCharge>([], CancellationToken.None));

        Assert.That(thrown!.Message, Does.Contain("may not query ContractCharges"));
    }

    [Test]
    public async Task GetAsync_OthersUseTheAllowance_IsSeen()
    {
        simulator.UseAllowance(6000);

        var state = await services.GetRequiredService<Allowance>().GetAsync(CancellationToken.None);

        Assert.That((state.Limit, state.IsAbove(50), state.IsAbove(61)), Is.EqualTo((10000, true, false)));
    }

    [Test]
    public async Task CreateChargeAsync_AllowanceIsUsedUp_IsNotTaken()
    {
        var contract = Tenant.AddContract(Tenant.AddCompany("Contoso"), "Azure", Start, End);
        simulator.UseAllowance(10000);

        Assert.That((await Client.CreateChargeAsync(Charge(contract, 1m), CancellationToken.None)).Result, Is.EqualTo(WriteResult.NotTaken));
    }

    private static int Pick(IReadOnlyList<FieldInformation> fields, string field, string label) =>
        int.Parse(fields.Single(item => item.Name == field).PicklistValues!.Single(value => value.Label == label).Value, CultureInfo.InvariantCulture);

    private static async Task<long?> AcceptedAsync(Task<WriteAnswer> write)
    {
        var answer = await write;
        Assert.That((answer.Result, answer.Words), Is.EqualTo((WriteResult.Accepted, "")));
        return answer.ItemId;
    }

    private NewContractCharge Charge(long contract, decimal price) => new()
    {
        ContractId = contract,
        Name = "Azure plan",
        Description = "Use",
        DatePurchased = Start,
        ChargeType = 1,
        BillingCodeId = Tenant.ChargeBillingCodeId,
        UnitQuantity = 1m,
        UnitPrice = price,
        UnitCost = 0.5m,
        InternalPurchaseOrderNumber = "CM-2026-10-0123456789abcdef",
    };

    private ServiceProvider Wire(string secret)
    {
        var collection = new ServiceCollection();
        collection.Configure<AutotaskOptions>(options =>
        {
            options.ZoneInformationUrl = simulator.ZoneInformationUrl;
            options.ApiUsername = new Secret(Tenant.ApiUser.UserName);
            options.ApiSecret = new Secret(secret);
            options.ApiIntegrationCode = new Secret(Tenant.ApiUser.IntegrationCode);
        });
        collection.Configure<LimitsOptions>(options => options.ReadRetryDelay = TimeSpan.FromMilliseconds(200));
        return collection.AddAutotask().BuildServiceProvider();
    }
}
