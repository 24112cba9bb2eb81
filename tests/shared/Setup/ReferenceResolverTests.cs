using System.Globalization;
using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Simulators.Faults;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Setup;

/// <summary>Names instead of ids, against the simulated Autotask.</summary>
public sealed class ReferenceResolverTests
{
    private AutotaskSimulator autotask = null!;
    private ServiceProvider services = null!;

    private AutotaskTenant Tenant => autotask.Tenant;

    [SetUp]
    public async Task StartAsync()
    {
        autotask = await AutotaskSimulator.StartAsync();
        services = new ServiceCollection().AddAutotask().AddSingleton<ReferenceResolver>()
            .Configure<AutotaskOptions>(options =>
            {
                options.ZoneInformationUrl = autotask.ZoneInformationUrl;
                options.ApiUsername = new Secret(Tenant.ApiUser.UserName);
                options.ApiSecret = new Secret(Tenant.ApiUser.Secret);
                options.ApiIntegrationCode = new Secret(Tenant.ApiUser.IntegrationCode);
            })
            .Configure<LimitsOptions>(limits => limits.ReadAttempts = 1)
            .BuildServiceProvider();
    }

    [TearDown]
    public async Task StopAsync()
    {
        await services.DisposeAsync();
        await autotask.DisposeAsync();
    }

    [Test]
    public async Task ResolveAsync_PlainIds_AreCheckedInOneRead()
    {
        var found = await ResolveAsync(Id(Tenant.ServiceBillingCodeId), Id(Tenant.ChargeBillingCodeId), Id(Tenant.ServiceLevelAgreementId));

        Assert.That(Ids(found), Is.EqualTo((Tenant.ServiceBillingCodeId, Tenant.ChargeBillingCodeId, (long)Tenant.ServiceLevelAgreementId)));
        Assert.That(found.ServiceBillingCode.Name, Is.EqualTo("Cloud subscriptions"));
        Assert.That((Calls("BillingCodes"), Calls("Contracts")), Is.EqualTo((1, 0)));
    }

