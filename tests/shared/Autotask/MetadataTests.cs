using CloudmoreAutotask.Autotask.Entities;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Autotask;

internal sealed class MetadataTests
{
    [Test]
    public async Task GetFieldsAsync_Picklist_IsRead()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(new ScriptedAnswer(200, """
            {"fields":[{"name":"contractType","dataType":"integer","length":0,"isRequired":true,"isReadOnly":true,"isQueryable":true,"isReference":false,
            "referenceEntityType":"","isPickList":true,"picklistValues":[{"value":"7","label":"Recurring Service","isDefaultValue":false,"sortOrder":5,
            "parentValue":"","isActive":true,"isSystem":true}],"picklistParentValueField":"","isSupportedWebhookField":false},
            {"name":"id","dataType":"long","isRequired":true,"isPickList":false,"picklistValues":null}]}
            """));

        var fields = await tested.Client.GetFieldsAsync("Contracts", CancellationToken.None);

        Assert.That(fields.Select(field => (field.Name, field.IsPickList, field.IsRequired)), Is.EqualTo(new[] { ("contractType", true, true), ("id", false, true) }));
        Assert.That(fields[0].PicklistValues, Is.EqualTo(new[] { new PicklistValue { Value = "7", Label = "Recurring Service", IsActive = true } }));
        Assert.That(tested.Server.Calls.Single().Path, Does.EndWith("/Contracts/entityInformation/fields"));
    }

    [Test]
    public async Task GetUserDefinedFieldsAsync_Field_IsRead()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(new ScriptedAnswer(200, """{"fields":[{"name":"Subscription ID","label":"Subscription ID","type":"string","length":100,"id":29,"isActive":true}]}"""));

        var fields = await tested.Client.GetUserDefinedFieldsAsync("Contracts", CancellationToken.None);

        Assert.That(fields.Single().Name, Is.EqualTo("Subscription ID"));
        Assert.That(tested.Server.Calls.Single().Path, Does.EndWith("/Contracts/entityInformation/userDefinedFields"));
    }

    [Test]
    public async Task GetEntityInformationAsync_Rights_AreRead()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(new ScriptedAnswer(200, """
            {"info":{"name":"Contract","canCreate":true,"canDelete":false,"canQuery":true,"canUpdate":true,"userAccessForCreate":1,"userAccessForDelete":0,
            "userAccessForQuery":2,"userAccessForUpdate":0,"hasUserDefinedFields":true,"supportsWebhookCallouts":false}}
            """));

        var information = await tested.Client.GetEntityInformationAsync("Contracts", CancellationToken.None);

        Assert.That(information, Is.EqualTo(new EntityInformation
        {
            Name = "Contract",
            CanCreate = true,
            CanQuery = true,
            CanUpdate = true,
            UserAccessForCreate = UserAccess.All,
            UserAccessForQuery = UserAccess.Restricted,
            UserAccessForUpdate = UserAccess.None,
            HasUserDefinedFields = true,
        }));
        Assert.That(tested.Server.Calls.Single().Path, Does.EndWith("/Contracts/entityInformation"));
    }

    [Test]
    public async Task GetFieldsAsync_Again_IsKeptForADay()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(ScriptedAnswer.Ok(new { fields = Array.Empty<object>() }));

        await tested.Client.GetFieldsAsync("Contracts", CancellationToken.None);
        tested.Time.Advance(TimeSpan.FromHours(23));
        await tested.Client.GetFieldsAsync("Contracts", CancellationToken.None);
        Assert.That(tested.Server.Calls, Has.Count.EqualTo(1));

        tested.Time.Advance(TimeSpan.FromHours(2));
        await tested.Client.GetFieldsAsync("Contracts", CancellationToken.None);
        Assert.That(tested.Server.Calls, Has.Count.EqualTo(2));

        tested.Client.ForgetMetadata();
        await tested.Client.GetFieldsAsync("Contracts", CancellationToken.None);
        Assert.That(tested.Server.Calls, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task GetFieldsAsync_NoFieldsInTheAnswer_Throws()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(new ScriptedAnswer(200, "{}"));

        await Assert.ThatAsync(() => tested.Client.GetFieldsAsync("Contracts", CancellationToken.None), Throws.TypeOf<InvalidDataException>().With.Message.Contains("Contracts"));
    }
}
