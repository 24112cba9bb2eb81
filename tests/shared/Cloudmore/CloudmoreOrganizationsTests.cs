using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Simulators.Faults;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Cloudmore;

public sealed class CloudmoreOrganizationsTests
{
    private CloudmoreSetup setup = null!;

    [SetUp]
    public async Task StartAsync() => setup = await CloudmoreSetup.StartAsync();

    [TearDown]
    public ValueTask StopAsync() => setup.DisposeAsync();

    [Test]
    public async Task GetOrganizations_SomeInactive_ListsTheActiveOnes()
    {
        setup.Broker.Add("Contoso", "1001", companyId: "7", id: "5F0C7A52-6F0B-4F6E-9D1E-0F3F4F6F8A02");
        setup.Broker.Add("Gone").Active = false;

        var organizations = await setup.Client.GetOrganizationsAsync(CancellationToken.None);

        Assert.That(organizations.Select(found => (found.Id, found.Name, found.CustomerNumber)), Is.EqualTo(new[] { ("5f0c7a52-6f0b-4f6e-9d1e-0f3f4f6f8a02", "Contoso", "1001") }));
        Assert.That(organizations[0].CustomProperties, Is.Empty);
    }

    [Test]
    public async Task GetOrganization_WithProperties_HasThemByNameIgnoringCase()
    {
        var contoso = setup.Broker.Add("Contoso", "1001", companyId: " 29683510 ");
        contoso.CustomProperties = contoso.CustomProperties.Add(new BrokerProperty("Region", ""));

        var organization = await setup.Client.GetOrganizationAsync(contoso.Id, CancellationToken.None);

        Assert.That(organization!.CustomProperties["autotaskcompanyid"], Is.EqualTo("29683510"));
        Assert.That(organization.CustomProperties["Region"], Is.Null);
    }

    [Test]
    public async Task GetOrganization_PropertyTwice_HasBothValuesAndNeitherAlone()
    {
        var contoso = setup.Broker.Add("Contoso", companyId: "7");
        contoso.CustomProperties = contoso.CustomProperties.Add(new BrokerProperty("autotaskCompanyId", "8"));

        var organization = await setup.Client.GetOrganizationAsync(contoso.Id, CancellationToken.None);

        Assert.That(organization!.CustomProperties["AutotaskCompanyID"], Is.EqualTo("7, 8"));
    }

    [Test]
    public async Task GetOrganization_Unknown_IsNull()
    {
        Assert.That(await setup.Client.GetOrganizationAsync("no such/organization", CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task GetOrganization_LookUpFails_IsNotTakenForUnknown()
    {
        setup.Simulator.Faults.On("GET", "Organizations", Fault.Answer(403));

        await Assert.ThatAsync(() => setup.Client.GetOrganizationAsync("a", CancellationToken.None), Throws.TypeOf<MustFixException>());
    }

    [Test]
    public async Task GetOrganizations_FieldsRenamed_AreFoundByTheirAliases()
    {
        setup.Broker.Add("Contoso", "1001", id: "c1");
        setup.Simulator.Behaviour.Renamed = setup.Simulator.Behaviour.Renamed.Add("id", "organizationGuid").Add("name", "title");
        setup.Options.CurrentValue.FieldAliases["id"] = "guid, OrganizationGuid";
        setup.Options.CurrentValue.FieldAliases["name"] = "title";

        var organizations = await setup.Client.GetOrganizationsAsync(CancellationToken.None);

        Assert.That(organizations.Select(found => (found.Id, found.Name)), Is.EqualTo(new[] { ("c1", "Contoso") }));
    }

    [TestCase("""{"items":[]}""", "no list")]
    [TestCase("""[{"name":"Contoso"}]""", "organization 1 of the list has no 'id'")]
    [TestCase("[17]", "17")]
    [TestCase("""[{"id":"a","name":{}}]""", "'name'")]
    [TestCase("""[{"id":"a","customProperties":{}}]""", "customProperties")]
    [TestCase("""[{"id":"a","customProperties":[{"value":"7"}]}]""", "customProperties")]
    public async Task GetOrganizations_OddAnswer_MustBeFixed(string body, string says)
    {
        setup.Simulator.Faults.On("GET", "Organizations", Fault.Answer(200, body));

        await Assert.ThatAsync(() => setup.Client.GetOrganizationsAsync(CancellationToken.None), Throws.TypeOf<MustFixException>().With.Message.Contains(says));
    }
}