    [Test]
    public async Task ResolveAsync_Names_AreFoundWhateverTheirCase()
    {
        var found = await ResolveAsync(" cloud SUBSCRIPTIONS", "Cloud products", "premium sla ");

        Assert.That(Ids(found), Is.EqualTo((Tenant.ServiceBillingCodeId, Tenant.ProductBillingCodeId, 9L)));
        Assert.That((Calls("BillingCodes"), Calls("Contracts")), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task ResolveAsync_SecondTime_ReadsTheAgreementsOnlyOnce()
    {
        await ResolveAsync("Cloud subscriptions", "Cloud charges", "Standard SLA");
        await ResolveAsync("Cloud subscriptions", "Cloud charges", "Standard SLA");

        Assert.That((Calls("BillingCodes"), Calls("Contracts")), Is.EqualTo((2, 1)));
    }

    [Test]
    public async Task ResolveAsync_UnknownNames_ListTheCandidatesOfTheRightUseType()
    {
        Tenant.AddBillingCode("Licences", 5);
        Tenant.AddBillingCode("Travel", 1);

        var found = await ResolveAsync("Clouds", "Clouds", "Gold SLA");

        Assert.That(Ids(found), Is.EqualTo(((long?)null, (long?)null, (long?)null)));
        Assert.That(found.ServiceBillingCode.Problem, Is.EqualTo(
            $"Autotask:ServiceBillingCodeId is 'Clouds': no active billing code of use type Recurring Contract Service Code has this name. "
            + $"To choose from: Cloud subscriptions ({Tenant.ServiceBillingCodeId}), Licences ({Tenant.InactiveServiceBillingCodeId + 1})."));
        Assert.That(found.ProductBillingCode.Problem, Does.EndWith($"To choose from: Cloud charges ({Tenant.ChargeBillingCodeId}), Cloud products ({Tenant.ProductBillingCodeId})."));
        Assert.That(found.ServiceLevelAgreement.Problem, Is.EqualTo(
            "Autotask:ServiceLevelAgreementId is 'Gold SLA': Autotask has no active service level agreement with this name. To choose from: Premium SLA (9), Standard SLA (4)."));
    }

    [Test]
    public async Task ResolveAsync_NameOfSeveral_IsNeverGuessed()
    {
        var second = Tenant.AddBillingCode("cloud SUBSCRIPTIONS", 5);
        var product = Tenant.AddBillingCode("Cloud charges", 7);

        var found = await ResolveAsync("Cloud Subscriptions", "Cloud charges", Id(Tenant.ServiceLevelAgreementId));

        Assert.That(found.ServiceBillingCode.Problem, Does.Contain($"2 billing codes").And.Contain($"({Tenant.ServiceBillingCodeId})").And.Contain($"({second})"));
        Assert.That(found.ProductBillingCode.Problem, Does.Contain($"2 billing codes").And.Contain($"({Tenant.ChargeBillingCodeId})").And.Contain($"({product})"));
    }

    [Test]
    public async Task ResolveAsync_NamesThatDifferInCaseOnly_TheOneWrittenJustSoIsMeant()
    {
        var second = Tenant.AddBillingCode("CLOUD subscriptions", 5);

        var found = await ResolveAsync("CLOUD subscriptions", "Cloud charges", "Standard SLA");

        Assert.That(found.ServiceBillingCode.Id, Is.EqualTo(second));
    }

    [Test]
    public async Task ResolveAsync_IdOfAnotherUseType_IsCalledByIts()
    {
        var found = await ResolveAsync(Id(Tenant.ChargeBillingCodeId), Id(Tenant.ServiceBillingCodeId), Id(Tenant.ServiceLevelAgreementId));

        Assert.That(found.ServiceBillingCode.Problem, Does.Contain("'Cloud charges' has use type Material Cost Code, and it must be Recurring Contract Service Code"));
        Assert.That(found.ProductBillingCode.Problem, Does.Contain("'Cloud subscriptions' has use type Recurring Contract Service Code, and it must be Material Cost Code or Product Code"));
    }

    [Test]
    public async Task ResolveAsync_NameOfAnotherUseType_IsCalledByIts()
    {
        var travel = Tenant.AddBillingCode("Travel", 1);

        var found = await ResolveAsync("Travel", "Cloud charges", "Standard SLA");

        Assert.That(found.ServiceBillingCode.Problem, Does.Contain($"billing code {travel} has it with use type General Allocation Code"));
    }

    [Test]
    public async Task ResolveAsync_InactiveOnes_CannotBeUsed()
    {
        var byId = await ResolveAsync(Id(Tenant.InactiveServiceBillingCodeId), "Cloud charges", "Old SLA");
        var byName = await ResolveAsync("Old subscriptions", "Cloud charges", "Standard SLA");

        Assert.That(byId.ServiceBillingCode.Problem, Does.Contain("'Old subscriptions' is not active"));
        Assert.That(byId.ServiceLevelAgreement.Problem, Does.Contain("'Old SLA': this service level agreement is not active"));
        Assert.That(byName.ServiceBillingCode.Problem, Does.Contain($"billing code {Tenant.InactiveServiceBillingCodeId} has it and is not active"));
    }

    [Test]
    public async Task ResolveAsync_UnknownId_SaysThatItMayBeHidden()
    {
        var found = await ResolveAsync("4711", "Cloud charges", "Standard SLA");

        Assert.That(found.ServiceBillingCode.Problem, Does.StartWith("Autotask:ServiceBillingCodeId is '4711': no billing code with this id was found in Autotask. Either the id is wrong, or the API user may not see it."));
    }

    [Test]
    public async Task ResolveAsync_BillingCodesMayNotBeRead_PlainIdsAreTakenAndNamesAreNot()
    {
        autotask.Faults.On("*", "BillingCodes", Fault.Answer(403, """{"errors":["No right."]}"""), times: 9);

        var found = await ResolveAsync("4711", "Cloud charges", "9");

        Assert.That((found.ServiceBillingCode.Id, found.ServiceLevelAgreement.Id), Is.EqualTo((4711L, 9L)));
        Assert.That(found.ProductBillingCode.Problem, Does.Contain("its id cannot be looked up").And.Contain("Set the id"));
    }

    [Test]
    public async Task ResolveAsync_NoAnswer_IsTriedLater()
    {
        autotask.Faults.On("*", "BillingCodes", Fault.Unavailable(TimeSpan.FromSeconds(1)), times: 9);

        Assert.That(await Assert.ThrowsAsync<TryLaterException>(() => ResolveAsync("4711", "4712", "9")), Is.Not.Null);
    }

    [Test]
    public async Task ResolveAsync_TenantNumbersUseTypesInItsOwnWay_GoesByTheLabels()
    {
        Tenant.SetPicklist("BillingCodes", "useType", new PicklistValue(31, "Recurring Contract Service Code"), new PicklistValue(32, "Material Cost Code"), new PicklistValue(33, "Product Code"));
        var service = Tenant.AddBillingCode("Seats", 31);
        var product = Tenant.AddBillingCode("Usage", 33);

        var found = await ResolveAsync("Seats", Id(product), "Standard SLA");

        Assert.That((found.ServiceBillingCode.Id, found.ProductBillingCode.Id), Is.EqualTo((service, product)));
    }

    [Test]
    public async Task ResolveAsync_AgreementAddedSinceTheLastLook_IsFound()
    {
        await ResolveAsync("Cloud subscriptions", "Cloud charges", "Standard SLA");
        Tenant.SetPicklist("Contracts", "serviceLevelAgreementID", new PicklistValue(4, "Standard SLA"), new PicklistValue(21, "Gold SLA"));

        var found = await ResolveAsync("Cloud subscriptions", "Cloud charges", "Gold SLA");

        Assert.That(found.ServiceLevelAgreement.Id, Is.EqualTo(21));
    }

    [Test]
    public async Task CheckAsync_NothingSet_ListsWhatMayBeChosen()
    {
        var found = await Resolver.CheckAsync(new AutotaskOptions(), CancellationToken.None);

        Assert.That(found.ServiceBillingCode.Problem, Is.EqualTo($"Autotask:ServiceBillingCodeId is missing. To choose from: Cloud subscriptions ({Tenant.ServiceBillingCodeId})."));
        Assert.That(found.ServiceLevelAgreement.Candidates.Select(candidate => candidate.Name), Is.EqualTo(new[] { "Premium SLA", "Standard SLA" }));
    }

    [TestCase("11", "'11': this service level agreement is not active")]
    [TestCase("12", "Autotask has no active service level agreement with this id")]
    public async Task CheckAsync_AgreementById_IsLookedUpToo(string id, string words)
    {
        var found = await Resolver.CheckAsync(Options("Cloud subscriptions", "Cloud charges", id), CancellationToken.None);

        Assert.That(found.ServiceLevelAgreement.Problem, Does.Contain(words));
    }

    private ReferenceResolver Resolver => services.GetRequiredService<ReferenceResolver>();

    private Task<AutotaskReferences> ResolveAsync(string service, string product, string agreement) =>
        Resolver.ResolveAsync(Options(service, product, agreement), CancellationToken.None);

    private static AutotaskOptions Options(string service, string product, string agreement) =>
        new() { ServiceBillingCodeId = service, ProductBillingCodeId = product, ServiceLevelAgreementId = agreement };

    private static (long? Service, long? Product, long? Agreement) Ids(AutotaskReferences found) => (found.ServiceBillingCode.Id, found.ProductBillingCode.Id, found.ServiceLevelAgreement.Id);

    private static string Id(long id) => id.ToString(CultureInfo.InvariantCulture);

    private int Calls(string entity) => autotask.Calls.Count(entity);
}
